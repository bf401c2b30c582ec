"""The sections of a release's page: those that its publisher wrote, or those that its data sets allow.

Whoever begins to write one starts from what the data gives, or from the page of an earlier release.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse

from alder.publishing.pages import Block, Content, ContentSection, Tile
from alder.publishing.pages.block_chart import BlockChart, block_chart
from alder.publishing.pages.content import PLACE, TIME
from alder.publishing.pages.prose import html
from alder.publishing.releases import ReleaseState
from alder.publishing.tables.choice_address import pairs_of
from alder.web.publications.data_set_store import contents_of, rows_of
from alder.web.publications.models import Release
from alder.web.statistics.headlines import usual

if TYPE_CHECKING:
    from uuid import UUID

    from markupsafe import Markup

    from alder.model.made_up import MadeUp
    from alder.publishing.contents import Contents
    from alder.publishing.contents.provenance import Provenance
    from alder.web.publications.models import DataSetVersion
    from alder.web.publications.public_catalogue import PublicDataSet, PublicRelease

_MOST_SECTIONS = 6


@dataclass(frozen=True)
class ReleaseSection:
    """A section as the page shows it."""

    id: str
    heading: str
    text: Markup
    listed: PublicDataSet | None = None
    drawn: BlockChart | None = None
    table: str = ""
    """The address of the same figures as a table that readers can change."""
    note: str = ""

    @property
    def is_there(self) -> bool:
        """Whether readers see anything of it: a heading with words or figures below."""
        return bool(self.heading and (self.drawn or self.text))


def sections(issue: PublicRelease, written: Content) -> list[ReleaseSection]:
    """In order, each with an id for the list at the left. What has nothing to show is left out."""
    asked = written.sections or sections_of_data(issue)
    return [one for n, section in enumerate(asked, 1) if (one := shown_section(n, section, issue)).is_there]


def shown_section(n: int, section: ContentSection, issue: PublicRelease) -> ReleaseSection:
    """A section as it stands on the page of this release. Without a heading of its own its figures say one."""
    block = section.block
    listed = next((data_set for data_set in issue.data_sets if block and str(data_set.id) == block.data_set), None)
    picture = _drawn(block, listed.version, f"c{n}") if block and listed else None
    heading = section.heading or (picture.title if picture else "")
    address = _address(listed, picture) if listed and picture else ""
    return ReleaseSection(f"s{n}", heading, html(section.text), listed, picture, address, block.note if block else "")


def _drawn(block: Block, version: DataSetVersion, name: str) -> BlockChart | None:
    return _picture(block, version.id, version.provenance, version.figures_are, name)


@lru_cache(maxsize=256)
def _picture(block: Block, version: UUID, provenance: Provenance, made_up: MadeUp, name: str) -> BlockChart | None:
    return block_chart(block, rows_of(version), provenance=provenance, made_up=made_up, name=name)


def _address(listed: PublicDataSet, picture: BlockChart) -> str:
    contents = contents_of(listed.version.id)
    chosen = picture.figures.choice
    positions = tuple(contents.indicators.index(indicator) for indicator in picture.figures.indicators)
    pairs = pairs_of(chosen.but(indicators=positions), contents)
    return f"{reverse('table', args=[listed.id])}?{urlencode(pairs)}"


def sections_of_data(issue: PublicRelease) -> tuple[ContentSection, ...]:
    """One for each data set, with its usual chart."""
    return tuple(ContentSection("", "", usual_block(data_set)) for data_set in issue.data_sets[:_MOST_SECTIONS])


def usual_block(listed: PublicDataSet) -> Block:
    """A data set by what it tells most about: years, else places, else its first groups."""
    contents = contents_of(listed.version.id)
    return Block(str(listed.id), _measures(contents), *_by(contents))


def _measures(contents: Contents) -> tuple[str, ...]:
    """Shares first, without the ends of intervals."""
    kept = [
        indicator for indicator in contents.indicators if not contents.is_end(indicator) and indicator.unit != "string"
    ]
    return tuple(one.column for one in sorted(kept, key=lambda one: one.unit != "%")[:3])


def _by(contents: Contents) -> tuple[str, str]:
    if len(contents.periods) > 1:
        return TIME, ""
    if len(contents.levels) > 1:
        return PLACE, ""
    several = [filter.column for filter in contents.filters if 1 < len(filter.options) <= 20]
    return (several[0], several[1] if len(several) > 1 else "") if several else (TIME, "")


def content_of_data(issue: PublicRelease, written: Content) -> Content:
    """With the usual headline figures and charts where nothing was chosen."""
    tiles = tuple(Tile(str(listed.id), headline.column) for listed, headline in usual(issue))
    charts = tuple(one for n, one in enumerate(sections_of_data(issue), 1) if shown_section(n, one, issue).is_there)
    return replace(written, headlines=written.headlines or tiles, sections=written.sections or charts)


def earlier_release(release: Release) -> Release | None:
    """The newest other live release of its publication whose page somebody wrote."""
    others = Release.objects.filter(publication=release.publication_id, state=ReleaseState.LIVE)
    kept = others.exclude(pk__in=[id for id in (release.pk, release.corrects_id) if id]).order_by("-published", "title")
    return next((one for one in kept if Content.from_json(one.content) != Content()), None)


def content_of_release(other: Release, issue: PublicRelease) -> Content:
    """Its page but for the summary and the statements that were confirmed, which say what its own figures say.

    What names a data set that this release does not have names the one with the same title instead, if there is one.
    """
    content = Content.from_json(other.content)
    title_of = {str(data_set.pk): data_set.title.casefold() for data_set in other.publication.data_sets.all()}
    here = {str(data_set.id) for data_set in issue.data_sets}
    by_title = {data_set.title.casefold(): str(data_set.id) for data_set in issue.data_sets}
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
                section,
                block=replace(
                    section.block,
                    data_set=to.get(section.block.data_set, section.block.data_set),
                    statement="",
                    stated_of="",
                ),
            )
            if section.block
            else section
            for section in content.sections
        ),
    )
