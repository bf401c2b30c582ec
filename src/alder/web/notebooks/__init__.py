"""Notebooks on the site: the page that opens them, and the answers to their gateway."""
