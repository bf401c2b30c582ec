"""Pages on which people find a learning aim, and read what is known and published about it."""
