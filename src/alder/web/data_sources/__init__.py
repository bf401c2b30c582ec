"""Pages about where data comes from: all sources, each source, sources side by side, and which answers a question."""
