"""How the tables of the trail came to be."""
