"""How the tables of requests came to be as they are."""
