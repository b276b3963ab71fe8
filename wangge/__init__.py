"""Wangge 网格: the system that Party-led grid governance of streets and communities runs on."""

__version__ = "0.1.0"
