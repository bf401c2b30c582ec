"""Reference tables that rules look into, a module for each publisher's list; `every` gathers them.

A rule that names one is unavailable until it is loaded. Columns have the publisher's names.
"""

from alder.sources.ilr.rules.references.every import REFERENCES

__all__ = ["REFERENCES"]
