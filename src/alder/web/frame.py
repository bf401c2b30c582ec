"""A page of the site: a template in the common frame, with menu, way home, and its stylesheet, icon and scripts.

The addresses of those change when they do, so browsers may keep them for a year.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.urls import reverse

from alder.look.page import environment, stylesheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step of the way from the home page to where the reader is."""

    title: str
    address: str


MENU = (
    ("Statistics", "find-statistics"),
    ("Create a table", "create-a-table"),
    ("Data sources", "data-sources"),
    ("Get access", "get-access"),
    ("Methods and quality", "methodology"),
)
"""What the bar under the name of the service leads to: words, and the name of the address."""

SIGN_IN = "sign-in"
FOOTER = (
    ("Release calendar", "release-calendar"),
    ("Follow statistics", "follow"),
    ("Help and contact", "help"),
    ("Accessibility", "accessibility"),
    ("Cookies", "cookies"),
    ("Glossary", "glossary"),
    ("Handbook", "handbook"),
    ("API", "api-guide"),
    ("Sign in", SIGN_IN),
)


def page(
    request: HttpRequest,
    template: str,
    *,
    at: str = "",
    crumbs: Iterable[Crumb] = (),
    status: int = 200,
    menu: Iterable[tuple[str, str]] = MENU,
    url: Callable[..., str] = reverse,
    **shown: Any,
) -> HttpResponse:
    """The page of `package:template`. `at` is the part of the menu that it belongs to.

    Pages for people who are signed in have a menu of their own, and no way in at the foot. `url` finds the address of a
    page by its name.
    """
    html = (
        environment()
        .get_template(template)
        .render(
            **shown,
            menu=[(words, reverse(name), name == at) for words, name in menu],
            foot=[(words, reverse(name)) for words, name in FOOTER if not (shown.get("person") and name == SIGN_IN)],
            crumbs=[Crumb("Home", reverse("home")), *crumbs],
            stylesheet=asset_url(STYLESHEET),
            favicon=asset_url(ICON),
            is_demo=settings.ALDER_DEMO,
            url=url,
            query=query,
        )
    )
    return HttpResponse(html, status=status)


def query(*pairs: tuple[str, Any]) -> str:
    """The question mark and what follows it, without what is not asked."""
    asked = urlencode([(name, value) for name, value in pairs if value not in (None, "")])
    return f"?{asked}" if asked else ""


STYLESHEET = "alder.css"
ICON = "alder.svg"
_OWN = "site.css"
"""What the site adds to the stylesheet of all pages: forms and lists, statistics, ways of reading, and tables."""
_SCRIPTS = {
    "arrange.js": "alder.web.tables",
    "passkeys.js": "alder.web.accounts",
    "word_counts.js": "alder.web.applications",
}
"""Scripts beside ways that work without them, and the part of the site that each is of."""
_TYPES = {STYLESHEET: "text/css; charset=utf-8", ICON: "image/svg+xml"} | dict.fromkeys(
    _SCRIPTS, "text/javascript; charset=utf-8"
)


def asset_url(name: str) -> str:
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
    return f"{stylesheet()}\n{files('alder.web').joinpath(_OWN).read_text(encoding='utf-8')}"


@cache
def _mark(name: str) -> str:
    return hashlib.sha256(_text(name).encode()).hexdigest()[:12]
