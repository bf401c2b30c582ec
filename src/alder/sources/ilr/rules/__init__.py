"""The rules of the ILR, a module for each field or theme, registered in one book."""

from alder.sources.ilr.rules import dates
from alder.sources.ilr.rules.book import ilr

__all__ = ["dates", "ilr"]
