"""The tour of a demo: written by whoever makes the demo, and shown on its site alone."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404
from django.urls import reverse

from alder.web.frame import page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse

_FILE = "tour.json"


@dataclass(frozen=True)
class TourLink:
    """Where to press."""

    words: str
    address: str


@dataclass(frozen=True)
class TourStop:
    """One thing that somebody is in the middle of."""

    title: str
    who: str
    """Whom to sign in as; nobody where it is for everybody."""
    email: str
    does: str
    """For whom they work, and what they are there for."""
    text: str
    links: Sequence[TourLink]


def link_to(words: str, name: str, *args: Any) -> TourLink:
    """A link to a page of the site by its name."""
    return TourLink(words, reverse(name, args=args))


def keep_tour(stops: Sequence[TourStop]) -> None:
    """Write it down for the pages of this site."""
    text = json.dumps([asdict(stop) for stop in stops], ensure_ascii=False, indent=1)
    (settings.ALDER_PUBLISHED / _FILE).write_text(text, encoding="utf-8")


def _stops() -> list[TourStop]:
    path = settings.ALDER_PUBLISHED / _FILE
    if not path.is_file():  # the demo was made by an Alder that knew of no tour
        return []
    said = json.loads(path.read_text(encoding="utf-8"))
    return [TourStop(**{**one, "links": [TourLink(**link) for link in one["links"]]}) for one in said]


def tour(request: HttpRequest) -> HttpResponse:
    """Stop by stop: whom to sign in as, what waits for them, where to press."""
    if not settings.ALDER_DEMO:
        raise Http404
    return page(request, "alder.web.pages:templates/tour.html.j2", stops=_stops())
