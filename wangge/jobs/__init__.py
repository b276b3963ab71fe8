"""Background work without a broker: the job table, the worker, and what happens by the clock."""
