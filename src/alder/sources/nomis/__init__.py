"""Labour market and census tables."""
