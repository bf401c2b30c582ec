"""Tables that stay as they are: a frozen copy of a table under a short address of its own."""
