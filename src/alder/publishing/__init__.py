"""Data sets for publication in the open-data standard of Explore Education Statistics, and what is asked of them."""
