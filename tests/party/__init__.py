"""Tests of the Party network."""
