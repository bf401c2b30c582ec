"""Applications to higher education."""
