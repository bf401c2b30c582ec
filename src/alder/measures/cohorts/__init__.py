"""Cohorts: tables of people made from deliveries. Each cohort is declared in the definition that counts it."""
