"""The releases of the made-up nation on the site of its build: versions, a revision, a correction, one withdrawn.

All ids follow from names, and the clock stands still at the minute of each release, so that a build from the same seed
publishes the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from alder import wall_clock
from alder.demo.nation_files import stack, until
from alder.demo.nation_publications import (
    DISTRICT,
    EARLY,
    RELEASED_YEARS,
    YEARS,
    Fate,
    NationDataSet,
    published,
    published_early,
)
from alder.demo.questions import data_file
from alder.demo.site import confirmed
from alder.model import geographic_levels
from alder.publishing.pages import MADE_UP, Block, Content, ContentSection, Tile
from alder.publishing.releases import Happened, ReleaseState
from alder.show.data_pair import AGREED
from alder.web.publications.data_set_import import ImportRequest, import_pair, slug_of
from alder.web.publications.data_set_store import store
from alder.web.publications.history import record_event
from alder.web.publications.models import DataSetVersion, Publication, Release
from alder.web.publications.versions import versions_shown, withdraw
from alder.web.statistics.release_views import draft_as_public
from alder.web.statistics.written import write_about, write_page

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from alder.demo.nation_publications import NationPublication
    from alder.model.period import AcademicYear

_NATION = UUID("a1de4000-0000-4000-8000-00000000ae00")
"""What the ids of everything that the nation publishes are drawn from."""
_TEAM = "Statistics team, Wealdmark Office for Learning (made up)"
_EMAIL, _TELEPHONE = "statistics@wealdmark.example", "01632 960 100"
_CHARTS = 6
"""So many data sets stand on the page of a release with a chart; all are in its list."""
_FOUND_AFTER = timedelta(days=13)
"""When a mistake was found, after it was published."""
_WHY_WITHDRAWN = (
    "Some providers had not yet returned those who began in spring, so the figures were too low. Those of the final "
    "returns take their place."
)


@dataclass(frozen=True)
class _Version:
    """A version of a data set that is to be published: of which file, in which release, and when."""

    data_set: NationDataSet
    number: str
    release: str
    when: datetime
    file: Path
    is_patch: bool = False


def publish_nation(publication: NationPublication, tables: Path, folder: Path) -> tuple[int, int]:
    """Publish what is not there yet of a publication, from the files of its tables; how many versions and rows it has.

    The files of its data sets are made in `folder`.
    """
    slug = slug_of(publication.title)
    series, _ = Publication.objects.get_or_create(
        id=uuid5(_NATION, slug), defaults={"slug": slug, "title": publication.title, "summary": publication.summary}
    )
    write_about(series, theme=publication.theme, team=_TEAM, email=_EMAIL, telephone=_TELEPHONE)
    for version in sorted(_versions(publication, tables, folder), key=lambda one: one.when):
        _publish(series, version)
    for fate, data_set in publication.early:
        if fate is Fate.WITHDRAWN:
            _withdraw(series, data_set)
    by_name = {str(_id_of(one)): one for one in (*publication.data_sets, *(one for _, one in publication.early))}
    for release in series.releases.filter(state=ReleaseState.LIVE):
        shown = {str(id) for id in versions_shown(release)}
        content = _content([one for id, one in by_name.items() if id in shown])
        write_page(release, confirmed(content, draft_as_public(release)))
    rows = DataSetVersion.objects.filter(data_set__publication=series).values_list("rows", flat=True)
    return len(rows), sum(rows)


def _versions(publication: NationPublication, tables: Path, folder: Path) -> Iterator[_Version]:
    last, when = publication.last_year, published(YEARS[-1])
    for data_set in publication.data_sets:
        if (file := _stacked(data_set, tables, folder)) is None:
            continue
        earlier = RELEASED_YEARS[:-1] if data_set.name == publication.series and not publication.is_linked else ()
        for year in earlier:
            told = until(file, year, folder / f"{data_set.name}_{year.start}.csv")
            yield _Version(data_set, f"until {year.start}", _title(year), published(year), told)
        yield _Version(data_set, "final", _title(last), when, file)
    for fate, data_set in publication.early:
        early = _stacked(data_set, tables, folder, is_early=True)
        final = _stacked(data_set, tables, folder)
        if early is None or final is None:
            continue
        if fate is Fate.CORRECTED:
            yield _Version(data_set, "early", _title(last), when, early)
            yield _Version(data_set, "final", _title(last), when + _FOUND_AFTER, final, is_patch=True)
        else:
            yield _Version(data_set, "early", f"{_title(last)}, provisional", published_early(last), early)
            if fate is Fate.REVISED:
                yield _Version(data_set, "final", _title(last), when, final)


def _stacked(data_set: NationDataSet, tables: Path, folder: Path, *, is_early: bool = False) -> Path | None:
    """The tables of a data set as one file; None where none of them could be let out."""
    years = YEARS[-1:] if is_early or data_set.is_of_last_year else YEARS
    asked = data_set.questions(years, EARLY if is_early else None)
    files = [file for one in asked if (file := data_file(tables, one.name)).is_file()]
    name = f"{data_set.name}_{EARLY}" if is_early else data_set.name
    return stack(files, folder / f"{name}.csv") if files else None


def _title(year: AcademicYear) -> str:
    return f"Academic year {year.label}"


def _id_of(data_set: NationDataSet) -> UUID:
    return uuid5(_NATION, f"data set {data_set.name}")


def _publish(series: Publication, version: _Version) -> None:
    id = uuid5(_NATION, f"{version.data_set.name} {version.number}")
    if DataSetVersion.objects.filter(id=id).exists():
        return
    store().remove(id)  # of a build that was stopped between its files and its entry
    slug = slug_of(version.release)
    with wall_clock.stopped_at(version.when):
        Release.objects.get_or_create(
            id=uuid5(_NATION, f"{series.slug} {slug}"),
            defaults={"publication": series, "slug": slug, "title": version.release},
        )
        import_pair(
            version.file,
            None,
            ImportRequest(
                series.title,
                version.release,
                data_set=_id_of(version.data_set),
                publication_id=series.id,
                version_id=id,
                file_id=uuid5(id, "file"),
                title=version.data_set.title,
                patch=version.is_patch,
            ),
        )


def _withdraw(series: Publication, data_set: NationDataSet) -> None:
    """Figures by an early return are taken back, and their release with them."""
    version = DataSetVersion.objects.filter(data_set=_id_of(data_set), withdrawn=None).first()
    if version is None:
        return
    with wall_clock.stopped_at(published_early(YEARS[-1]) + _FOUND_AFTER):
        release = withdraw(_id_of(data_set), str(version.number), _WHY_WITHDRAWN).release
        release.state = ReleaseState.WITHDRAWN
        release.save()
        record_event(release, Happened.WITHDRAWN, _WHY_WITHDRAWN)


def _content(data_sets: list[NationDataSet]) -> Content:
    """What is written on a page: a headline figure of each measure, and charts of the first data sets."""
    tiles: dict[str, Tile] = {}
    blocks: dict[tuple[str, str], Block] = {}
    for one in data_sets:
        main = one.main
        tiles.setdefault(one.measure, Tile(str(_id_of(one)), main, one.heading))
        # Two charts of one measure by the same groups would have one heading.
        for by in one.by or ("time",):
            if (one.heading or main, by) not in blocks:
                title = one.title if one.heading else ""
                blocks[one.heading or main, by] = Block(str(_id_of(one)), (main,), AGREED.get(by, by), title=title)
                break
        if DISTRICT in one.places:
            level = geographic_levels.REGIONAL.code
            blocks.setdefault((main, level), Block(str(_id_of(one)), (main,), by="place", level=level))
    sections = (ContentSection("", "", block) for block in blocks.values())
    return Content(MADE_UP, "", tuple(tiles.values()), "", tuple(sections)[:_CHARTS])
