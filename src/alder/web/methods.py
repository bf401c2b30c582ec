"""Which methods a page answers: reading, unless it says otherwise. Others are refused, with a list of those."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.http import HttpResponseNotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

READING = ("GET", "HEAD")
_View = TypeVar("_View", bound="Callable[..., Any]")


def answers(*methods: str) -> Callable[[_View], _View]:
    """A page that answers these methods and no others. Without any it sees to that itself, as the API does."""

    def declared(view: _View) -> _View:
        view.methods = methods  # type: ignore[attr-defined]
        return view

    return declared


class Methods:
    """Refuses what a page does not answer, before anything of the request is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self._get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], *_: object) -> HttpResponseBase | None:
        methods: tuple[str, ...] = getattr(view, "methods", READING)
        return HttpResponseNotAllowed(methods) if methods and request.method not in methods else None
