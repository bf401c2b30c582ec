"""The people who sign in: who they are, what roles they have, and how they prove it."""
