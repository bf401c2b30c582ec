"""Declared things by name, and the folders whose files declare them: adding a file adds what it declares.

A registry is an object: nothing is registered globally.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from alder.errors import unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Named(Protocol):
    @property
    def name(self) -> str: ...


T = TypeVar("T", bound=Named)


class Registry(Generic[T]):
    """Declarations of one kind, in the order in which they were made, or sorted by name."""

    def __init__(self, kind: str, plural: str, *, by_name: bool = False) -> None:
        self.kind = kind
        self.plural = plural
        self.by_name = by_name
        self._known: dict[str, T] = {}

    def add(self, item: T) -> T:
        if item.name in self._known:
            raise ValueError(f"{self.kind} {item.name} is declared twice")
        self._known[item.name] = item
        if self.by_name:
            self._known = dict(sorted(self._known.items()))
        return item

    def __getitem__(self, name: str) -> T:
        """The thing called `name`; otherwise an error that suggests the nearest name."""
        if name in self._known:
            return self._known[name]
        raise unknown_name(self.kind, name, self._known, next=f"List them all with:  alder explain {self.plural}")

    def get(self, name: str) -> T | None:
        """The thing called `name`, or nothing where there is none."""
        return self._known.get(name)

    def __contains__(self, name: object) -> bool:
        return name in self._known

    def __iter__(self) -> Iterator[T]:
        return iter(self._known.values())

    def __len__(self) -> int:
        return len(self._known)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._known)


def imported_modules(package: str, path: Iterable[str]) -> list[str]:
    """The names of a package's modules, by name, once each is imported: `imported_modules(__name__, __path__)`."""
    names = sorted(found.name for found in iter_modules(path))
    for name in names:
        import_module(f"{package}.{name}")
    return names
