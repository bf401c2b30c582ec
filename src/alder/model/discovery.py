"""What lies in a folder of declarations: adding a file adds what it declares, and no list has to be kept beside it."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


def imported_modules(package: str, path: Iterable[str]) -> list[str]:
    """The names of a package's modules, by name, once each is imported: `imported_modules(__name__, __path__)`."""
    names = sorted(found.name for found in iter_modules(path))
    for name in names:
        import_module(f"{package}.{name}")
    return names
