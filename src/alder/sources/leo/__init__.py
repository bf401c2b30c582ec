"""Longitudinal Education Outcomes: education records linked to work, pay and benefits."""
