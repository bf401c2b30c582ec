"""Files that publishers of reference data put out, read into the tables that rules look into."""
