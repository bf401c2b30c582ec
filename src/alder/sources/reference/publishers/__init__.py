"""A file a publisher, found by being there: the layouts of its tables, and how their texts are read."""
