"""Create your own table, step by step. All that was chosen stands in the address, so that a link is the table."""
