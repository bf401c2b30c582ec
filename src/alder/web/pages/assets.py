"""The stylesheet, the icon and the scripts. Their addresses change when they do, so browsers may keep them a year."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.urls import reverse

from alder.look.page import stylesheet

if TYPE_CHECKING:
    from django.http import HttpRequest

STYLESHEET = "alder.css"
ICON = "alder.svg"
_OWN = ("site.css", "statistics.css", "reading.css", "tables.css")
"""What the site adds to the stylesheet of all pages: forms and lists, statistics, ways of reading, and tables."""
_SCRIPTS = {"arrange.js": "alder.web.tables"}
"""Scripts that make something better that works without them, and the part of the site that each belongs to."""
_TYPES = {STYLESHEET: "text/css; charset=utf-8", ICON: "image/svg+xml"} | dict.fromkeys(
    _SCRIPTS, "text/javascript; charset=utf-8"
)


def address(name: str) -> str:
    return reverse("asset", args=[_mark(name), name])


def asset(request: HttpRequest, mark: str, name: str) -> HttpResponse:
    if name not in _TYPES or mark != _mark(name):
        raise Http404
    reply = HttpResponse(_text(name), content_type=_TYPES[name])
    reply["Cache-Control"] = "public, max-age=31536000, immutable"
    return reply


@cache
def _text(name: str) -> str:
    if name == ICON:
        return files("alder.look").joinpath("logo-mark.svg").read_text(encoding="utf-8")
    if name in _SCRIPTS:
        return files(_SCRIPTS[name]).joinpath(name).read_text(encoding="utf-8")
    own = [files("alder.web.pages").joinpath(file).read_text(encoding="utf-8") for file in _OWN]
    return "\n".join((stylesheet(), *own))


@cache
def _mark(name: str) -> str:
    return hashlib.sha256(_text(name).encode()).hexdigest()[:12]
