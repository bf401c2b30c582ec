"""The site of the demo: its statistics as a publisher would publish them, with charts and corrections, and its people.

Leila publishes, Marcus approves, and two releases of hers wait for him. Others ask for tables, apply for learner-level
data and work with them; a tour leads through what waits for each.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from alder import wall_clock
from alder.demo.demonstration import YEAR
from alder.demo.learner_level import BEGAN, Days, PeopleAtWork
from alder.demo.nation_publications import published
from alder.demo.people import add_cast
from alder.demo.questions import PASSES, POLICY, REFUSED, data_file
from alder.demo.site_pages import ABOUT, APPRENTICES, CLASSES, LEARNERS, STARTS, PublicationText, pages
from alder.demo.tour import write_tour
from alder.disclosure import field_profile
from alder.environment import Environment
from alder.errors import UsageError
from alder.look.words import MONTHS, counted
from alder.publishing.pages import MADE_UP, Content
from alder.publishing.releases import Happened, ReleaseState, VersionState
from alder.show.notes import summary_in
from alder.wall_clock import LONDON
from alder.web.accounts.models import Person
from alder.web.pages.tour import has_tour
from alder.web.publications import actions, uploads
from alder.web.publications.data_set_import import ImportRequest, import_pair
from alder.web.publications.history import record_event
from alder.web.publications.models import DataSet, Publication, Release, Upload
from alder.web.publications.versions import withdraw
from alder.web.setup import have_workspaces, published_folder, say_that_all_is_made_up
from alder.web.statistics.headlines import chosen
from alder.web.statistics.page_sections import shown_section
from alder.web.statistics.release_views import draft_as_public
from alder.web.statistics.written import write_about, write_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.demo import Demo
    from alder.web.publications.public_catalogue import PublicRelease

_DEMO = UUID("a1de4000-0000-4000-8000-00000000de00")
"""What the ids of the demo's data sets are drawn from, so that they are the same everywhere."""

_TREND = ("achievement_2018", "achievement_2019", "achievement_2020")


@dataclass(frozen=True)
class _Published:
    """One table of the demo, and where it is to be found."""

    file: str
    publication: str
    title: str
    release: str = "Academic year 2020/21"
    as_file: str = ""
    """The table of which this one is a version, if it is not the first of its own."""

    @property
    def id(self) -> UUID:
        return id_of(self.as_file or self.file)


_YEARS = ("2018/19", "2019/20", "2020/21")
_BY_YEAR = _Published("achievement", APPRENTICES, "Apprenticeships achieved by year")
_EARLY = _Published(
    "learners_in_december", LEARNERS, "Learners so far by age and sex", "August to December 2020, provisional"
)
_TABLES = (
    _Published(
        "classes_by_provider_and_ethnicity",
        CLASSES,
        "Courses achieved by provider and ethnic group",
        "Academic year 2019/20",
    ),
    _Published("classes_by_ethnicity", CLASSES, "Courses achieved by ethnic group"),
    _Published("enrolments_by_subject", CLASSES, "Enrolments by subject, in two tiers"),
    _EARLY,
    _Published("learners_in_june", LEARNERS, "Learners by age and sex", as_file="learners_by_age_and_sex"),
    _Published("learners_by_age_and_sex", LEARNERS, "Learners by age and sex"),
    _Published("learners_by_district", LEARNERS, "Learners by district and year"),
    _Published("learners_by_ethnicity", LEARNERS, "Learners by ethnic group, in two tiers"),
    _Published("starts_by_level", STARTS, "Apprenticeship starts by level and year"),
    _BY_YEAR,
    _Published("achievement_by_district", APPRENTICES, "Apprenticeships achieved by district and year"),
    _Published("achievement_by_age_and_sex", APPRENTICES, "Apprenticeships achieved by age and sex"),
    _Published("achievement_by_provider", APPRENTICES, "Apprenticeships achieved by provider"),
    _Published("retention", APPRENTICES, "Apprentices who stayed to the end"),
    _Published("pass", APPRENTICES, "Completed apprenticeships that were passed"),
)
"""In the order in which they are published. The same data set a second time is a version that puts right the first."""

_WHY_WITHDRAWN = (
    "The fourth return of Northfield College came with errors, so learners were missing. The figures of the final "
    "returns take their place."
)


def id_of(file: str) -> UUID:
    """The id of the data set of this table."""
    return uuid5(_DEMO, file)


def show_demo(made: Demo, told: Callable[[str], None] = lambda doing: None) -> list[str]:
    """Publish the tables of the demo, have its people do what they do, and say on every page that all is made up, in
    this process and those that it starts. How to sign in, in lines that are shown once; nothing the next time.

    `told` is called with each thing that takes a while.
    """
    have_workspaces(made.folder.absolute() / "workspaces")
    is_new = not Person.objects.exists()
    if not is_new and not has_tour():
        raise UsageError(
            "this demo was not made to its end, or by an earlier Alder",
            where=str(made.folder),
            next=f"Make it anew:  alder serve --demo {made.folder} --reset",
        )
    lines = _introduce(made, told) if is_new else []
    _publish_tables(made.tables)
    _tell_more(made.tables)
    say_that_all_is_made_up()
    return lines


