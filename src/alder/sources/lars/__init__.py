"""Learning aims, frameworks and standards."""
