"""The output desk: what leaves a secure place, from the person who made it through two checkers to its release."""
