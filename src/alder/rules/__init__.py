"""Rules, rule books, their runner and their findings."""
