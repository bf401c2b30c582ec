"""Sound files for every loader of tables, the harm that comes to files on their way, and what loaders answer."""
