"""How the tables of accreditations came to be as they are."""
