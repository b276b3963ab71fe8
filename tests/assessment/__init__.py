"""Stories of standards and stars."""
