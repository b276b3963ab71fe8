"""Messages to people inside the system: told in the transaction of their cause, read, and let go."""
