"""A table in or out: knows columns, no noun."""
