"""A file a source, found by being there: what it is, covers and costs in time; its fields in the text beside it."""
