"""Journeys: people of the town live through the product in a real browser, against a real server."""
