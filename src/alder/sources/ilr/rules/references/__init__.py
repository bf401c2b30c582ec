"""Reference tables that rules look into, a module for each publisher's list, found by being there.

A rule that names one is unavailable until it is loaded. Columns have the publisher's names.
"""

from importlib import import_module
from pkgutil import iter_modules

__all__ = ["REFERENCES"]

_LISTS = tuple(import_module(f"{__name__}.{file.name}") for file in iter_modules(__path__))

# Every reference table by the name that rules call it by.
REFERENCES = {reference.name: reference for module in _LISTS for reference in getattr(module, "REFERENCES", ())}
