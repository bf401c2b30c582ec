"""How the tables of publications came to be, step by step."""
