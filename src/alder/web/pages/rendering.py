"""A page of the site: a template in the common frame, with everything that the frame shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from alder.look.page import environment
from alder.web.pages import assets

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
            stylesheet=assets.address(assets.STYLESHEET),
            favicon=assets.address(assets.ICON),
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
