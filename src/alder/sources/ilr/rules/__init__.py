"""The rules of the ILR, a module for each field or theme, registered in one book.

The modules are found by being there, in the order of their names, which decides the order of the rules.
"""

from importlib import import_module
from pkgutil import iter_modules

from alder.sources.ilr.rules.book import ilr

__all__ = ["ilr"]

_THEMES = tuple(import_module(f"{__name__}.{file.name}") for file in iter_modules(__path__) if not file.ispkg)