def _publish_tables(tables: Path) -> None:
    """Publish what is not there yet of the tables that `alder demo` wrote."""
    there = set(DataSet.objects.values_list("id", flat=True))
    new = [one for one in _TABLES if one.id not in there and data_file(tables, _source(one)).is_file()]
    for one in new:
        if one is _BY_YEAR:
            _publish_years(tables)
        else:
            file = data_file(tables, one.file)
            _publish(file, file.with_suffix(".notes.txt"), one, one.release)
    if _EARLY in new:
        _withdraw_early()
    if new:
        _write_pages(tables)


def _tell_more(tables: Path) -> None:
    """What is to come, and how fields are filled."""
    plan_ahead(tables, id_of("learners_to_come"))
    tell_fields()


def _withdraw_early() -> None:
    """The first figures are taken back, and their release with them."""
    release = withdraw(_EARLY.id, "1.0", _WHY_WITHDRAWN).release
    release.state = ReleaseState.WITHDRAWN
    release.save()
    record_event(release, Happened.WITHDRAWN, _WHY_WITHDRAWN)


def _source(one: _Published) -> str:
    return _TREND[-1] if one is _BY_YEAR else one.file


def _publish_years(tables: Path) -> None:
    """Each year is a release, with a version of the data set that has the years before it too."""
    with tempfile.TemporaryDirectory() as folder:
        for count, year in enumerate(_YEARS, 1):
            file = _together(tables, _TREND[:count], Path(folder))
            notes = data_file(tables, _TREND[count - 1]).with_suffix(".notes.txt")
            _publish(file, notes, _BY_YEAR, f"Academic year {year}")


def _publish(file: Path, notes: Path, one: _Published, release: str) -> None:
    words = notes.read_text(encoding="utf-8")
    entry = ImportRequest(
        one.publication,
        release,
        data_set=one.id,
        title=one.title,
        summary=summary_in(words),
        publication_summary=ABOUT[one.publication].summary,
        beside=words,
        patch=DataSet.objects.filter(id=one.id).exists() and one is not _BY_YEAR,
    )
    import_pair(file, None, entry)


def _write_pages(tables: Path) -> None:
    """What the publisher writes, from the figures of the same tables."""
    for title, about in ABOUT.items():
        publication = Publication.objects.get(title=title)
        write_about(publication, theme=about.theme, team=about.team, email=about.email, telephone=about.telephone)
    written = pages(tables, id_of)
    for release in Release.objects.filter(publication__title__in=ABOUT).select_related("publication"):
        content = written.get((release.publication.title, release.title))
        if content is None and release.versions.exclude(state=VersionState.WITHDRAWN).exists():
            content = written[release.publication.title, ""]
        if content is not None:
            write_page(release, confirmed(content, draft_as_public(release)))
        if release.title == f"Academic year {_YEARS[-1]}":
            Release.objects.filter(id=release.id).update(next_expected=expected_next())


def confirmed(content: Content, issue: PublicRelease) -> Content:
    """With every statement that its figures allow, as its publisher confirms them at the desk."""
    tiles = []
    for tile in content.headlines:
        headline = chosen(tile, issue)
        if headline and (proposed := headline[1].statement.proposed):
            tile = replace(tile, statement=proposed, stated_of=str(headline[0].version.id))
        tiles.append(tile)
    sections = []
    for n, section in enumerate(content.sections, 1):
        there = shown_section(n, section, issue)
        if section.block and there.drawn and there.listed and (proposed := there.drawn.statement.proposed):
            block = replace(section.block, statement=proposed, stated_of=str(there.listed.version.id))
            section = replace(section, block=block)
        sections.append(section)
    return replace(content, headlines=tuple(tiles), sections=tuple(sections))


def _together(tables: Path, names: tuple[str, ...], folder: Path) -> Path:
    """Tables of several years with the same columns as one file, with the meta file that all of them have."""
    head, *_ = data_file(tables, names[0]).read_text(encoding="utf-8").splitlines()
    rows = [row for name in names for row in data_file(tables, name).read_text(encoding="utf-8").splitlines()[1:]]
    file = folder / "achievement.csv"
    file.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    meta = data_file(tables, names[0]).with_suffix(".meta.csv").read_text(encoding="utf-8")
    (folder / "achievement.meta.csv").write_text(meta, encoding="utf-8")
    return file


_TABLE = "learners_by_age_and_sex"
_TITLE = "Academic year 2020/21, final figures"
_AHEAD = timedelta(days=21)
_THURSDAY = 3
_MONTHS_AHEAD = 5


def expected_next() -> str:
    """The month in which releases that have no minute yet are expected, as the demo says it: March 2027."""
    today = datetime.now(LONDON).date()
    month = today.month - 1 + _MONTHS_AHEAD
    return f"{MONTHS[month % 12]} {today.year + month // 12}"


