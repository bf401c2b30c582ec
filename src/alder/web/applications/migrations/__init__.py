"""What the tables of applications were, and are."""
