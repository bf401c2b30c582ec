"""What the site of the browser tests shows. It can be made by `python -m tests.browser.made_site STORE`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from tests.browser.site_states import ABSENCE, GONE, OLD, STARTS
from tests.support import data_set_of_starts, data_sets

_FAILING = ("filter_blanks", "ind_invalid_entry", "geog_level_completed", "geog_overcompleted_cols")
_NOTES = """\
Quality: grade B (checked, with known weak points).
  Sex: as the school recorded it
  Break from 2023/24: A new definition of starts.

Take care
  Schools differ in their pupils, so a difference between them is not their effect. (Q-CAUS)"""


def main(store: Path) -> None:
    from alder.web.setup import set_up

    _reference(store)
    set_up(store)
    from alder.publishing.pages import Block, Content, ContentSection, Tile
    from alder.web.publications.data_set_import import ImportRequest, import_pair
    from alder.web.publications.models import Publication, Release
    from alder.web.publications.versions import supersede, withdraw
    from alder.web.statistics.written import write_about, write_page

    first, later = data_sets.write(store), data_sets.write(store, "later")
    starts = data_set_of_starts.write(store)

    def publish(file: Path, id: str, title: str, publication: str, release: str, **more: str) -> None:
        entry = ImportRequest(
            publication, release, data_set=UUID(id), title=title, accept=_FAILING, reason="Made up", **more
        )
        import_pair(file, None, entry)

    about = {"publication_summary": "Pupils who were away."}
    publish(first, ABSENCE, "Absence by school", "Absence", "2022/23", **about)
    publish(later, ABSENCE, "Absence by school", "Absence", "2023/24", notes="Schools closed early in June.")
    publish(starts, OLD, "Starts, the old way", "Starts", "Academic year 2022/23")
    publish(starts, STARTS, "Starts by sex and level", "Starts", "Academic year 2023/24", notes=_NOTES)
    publish(starts, GONE, "Starts as first counted", "Gone", "2021/22")
    withdraw(UUID(GONE), "1.0", "A file was read twice.")
    Release.objects.filter(title="2023/24").update(next_expected="March 2099")
    to_come = Publication.objects.create(title="Exclusions", slug="exclusions")
    minute = datetime(2099, 6, 30, 8, 30, tzinfo=UTC)
    Release.objects.create(publication=to_come, title="Spring", slug="spring", state="Scheduled", scheduled=minute)
    supersede(UUID(OLD), UUID(STARTS))
    write_about(
        Publication.objects.get(title="Starts"), theme="Training", team="Team", email="team@example.org", telephone="1"
    )
    over_years, by_sex, by_level = (
        Block(STARTS, ("starts", "rate")),
        Block(STARTS, ("starts",), series="sex"),
        Block(STARTS, ("rate", "starts"), by="level"),
    )
    content = Content(
        "official",
        "Fewer people began.",
        (Tile(STARTS, "starts", guidance="Counted once each."), Tile(STARTS, "rate")),
        "Read with **care**.",
        (
            ContentSection("", "- one\n- two", over_years),
            ContentSection("Women and men", "", by_sex),
            ContentSection("", "See [help](/help).", by_level),
        ),
    )
    write_page(Release.objects.get(title="Academic year 2023/24"), content)


def _reference(store: Path) -> None:
    """The made-up list of aims, and how one field is filled, in words."""
    from datetime import date

    from alder.disclosure import field_profile
    from alder.disclosure.field_profile import FieldProfile, FieldTold
    from alder.environment import Environment
    from alder.sources.miniature.made_up_edition import load

    load(Environment(store).store)
    told = FieldTold("learner", "ULN", "1% or less", "12%", "too few to say")
    field_profile.write(FieldProfile("2024/25", "srs-output", date(2026, 9, 1), (told,)), store / "published")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
