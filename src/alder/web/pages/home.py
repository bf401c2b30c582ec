"""The home page: the questions that people bring, the latest statistics, and the ways to the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.model.source import Holds
from alder.sources import every, source
from alder.web.frame import page
from alder.web.publications.public_catalogue import latest_releases
from alder.web.statistics.headlines import first_headline
from alder.web.statistics.written import content_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_MOST_TILES = 3


def home(request: HttpRequest) -> HttpResponse:
    releases = latest_releases()
    tiles = [(release, first_headline(release, content_of(release.release))) for release in releases[:_MOST_TILES]]
    return page(
        request,
        "alder.web.pages:templates/home.html.j2",
        sources=len(every()),
        of_people=sum(one.holds is Holds.PEOPLE for one in every()),
        ilr=source("ilr"),
        tiles=tiles,
        releases=releases,
    )
