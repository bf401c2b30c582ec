"""Indices of deprivation."""
