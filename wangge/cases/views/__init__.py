"""Pages of the room: residents' pages, officers' and leaders' pages, the desk, units, deeds
that all of them share.
"""
