"""How the tables of what publishers write came to be, step by step."""