def plan_ahead(tables: Path, data_set: UUID) -> None:
    """Schedule the final figures on learners, as a draft that nobody can see yet, if that was not done before."""
    file = data_file(tables, _TABLE)
    if not file.is_file() or DataSet.objects.filter(id=data_set).exists():
        return
    import_pair(
        file, None, ImportRequest(LEARNERS, _TITLE, data_set=data_set, title="Learners, final figures", draft=True)
    )
    release = Release.objects.get(publication__title=LEARNERS, title=_TITLE)
    release.state, release.scheduled = ReleaseState.SCHEDULED, _a_thursday_morning()
    release.save()
    record_event(release, Happened.SCHEDULED)


def _a_thursday_morning() -> datetime:
    """Half past nine in London, in three to four weeks."""
    day = datetime.now(LONDON).date() + _AHEAD
    day += timedelta(days=(_THURSDAY - day.weekday()) % 7)
    return datetime.combine(day, time(9, 30), LONDON)


_YEAR = "2020/21"


def tell_fields() -> None:
    """Put it beside what is published, once. A store without returns has nothing to tell."""
    folder = published_folder()
    if (folder / field_profile.FILE).is_file():
        return
    measured = Environment(folder.parent).quality(year=_YEAR)
    if measured.used.num_rows:
        field_profile.write(field_profile.profile(measured, POLICY, made=date.today()), folder)


_ALL = "Who achieves an apprenticeship in Mereshire"
_BUT_ONE = "Courses in Mereshire without Northfield College"


@dataclass(frozen=True)
class _Waiting:
    """A release that waits for Marcus: its publication, what it is about, its table, and what Leila says of it."""

    publication: str
    about: str
    table: str
    title: str
    release: str
    headline: str
    note: str
    theme: str


_WAITING = (
    _Waiting(
        _ALL,
        "How many of the apprenticeships that were due to end were achieved, by level.",
        PASSES.name,
        "Apprenticeships achieved, by level",
        "Academic year 2020/21",
        "Achievement differs by level.",
        "New this year. Look at the levels with few learners.",
        "Apprenticeships",
    ),
    _Waiting(
        _BUT_ONE,
        "How many courses were achieved at all providers but Northfield College, by ethnic group.",
        REFUSED.name,
        "Courses achieved without Northfield College, by ethnic group",
        "Academic year 2019/20",
        "Achievement at the other four providers differs by ethnic group.",
        "Northfield College asked for the figures of the others, to compare itself with.",
        "Further education",
    ),
)
"""Alder compares the table of the first with all that are out, and it holds. The second it refuses: what all providers
have together is out, so what is hidden of Northfield College would follow."""


def _introduce(made: Demo, told: Callable[[str], None]) -> list[str]:
    """The people of the demo and what they did in the last months, and how each signs in.

    What the group published came out when figures of its year do, long before: what the nation publishes is newer.
    """
    days = Days()
    told("Publishing tables")
    with wall_clock.set_to(published(YEAR)):
        _publish_tables(made.tables)
    told("Giving everybody an account")
    with days.on(BEGAN, 9):
        people, signing_in = add_cast()
    waiting = [one for one in _WAITING if data_file(made.tables, one.table).is_file()]

    def publish() -> None:
        _tell_more(made.tables)
        told("Running analyses and checking what they made")

    def prepare() -> None:
        for one in waiting:
            _send(people["Leila"], made.tables, one)

    told("Writing, reviewing and deciding applications")
    write_tour(PeopleAtWork(people, made.store, made.folder.absolute() / "workspaces", days).work(publish, prepare))
    lines = ["People of the demo. What they sign in with is drawn, and shown this once.", "", *signing_in, ""]
    if waiting:
        lines.append(f"Sign in at /sign-in. Under To check Marcus finds {counted(len(waiting), 'release')} of Leila.")
    lines.append("A tour leads through what waits for each of them: /tour")
    lines.append("To begin anew, add --reset to the command.")
    return lines


def _send(leila: Person, tables: Path, one: _Waiting) -> None:
    """A release with words and a data set, screened and sent for checking."""
    release = actions.begin(leila, actions.publication_called(one.publication, one.about), one.release)
    said = {"headline": one.headline, "notes": "Made-up figures of a made-up county.", "next_expected": ""}
    release = actions.change_words(leila, release, release.revision, said)
    release = actions.change_content(leila, release, release.revision, Content(MADE_UP))
    about = PublicationText(one.about, one.theme)
    write_about(release.publication, theme=about.theme, team=about.team, email=about.email, telephone=about.telephone)
    upload = Upload(release=release, by=leila, title=one.title, summary=one.about)
    file = data_file(tables, one.table)
    uploads.receive_files(upload, file, file.with_suffix(".meta.csv"))
    uploads.screen_upload.call(str(upload.pk))
    release.refresh_from_db()
    actions.send(leila, release, release.revision, one.note)
