"""Pages for those who watch the service: whether it runs, and whether it can answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.urls import resolve

from alder.web.http import READING

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

PROBED = ("/health", "/ready")


class Probes:
    """Answers probes before anything is asked of them: they come over plain http and by an address, not by the name
    of the site, and are no reader whom a redirect helps."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info not in PROBED or request.method not in READING:
            return self._get_response(request)
        request.resolver_match = match = resolve(request.path_info)
        reply: HttpResponseBase = match.func(request)
        return reply


def health(request: HttpRequest) -> JsonResponse:
    """The process runs."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """The database answers and the store is there."""
    parts = {"database": _database(), "store": settings.ALDER_PUBLISHED.is_dir()}
    well = all(parts.values())
    shown = {name: "ok" if is_well else "unavailable" for name, is_well in parts.items()}
    return JsonResponse({"status": "ok" if well else "unavailable", **shown}, status=200 if well else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
            return bool(cursor.fetchone())
    except DatabaseError:
        return False
