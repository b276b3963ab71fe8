"""The invented district, built through actions and the product's own imports; and the demo's front page."""
