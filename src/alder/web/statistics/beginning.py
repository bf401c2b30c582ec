"""What a publisher can begin the page of a release from: what it shows by itself, or the page of an earlier release."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from alder.publishing.pages import Content, Tile
from alder.publishing.releases import ReleaseState
from alder.web.publications.models import Release
from alder.web.statistics.headlines import usual
from alder.web.statistics.shown_blocks import made, shown

if TYPE_CHECKING:
    from alder.web.publications.public_catalogue import PublicRelease


def from_data(issue: PublicRelease, written: Content) -> Content:
    """With the usual headline figures and charts where nothing was chosen."""
    tiles = tuple(Tile(str(listed.id), headline.column) for listed, headline in usual(issue))
    charts = tuple(one for n, one in enumerate(made(issue), 1) if shown(n, one, issue).is_there)
    return replace(written, headlines=written.headlines or tiles, sections=written.sections or charts)


def earlier(release: Release) -> Release | None:
    """The newest other live release of its publication whose page somebody wrote."""
    others = Release.objects.filter(publication=release.publication_id, state=ReleaseState.LIVE)
    kept = others.exclude(pk__in=[id for id in (release.pk, release.corrects_id) if id]).order_by("-published", "title")
    return next((one for one in kept if Content.from_json(one.content) != Content()), None)


def from_release(other: Release, issue: PublicRelease) -> Content:
    """Its page but for the summary and the statements that were confirmed, which say what its own figures say.

    What names a data set that this release does not have names the one with the same title instead, if there is one.
    """
    content = Content.from_json(other.content)
    title_of = {str(one.pk): one.title.casefold() for one in other.publication.data_sets.all()}
    here = {str(one.id) for one in issue.data_sets}
    by_title = {one.title.casefold(): str(one.id) for one in issue.data_sets}
    to = {id: by_title[title] for id, title in title_of.items() if id not in here and title in by_title}
    return replace(
        content,
        summary="",
        headlines=tuple(
            replace(tile, data_set=to.get(tile.data_set, tile.data_set), statement="", stated_of="")
            for tile in content.headlines
        ),
        sections=tuple(
            replace(
                one,
                block=replace(
                    one.block, data_set=to.get(one.block.data_set, one.block.data_set), statement="", stated_of=""
                ),
            )
            if one.block
            else one
            for one in content.sections
        ),
    )
