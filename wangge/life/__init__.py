"""Party life: where organisations meet their gatherings and promises; a branch's month, birthdays, what is
not held.
"""
