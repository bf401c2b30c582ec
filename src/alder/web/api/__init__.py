"""The public API, version 1, as Explore Education Statistics defines it: read only, for everyone, without a key."""
