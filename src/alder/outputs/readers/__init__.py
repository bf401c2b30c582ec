"""Readers of files that people hand in: each is told by its bytes, not by its name, and nothing in it is run."""

from alder.outputs.readers.reading import read

__all__ = ["read"]
