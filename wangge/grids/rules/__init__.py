"""Pure decisions about areas: codes, paths, boundaries, locating by point and by words, imports, posts.

No query, no clock, no request: everything is decided from values.
"""
