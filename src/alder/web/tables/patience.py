"""A table that takes too long is given up, a file for which there is no turn too, and a page says what to do."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from alder.web.files import RETRY, Busy, NoRoom
from alder.web.frame import page
from alder.web.tables.steps import CRUMB

NO_ROOM = 600
"""Seconds after which to try again where the disk is full: whoever looks after the site has to make room."""

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase


def in_time(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of a data set that may run out of time."""

    @wraps(view)
    def answered(request: HttpRequest, data_set: UUID, **more: str) -> HttpResponseBase:
        try:
            return view(request, data_set, **more)
        except Busy:
            return busy(request, 503, RETRY)
        except NoRoom:
            return no_room(request)
        except TimeoutError:
            template = "alder.web.tables:templates/too_long.html.j2"
            return page(request, template, at="create-a-table", crumbs=[CRUMB], data_set=data_set, status=503)

    return answered


def busy(request: HttpRequest, status: int, seconds: int) -> HttpResponse:
    """The page of who has to come back for a file, and when."""
    minutes = max(1, round(seconds / 60))
    template = "alder.web.tables:templates/busy.html.j2"
    reply = page(request, template, at="create-a-table", crumbs=[CRUMB], status=status, minutes=minutes)
    reply["Retry-After"] = str(seconds)
    return reply


def no_room(request: HttpRequest) -> HttpResponse:
    """The page of who asked for a file for which the disk of the site has no room."""
    template = "alder.web.tables:templates/no_room.html.j2"
    reply = page(request, template, at="create-a-table", crumbs=[CRUMB], status=503)
    reply["Retry-After"] = str(NO_ROOM)
    return reply
