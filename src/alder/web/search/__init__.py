"""One search over everything that the site knows: what is published, what is declared, and what words mean."""
