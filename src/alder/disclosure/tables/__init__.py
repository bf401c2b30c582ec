"""A table to be protected, as a folder or a file describes it: its dimensions, its leaf cells and all its totals."""
