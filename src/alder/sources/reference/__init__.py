"""Reference tables: what Alder knows of each, and published files on their way into a store."""
