"""Every write of the doors: one function a verb."""
