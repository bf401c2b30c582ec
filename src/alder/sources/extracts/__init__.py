"""Delivered extracts of other sources, and published figures, on their way into a store."""
