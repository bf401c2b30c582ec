"""What HTTP asks of every page: methods that it does not answer are refused, and its headers keep it from being framed,
and from loading or running anything that is not the site's own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import BadRequest
from django.http import HttpResponse, HttpResponseNotAllowed

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

READING = ("GET", "HEAD")
"""The methods that a page answers, unless it says otherwise."""
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


class PlainAddress:
    """Refuses an address with a sign that no text has (NUL): no link or form of ours sends it, and PostgreSQL, which
    cannot look for it, would fail where SQLite finds nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("the address has a sign that no text has")
        return self._get_response(request)


_POLICY = "; ".join(
    (
        "default-src 'self'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "object-src 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_SHARED = "Cross-Origin-Resource-Policy"
"""What is public may be part of other sites. What may not be stored is one person's, and of no use to those."""


class SecurityHeaders:
    """Adds each header that a page has not set itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        is_private = "no-store" in response.headers.get("Cache-Control", "")
        response.headers.setdefault(_SHARED, "same-origin" if is_private else "cross-origin")
        return response


class NothingForHead:
    """A HEAD is answered with the headers alone.

    The server sends whatever it is given, and a client that keeps its connection would take that for the next answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        if request.method != "HEAD":
            return response
        if response.streaming:
            bare = HttpResponse(status=response.status_code, headers=response.headers)
            response.close()
            return bare
        length = response.headers.get("Content-Length", str(len(response.content)))
        response.content = b""
        response.headers["Content-Length"] = length
        return response


def private(reply: HttpResponseBase) -> HttpResponseBase:
    """No browser and no proxy keeps it, and where it leads to is not told who sent the reader."""
    reply["Cache-Control"] = "no-store"
    reply.headers.setdefault("Referrer-Policy", "same-origin")
    reply["X-Robots-Tag"] = "noindex"
    return reply


def sends_form_to(reply: HttpResponse, origin: str) -> HttpResponse:
    """A page with a form for another host, which is told from which site it came and nothing more of the page."""
    reply["Content-Security-Policy"] = _POLICY.replace("form-action 'self'", f"form-action 'self' {origin}")
    reply["Referrer-Policy"] = "strict-origin"
    return reply
