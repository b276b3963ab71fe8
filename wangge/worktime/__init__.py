"""The working calendar and the arithmetic of limits, pauses and extensions."""
