"""Pages of standards, reviews and stars."""
