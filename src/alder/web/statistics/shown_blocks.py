"""The sections of a release's page: those that its publisher wrote, or those that its data sets allow."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from alder.publishing.pages import Block, Content, Section
from alder.publishing.pages.content import PLACE, TIME
from alder.publishing.pages.drawn import Drawn, drawn
from alder.publishing.pages.prose import html
from alder.web.publications.kept import contents_of, store
from alder.web.statistics.table_address import table_address

if TYPE_CHECKING:
    from uuid import UUID

    from markupsafe import Markup

    from alder.model.made_up import MadeUp
    from alder.publishing.contents import Contents
    from alder.publishing.contents.provenance import Provenance
    from alder.web.publications.models import DataSetVersion
    from alder.web.statistics.published import Issue, Listed

_MOST_SECTIONS = 6


@dataclass(frozen=True)
class Shown:
    """A section as the page shows it."""

    id: str
    heading: str
    text: Markup
    listed: Listed | None = None
    drawn: Drawn | None = None
    table: str = ""
    """The address of the same figures as a table that readers can change."""
    note: str = ""

    @property
    def is_there(self) -> bool:
        """Whether readers see anything of it: a heading with words or figures below."""
        return bool(self.heading and (self.drawn or self.text))


def sections(issue: Issue, written: Content) -> list[Shown]:
    """In order, each with an id for the list at the left. What has nothing to show is left out."""
    asked = written.sections or made(issue)
    return [one for n, section in enumerate(asked, 1) if (one := shown(n, section, issue)).is_there]


def shown(n: int, section: Section, issue: Issue) -> Shown:
    """A section as it stands on the page of this release. Without a heading of its own its figures say one."""
    block = section.block
    listed = next((one for one in issue.data_sets if block and str(one.id) == block.data_set), None)
    picture = _drawn(block, listed.version, f"c{n}") if block and listed else None
    heading = section.heading or (picture.title if picture else "")
    address = _address(listed, picture) if listed and picture else ""
    return Shown(f"s{n}", heading, html(section.text), listed, picture, address, block.note if block else "")


def _drawn(block: Block, version: DataSetVersion, name: str) -> Drawn | None:
    return _picture(block, version.id, version.provenance, version.figures_are, name)


@lru_cache(maxsize=256)
def _picture(block: Block, version: UUID, provenance: Provenance, made_up: MadeUp, name: str) -> Drawn | None:
    return drawn(block, version, contents_of(version), store(), provenance=provenance, made_up=made_up, name=name)


def _address(listed: Listed, picture: Drawn) -> str:
    contents = contents_of(listed.version.id)
    chosen = picture.figures.choice
    positions = tuple(contents.indicators.index(one) for one in picture.figures.indicators)
    return table_address(listed.id, chosen.but(indicators=positions), contents)


def made(issue: Issue) -> tuple[Section, ...]:
    """One for each data set, with its usual chart."""
    return tuple(Section("", "", usual_block(one)) for one in issue.data_sets[:_MOST_SECTIONS])


def usual_block(listed: Listed) -> Block:
    """A data set by what it tells most about: years, else places, else its first groups."""
    contents = contents_of(listed.version.id)
    return Block(str(listed.id), _measures(contents), *_by(contents))


def _measures(contents: Contents) -> tuple[str, ...]:
    """Shares first, without the ends of intervals."""
    kept = [one for one in contents.indicators if not contents.is_end(one) and one.unit != "string"]
    return tuple(one.column for one in sorted(kept, key=lambda one: one.unit != "%")[:3])


def _by(contents: Contents) -> tuple[str, str]:
    if len(contents.periods) > 1:
        return TIME, ""
    if len(contents.levels) > 1:
        return PLACE, ""
    several = [one.column for one in contents.filters if 1 < len(one.options) <= 20]
    return (several[0], several[1] if len(several) > 1 else "") if several else (TIME, "")
