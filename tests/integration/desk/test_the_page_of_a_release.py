"""What publishers write on the page of a release: who reads it when, and what keeps it true to its data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests import made_data_set
from tests.people_at_the_desk import NOW, Someone, begun, in_check, sent_files
from tests.site import Site

PAGE = "/find-statistics/absence-in-mereshire"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pair that no check fails."""
    rows = [
        row | {"kind": row["kind"] or "Total", "absence_rate": row["absence_rate"] or "z"}
        for row in made_data_set.rows()
    ]
    return made_data_set.write(tmp_path_factory.mktemp("whole"), "absence", data=rows)


def _release(address: str) -> Any:
    from alder.web.publications.models import Release

    return Release.objects.get(pk=address.split("/")[2])


def _written(address: str) -> Any:
    from alder.publishing.pages import Content

    return Content.from_json(_release(address).content)


def test_a_draft_that_is_thrown_away_leaves_a_line(leila: Someone, marcus: Someone, whole: Path) -> None:
    from alder.publishing.pages import Content, Section
    from alder.web.publications import steps

    release = begun(leila, "To be thrown away")
    sent_files(leila, release, whole)
    one = _release(release)
    steps.change_content(leila.person, one, one.revision, Content(sections=(Section("A heading", "Words"),)))
    assert "Drafts thrown away" not in leila.see("/desk")
    leila.do(f"{release}/discard")
    for someone in (leila, marcus):
        shown = someone.see("/desk")
        assert "Absence in Mereshire, To be thrown away" in shown
        assert "1 data set with 153 rows, 1 pair of files, 1 section, 4 lines of history" in shown
        assert "By Leila, " in shown
        assert "A heading" not in shown


def test_a_page_that_points_at_data_that_is_not_there_cannot_be_sent(leila: Someone, whole: Path) -> None:
    from alder.errors import UsageError
    from alder.publishing.pages import Block, Content, Section, Tile
    from alder.web.publications import steps

    release = begun(leila, "Pointing nowhere")
    sent_files(leila, release, whole)
    one = _release(release)
    (version,) = one.versions.all()
    here = str(version.data_set_id)
    content = Content(
        headlines=(Tile(here, "pupils"), Tile("0a1b2c3d-0000-4000-8000-0000000000dd", "pupils")),
        sections=(
            Section("Words alone", "x"),
            Section("", "", Block(here, ("absent", "late"), by="sex", series="group", level="LAD")),
        ),
    )
    one = steps.change_content(leila.person, one, one.revision, content)
    missing = steps.what_is_missing(one)
    assert missing == [
        "Put headline figure 2 of the page right: its data set is not in this release.",
        "Put the chart of section 2 of the page right: its data set has no measure late, and its data set has no "
        "filter sex, and its data set has no figures by local authority district.",
    ]
    assert all(said in leila.see(release) for said in missing)
    with pytest.raises(UsageError, match="Put headline figure 2"):
        steps.send(leila.person, one, one.revision)
    unchanged = steps.change_content(leila.person, one, one.revision, content)
    assert unchanged.revision == one.revision, "what says the same is no change"


def test_a_page_that_a_correction_changes_is_seen_when_it_is_live(
    desk: Site, leila: Someone, marcus: Someone, whole: Path
) -> None:
    from alder.publishing.pages import Content
    from alder.web.publications import steps

    def as_readers(address: str) -> str:
        return str(desk.send("GET", f"{PAGE}/{address}").content.decode())

    release = in_check(leila, "With a page", whole)
    assert marcus.client.get(f"{release}/preview").status_code == 200
    leila.do(f"{release}/take-back", seen=str(_release(release).revision))
    one = _release(release)
    steps.change_content(leila.person, one, one.revision, Content("official", "As it was first."))
    assert "As it was first." in marcus.see(f"{release}/preview")
    leila.do(f"{release}/send", note="")
    marcus.do(f"{release}/approve", **NOW, code=marcus.code())
    assert "As it was first." in as_readers("with-a-page")
    correction = str(leila.do(f"{release}/correct", seen=str(_release(release).revision))["Location"])
    assert _written(correction) == Content("official", "As it was first."), "a correction has its own copy"
    one = _release(correction)
    steps.change_content(leila.person, one, one.revision, Content("official", "As it is put right."))
    assert "As it is put right." in leila.see(f"{correction}/preview")
    for page in (as_readers("with-a-page"), as_readers("with-a-page/updates"), desk.send("GET", "/").content.decode()):
        assert "As it is put right." not in page
    assert "As it was first." in as_readers("with-a-page")
    leila.do(f"{correction}/words", change_note="The words of the page.", headline="", notes="", next_expected="")
    leila.do(f"{correction}/send", note="")
    marcus.do(f"{correction}/approve", **NOW, code=marcus.code())
    assert "As it is put right." in as_readers("with-a-page")
    assert _written(release) == Content("official", "As it is put right.")
