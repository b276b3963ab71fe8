"""The invented district, built through actions and the product's own imports."""
