"""Projections of jobs and skills."""
