"""What judging a large return by its year's whole rule book costs: alone, rule by rule, and beside its peers."""
