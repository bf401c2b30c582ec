"""What is so in the made-up world: its providers, people and places, and every aim from start to end."""
