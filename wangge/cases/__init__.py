"""What is found or asked for: located, classified, dispatched, handled, verified, closed, answered for."""
