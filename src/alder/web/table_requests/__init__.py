"""Requests for tables: asking for one that is not there, what would be hidden shown before, and its answer."""
