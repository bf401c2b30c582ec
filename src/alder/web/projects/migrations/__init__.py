"""How the tables of projects came to be as they are."""
