"""How the tables of those who follow came to be, step by step."""
