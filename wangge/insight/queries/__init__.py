"""Reads of the room: counts, the wall, the desk, what has to be decided."""
