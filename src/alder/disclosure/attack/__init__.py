"""What a reader of a protected table can work out; no code is shared with the engine that chose what to hide."""
