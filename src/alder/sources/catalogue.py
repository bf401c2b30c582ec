"""The catalogue of sources: found by being there, a file of `entries` each, and by any of their names."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from alder.errors import unknown_name
from alder.sources import entries

if TYPE_CHECKING:
    from alder.model.source import Source


@cache
def ids() -> tuple[str, ...]:
    """Every source by its id, which is the name of its file. Finding them loads none."""
    return tuple(sorted(file.name for file in iter_modules(entries.__path__) if not file.name.startswith("_")))


@cache
def source(name: str) -> Source:
    """One source, by its name or another that it goes by: `plams`, `NSPL`. Otherwise an error with the nearest."""
    if id := id_of(name):
        return _load(id)
    raise unknown_name("source", name, names(), next="List them all with:  alder sources")


@cache
def id_of(name: str) -> str | None:
    """The id of a source by any of its names, whatever their letters, blanks and signs; None where none has it."""
    wanted = _plain(name)
    if own := next((id for id in ids() if _plain(id) == wanted), None):
        return own
    others = ((one.id, other) for one in every() for other in (one.title, *one.also_called))
    return next((id for id, other in others if _plain(other) == wanted), None)


def names() -> tuple[str, ...]:
    """Every name that a source goes by but its title: the ids first."""
    return (*(one.id for one in every()), *(other for one in every() for other in one.also_called))


@cache
def every() -> tuple[Source, ...]:
    """All sources, each in its place."""
    return tuple(sorted(map(_load, ids()), key=lambda s: s.place))


def _load(id: str) -> Source:
    declared: Source = import_module(f"{entries.__name__}.{id}").source
    return declared


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())
