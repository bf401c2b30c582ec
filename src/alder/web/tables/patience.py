"""A table that takes too long is given up, and its page says what to do."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING

from alder.web.pages.rendering import page
from alder.web.tables.steps import CRUMB

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


def in_time(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view of a data set that may run out of time."""

    @wraps(view)
    def answered(request: HttpRequest, data_set: UUID, **more: str) -> HttpResponseBase:
        try:
            return view(request, data_set, **more)
        except TimeoutError:
            template = "alder.web.tables:templates/too_long.html.j2"
            return page(request, template, at="create-a-table", crumbs=[CRUMB], data_set=data_set, status=503)

    return answered
