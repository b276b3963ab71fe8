"""The benchmarks: a real server, a real database, figures with their ratios (docs/benchmarks.md)."""
