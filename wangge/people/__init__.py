"""Persons, units and accounts: whoever can act."""
