"""Worked cases of the facts, each kind run through the doors that people use."""
