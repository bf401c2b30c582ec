"""Runs worked cases of the published rules: partial records with the verdict that a rule must come to."""
