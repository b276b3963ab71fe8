"""The catalogue of matters, handling models, routes and default numbers: what a case is measured by."""
