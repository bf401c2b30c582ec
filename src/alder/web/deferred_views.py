"""Views whose modules are loaded when they are first asked for: those that know every measure and rule take a second.

Commands that only publish a file then start without them. A server loads them before its first answer.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from django.urls import get_resolver

from alder.model.registry import imported_modules

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http.response import HttpResponseBase

_LOADED_BY_VIEWS = ("alder.cli", "alder.model.ids", "alder.sources.entries", "alder.sources.reference.publishers")
"""Packages whose modules pages load by their names, when they are first asked what there is."""
_views: set[tuple[str, str]] = set()


def later(module: str, name: str) -> Callable[..., HttpResponseBase]:
    """The view of that name, in that module."""
    _views.add((module, name))

    def view(*given: Any, **named: Any) -> HttpResponseBase:
        reply: HttpResponseBase = getattr(import_module(module), name)(*given, **named)
        return reply

    return view


def views() -> list[tuple[str, str]]:
    """All of them, by module and name."""
    return sorted(_views)


def load_all() -> None:
    """Load the views of all addresses, and all of these, in the thread that calls.

    Threads that load modules at once can find a package of the other half loaded: Python rather hands it out than have
    both wait for ever. Whoever answers in threads therefore has everything before the first of them begins.
    """
    get_resolver().url_patterns  # noqa: B018  # loads them
    for module, _ in views():
        import_module(module)
    for package in _LOADED_BY_VIEWS:
        imported_modules(package, import_module(package).__path__)
