"""The tree of areas and its places; posts (a role in an area or unit); access: who may do what, where."""
