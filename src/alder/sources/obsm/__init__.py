"""Outcomes of further education, as published."""
