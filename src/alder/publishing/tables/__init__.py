"""Tables that people choose from a data set: what may be chosen, the rows, how they are laid out, and as files."""
