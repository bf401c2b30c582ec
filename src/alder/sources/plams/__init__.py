"""Post-16 learning aims of school sixth forms."""
