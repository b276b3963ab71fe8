"""Standards, reviews of organisations by them, stars and grades that explain themselves, appeals."""
