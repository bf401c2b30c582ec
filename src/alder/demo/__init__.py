"""A fictitious college group, from its returns to a report: everything that Alder does, on data about nobody."""

from alder.demo.demonstration import Demo, run

__all__ = ["Demo", "run"]
