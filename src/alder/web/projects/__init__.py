"""Projects: who works in them and may, their workspace, what is brought in, what leaves, and their end."""
