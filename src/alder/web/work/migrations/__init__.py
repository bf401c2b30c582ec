"""How the tables of workers came about."""
