"""From a query to `Counts`: which returns are read, what is looked up for their aims, and how these are counted."""
