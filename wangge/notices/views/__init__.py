"""Pages of the roster and of alarms."""
