"""Pages of the catalogue: matters, handling models, routing rules, preview, gaps, numbers."""
