"""Views whose modules are loaded when they are first asked for: those that know every measure and rule take a second.

Commands that only publish a file then start without them. The server loads them beside its first answers.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http.response import HttpResponseBase

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
    """Load all of them."""
    for module, _ in views():
        import_module(module)
