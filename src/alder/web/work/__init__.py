"""Work in the background: tasks that pages hand on, and what has its time."""
