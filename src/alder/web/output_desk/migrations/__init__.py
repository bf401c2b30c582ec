"""How the tables of frozen tables came to be."""
