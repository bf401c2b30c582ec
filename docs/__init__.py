"""The documentation, and the writers of its generated pages."""
