"""Pages on how statistics are made: each measure, each variable, and what protection, grades and symbols mean."""
