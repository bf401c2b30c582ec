"""One view of the made-up world: the returns that a provider sends on a day, and faults that are planted in them."""
