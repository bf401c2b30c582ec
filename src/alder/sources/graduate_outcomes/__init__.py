"""The survey of graduates."""
