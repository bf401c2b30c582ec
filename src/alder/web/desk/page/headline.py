"""One headline figure: which measure of which data set, and the words with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alder.governance import Denied
from alder.publishing.pages import Tile
from alder.publishing.releases import Action
from alder.web.desk.entry import about_release
from alder.web.desk.page.overview import figure_of
from alder.web.desk.page.parts import keep, part_at, put, shown, written
from alder.web.desk.texts import line, too_long
from alder.web.statistics.headlines import chosen, measures
from alder.web.statistics.release_views import draft_as_public

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release
    from alder.web.publications.public_catalogue import PublicRelease

MOST = 8
_LONGEST = {"title": 100, "guidance": 500}


@about_release(Action.EDIT)
def headline(request: HttpRequest, person: Person, release: Release, at: int | None = None) -> HttpResponseBase:
    """The form of the one at that place, or of a new one."""
    content, issue = written(request, release), draft_as_public(release)
    others = content.headlines
    if at is None and len(others) >= MOST:
        raise Denied(f"A page has room for {MOST} headline figures. Remove one first.")
    tile = Tile("", "") if at is None else part_at(others, at)
    errors: dict[str, str] = {}
    if request.method == "POST":
        was = tile
        tile, errors = _given(request, issue, [one for n, one in enumerate(others, 1) if n != at])
        if not errors:
            tile, errors = _stated(request, tile, was, issue)
        if not errors and request.POST.get("do") != "look":
            to = f"#headline-{at or len(others) + 1}"
            return keep(request, person, release, replace(content, headlines=put(others, at, tile)), to)
    return shown(
        request,
        person,
        release,
        "page_headline",
        position=at,
        measure=f"{tile.data_set}.{tile.indicator}" if tile.data_set else "",
        measures=_offered(issue),
        tile=tile,
        figure=figure_of(tile, issue) if tile.data_set else None,
        confirmable=_confirmable(tile, issue),
        longest=_LONGEST,
        errors=errors,
    )


def _confirmable(tile: Tile, issue: PublicRelease) -> str:
    """The statement about its change that can be confirmed: the one that is, or else what the figures allow."""
    found = chosen(tile, issue)
    if found is None:
        return ""
    listed, headline = found
    return tile.statement if tile.stated_of == str(listed.version.id) else headline.statement.proposed


def _stated(request: HttpRequest, tile: Tile, was: Tile, issue: PublicRelease) -> tuple[Tile, dict[str, str]]:
    """With the statement that was ticked, if it is what this figure allows, or what was confirmed of it before."""
    ticked, found = line(request, "confirm"), chosen(tile, issue)
    if not ticked or found is None:
        return tile, {}
    listed, headline = found
    version = str(listed.version.id)
    same = (was.data_set, was.indicator) == (tile.data_set, tile.indicator) and was.stated_of == version
    if ticked == headline.statement.proposed or (same and ticked == was.statement):
        return replace(tile, statement=ticked, stated_of=version), {}
    return tile, {"confirm": "The figure that is chosen now does not say this. Read what it says, and decide again"}


def _offered(issue: PublicRelease) -> list[tuple[str, list[tuple[str, str]]]]:
    """By data set, each measure with the figure that it would show."""
    return [
        (
            listed.title,
            [
                (
                    f"{listed.id}.{measure.column}",
                    f"{measure.label}: {found.figure}, {found.period}"
                    if found
                    else f"{measure.label}: no figure to show",
                )
                for measure, found in measures(listed)
            ],
        )
        for listed in issue.data_sets
    ]


def _given(request: HttpRequest, issue: PublicRelease, others: list[Tile]) -> tuple[Tile, dict[str, str]]:
    data_set, _, column = request.POST.get("measure", "").partition(".")
    given = {"title": line(request, "title"), "guidance": line(request, "guidance")}
    errors = too_long(given, _LONGEST)
    known = {value for _, group in _offered(issue) for value, _ in group}
    if f"{data_set}.{column}" not in known:
        return Tile("", "", **given), {"measure": "Choose a measure", **errors}
    if any((one.data_set, one.indicator) == (data_set, column) for one in others):
        errors = {"measure": "That measure is a headline figure already. Choose another", **errors}
    return Tile(data_set, column, **given), errors
