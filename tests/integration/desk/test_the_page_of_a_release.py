"""What publishers write on the page of a release: who reads it when, and what keeps it true to its data."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from tests.support import data_sets
from tests.support.cast import NOW, Someone, begun, in_check, sent_files
from tests.support.site import Site, taken_on

PAGE = "/find-statistics/absence-in-mereshire"
HTML = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pair that no check fails. How many pupils were absent in England is hidden in the latest year."""
    rows = [
        row | {"kind": row["kind"] or "Total", "absence_rate": row["absence_rate"] or "z"} for row in data_sets.rows()
    ]
    latest = {"geographic_level": "National", "time_period": "202324"}
    hidden = [row | ({"absent": "c"} if latest.items() <= row.items() else {}) for row in rows]
    return data_sets.write(tmp_path_factory.mktemp("whole"), "absence", data=hidden)


@pytest.fixture(scope="module")
def prepared(people: dict[str, Someone], whole: Path) -> tuple[str, str]:
    """A draft with a data set: its address, and the id of the data set."""
    leila = Someone(people["leila"].person).sign_in()
    release = begun(leila, "Prepared", "Pages of Mereshire")
    sent_files(leila, release, whole)
    return release, str(_release(release).versions.get().data_set_id)


def _write(address: str, content: Any) -> None:
    """As if somebody had written it before."""
    one = _release(address)
    one.content, one.revision = content.to_json(), one.revision + 1
    one.save()


def _seen(address: str) -> str:
    return str(_release(address).revision)


def _release(address: str) -> Any:
    from alder.web.publications.models import Release

    return Release.objects.get(pk=address.split("/")[2])


def _written(address: str) -> Any:
    from alder.publishing.pages import Content

    return Content.from_json(_release(address).content)


def test_a_draft_that_is_thrown_away_leaves_a_line(leila: Someone, marcus: Someone, whole: Path) -> None:
    from alder.publishing.pages import Content, ContentSection
    from alder.web.publications import actions

    release = begun(leila, "To be thrown away")
    sent_files(leila, release, whole)
    one = _release(release)
    actions.change_content(leila.person, one, one.revision, Content(sections=(ContentSection("A heading", "Words"),)))
    assert "To be thrown away" not in leila.see("/desk").partition("Drafts thrown away")[2]
    leila.do(f"{release}/discard")
    for someone in (leila, marcus):
        shown = someone.see("/desk").partition("Drafts thrown away")[2]
        assert "Absence in Mereshire, To be thrown away" in shown
        assert "1 data set with 153 rows, 1 pair of files, 1 section, 4 lines of history" in shown
        assert "By Leila, " in shown
        assert "A heading" not in shown


def test_a_page_that_points_at_data_that_is_not_there_cannot_be_sent(leila: Someone, whole: Path) -> None:
    from alder.errors import UsageError
    from alder.publishing.pages import Block, Content, ContentSection, Tile
    from alder.web.publications import actions

    release = begun(leila, "Pointing nowhere")
    sent_files(leila, release, whole)
    one = _release(release)
    (version,) = one.versions.all()
    here = str(version.data_set_id)
    content = Content(
        headlines=(Tile(here, "pupils"), Tile("0a1b2c3d-0000-4000-8000-0000000000dd", "pupils")),
        sections=(
            ContentSection("Words alone", "x"),
            ContentSection("", "", Block(here, ("absent", "late"), by="sex", series="group", level="LAD")),
        ),
    )
    one = actions.change_content(leila.person, one, one.revision, content)
    missing = actions.what_is_missing(one)
    assert missing == [
        "Put headline figure 2 of the page right: its data set is not in this release.",
        "Put the chart of section 2 of the page right: its data set has no measure late, and its data set has no "
        "filter sex, and its data set has no figures by local authority district.",
    ]
    assert all(said in leila.see(release) for said in missing)
    with pytest.raises(UsageError, match="Put headline figure 2"):
        actions.send(leila.person, one, one.revision)
    unchanged = actions.change_content(leila.person, one, one.revision, content)
    assert unchanged.revision == one.revision, "what says the same is no change"


def test_a_page_that_a_correction_changes_is_seen_when_it_is_live(
    desk: Site, leila: Someone, marcus: Someone, whole: Path
) -> None:
    from alder.publishing.pages import Content
    from alder.web.publications import actions

    def as_readers(address: str) -> str:
        return str(desk.send("GET", f"{PAGE}/{address}").content.decode())

    release = in_check(leila, "With a page", whole)
    assert marcus.client.get(f"{release}/preview").status_code == 200
    leila.do(f"{release}/take-back", seen=str(_release(release).revision))
    one = _release(release)
    actions.change_content(leila.person, one, one.revision, Content("official", "As it was first."))
    assert "As it was first." in marcus.see(f"{release}/preview")
    leila.do(f"{release}/send", note="")
    marcus.do(f"{release}/approve", **NOW)
    assert "As it was first." in as_readers("with-a-page")
    correction = str(leila.do(f"{release}/correct", seen=str(_release(release).revision))["Location"])
    assert _written(correction) == Content("official", "As it was first."), "a correction has its own copy"
    one = _release(correction)
    actions.change_content(leila.person, one, one.revision, Content("official", "As it is put right."))
    assert "As it is put right." in leila.see(f"{correction}/preview")
    for page in (as_readers("with-a-page"), as_readers("with-a-page/updates"), desk.send("GET", "/").content.decode()):
        assert "As it is put right." not in page
    assert "As it was first." in as_readers("with-a-page")
    leila.do(f"{correction}/words", change_note="The words of the page.", headline="", notes="", next_expected="")
    leila.do(f"{correction}/send", note="")
    marcus.do(f"{correction}/approve", **NOW)
    assert "As it is put right." in as_readers("with-a-page")
    assert _written(release) == Content("official", "As it is put right.")


def test_what_the_page_shows_by_itself_is_where_one_begins(leila: Someone, prepared: tuple[str, str]) -> None:
    from alder.publishing.pages import Block, Content, ContentSection, Tile

    release, here = prepared
    _write(release, Content())

    def shown() -> list[str]:
        page = leila.see(f"{release}/preview")
        return re.findall(r"alder-number\">[^<]*|<h[23][^>]*>[^<]*", page)

    before = shown()
    page = leila.see(f"{release}/page")
    assert "Nothing is written yet." in page
    assert "Begin from the page of" not in page, "there is no other release"
    leila.do(f"{release}/page", **{"from": "data"})
    assert _written(release) == Content(
        headlines=(Tile(here, "absence_rate"), Tile(here, "pupils")),
        sections=(ContentSection("", "", Block(here, ("absence_rate", "pupils", "absent"))),),
    )
    assert shown() == before, "readers see the same as before"
    assert any("Absence rate" in one for one in before)
    assert "Nothing is written yet." not in leila.see(f"{release}/page")
    _write(release, Content("ad_hoc", "Written."))
    page = leila.see(f"{release}/page")
    assert "None are chosen, so readers see the usual ones." in page
    leila.do(f"{release}/page", **{"from": "data"})
    assert (_written(release).summary, len(_written(release).sections)) == ("Written.", 1), "what is written stays"
    assert "Nothing is written" not in leila.see(release)
    assert "2 figures are chosen" in leila.see(release)


def test_a_page_begins_from_that_of_an_earlier_release(
    leila: Someone, marcus: Someone, prepared: tuple[str, str], whole: Path
) -> None:
    """Its summary stays behind, and a data set of the same name takes the place of the earlier one."""
    from alder.publishing.pages import Block, Content, ContentSection, Tile

    release, here = prepared
    earlier = begun(leila, "The year before", "Pages of Mereshire")
    sent_files(leila, earlier, whole)
    there = str(_release(earlier).versions.get().data_set_id)
    gone = "0a1b2c3d-0000-4000-8000-0000000000dd"

    def page(data_set: str, summary: str) -> Content:
        chart = ContentSection("By group", "x", Block(data_set, ("pupils",), series="group"))
        return Content(
            "official", summary, (Tile(data_set, "pupils"), Tile(gone, "x")), "", (chart, ContentSection("A", "b"))
        )

    _write(earlier, page(there, "The summary of then."))
    _write(release, Content())
    assert "Begin from the page of" not in leila.see(f"{release}/page"), "it is not live yet"
    leila.do(f"{release}/page", 404, **{"from": earlier.rpartition("/")[2]})
    leila.do(f"{earlier}/send", 200, note="")
    one = _release(earlier)
    one.state = "Live"
    one.save()
    assert "Begin from the page of The year before" in leila.see(f"{release}/page")
    leila.do(f"{release}/page", **{"from": str(one.pk)})
    assert _written(release) == page(here, "")
    leila.do(f"{release}/page", 404, **{"from": str(one.pk)})
    shown = leila.see(f"{release}/page")
    assert "its data set is not in this release" in shown
    one.state = "Draft"
    one.save()


def test_kind_summary_and_words_under_the_figures(leila: Someone, prepared: tuple[str, str]) -> None:
    from alder.publishing.pages import Content

    release, _ = prepared
    _write(release, Content())
    form = {"kind": "official", "summary": f"Fewer were absent.\r\n{HTML}", "under": f"- one\r\n- **two**\x00 {HTML}"}
    said = leila.do(f"{release}/page/words", 200, **form | {"summary": "a" * 501, "kind": "golden"}).content.decode()
    assert "That is 501 characters long. There is room for 500." in said
    assert "Choose one of these kinds" in said
    assert _written(release) == Content()
    leila.do(f"{release}/page/words", **form)
    assert _written(release) == Content("official", f"Fewer were absent. {HTML}", under=f"- one\n- **two** {HTML}")
    for address in (f"{release}/page", f"{release}/page/words", f"{release}/preview", release):
        assert HTML not in leila.see(address)
    assert "<strong>two</strong>" in leila.see(f"{release}/preview")
    assert "Official statistics" in leila.see(f"{release}/preview")


def test_a_headline_figure_is_chosen_shown_and_named(leila: Someone, prepared: tuple[str, str]) -> None:
    from alder.publishing.pages import Content, Tile

    release, here = prepared
    _write(release, Content())
    add = f"{release}/page/headlines/add"
    shown = leila.see(add)
    assert '<optgroup label="Absence by school">' in shown
    assert f'<option value="{here}.pupils">Number of pupils: ' in shown
    assert "Pupils absent: no figure to show" in shown
    for measure in ("", "none.pupils", f"{here}.late", here):
        assert "Choose a measure" in leila.do(add, 200, measure=measure, title="", guidance="").content.decode()
    form = {"measure": f"{here}.pupils", "title": f"On roll {HTML}", "guidance": f"Counted in January {HTML}"}
    looked = leila.do(add, 200, **form, do="look").content.decode()
    assert "On roll &lt;script&gt;" in looked
    assert _written(release) == Content(), "to look is not to keep"
    assert leila.do(add, **form)["Location"] == f"{release}/page#headline-1"
    assert "is a headline figure already" in leila.do(add, 200, **form).content.decode()
    leila.do(add, measure=f"{here}.absent", title="", guidance="")
    assert _written(release).headlines == (
        Tile(here, "pupils", f"On roll {HTML}", f"Counted in January {HTML}"),
        Tile(here, "absent"),
    )
    page = leila.see(f"{release}/page")
    assert HTML not in page
    assert "Put this right: its figure is hidden, or no row stands for all places and groups together" in page
    preview = leila.see(f"{release}/preview")
    assert HTML not in preview
    assert preview.count("alder-number") == 1, "a hidden figure is not shown to readers"
    leila.do(f"{release}/page/headlines/1", measure=f"{here}.pupils", title="Pupils", guidance="")
    assert _written(release).headlines[0] == Tile(here, "pupils", "Pupils")
    full = Content(headlines=tuple(Tile(here, f"m{n}") for n in range(8)))
    _write(release, full)
    assert "A page has room for 8 headline figures." in leila.see(add, 403)


def test_a_section_has_words_and_a_chart_as_readers_see_it(
    leila: Someone, prepared: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from alder.publishing.pages import Block, Content, ContentSection

    release, here = prepared
    _write(release, Content())
    add, chart = f"{release}/page/sections/add", f"{release}/page/sections/1/chart"
    for given, said in (
        ({"heading": "", "text": "Words", "data_set": ""}, "Enter a heading, or choose a data set"),
        ({"heading": "So it is", "text": " ", "data_set": ""}, "Enter the words, or choose a data set"),
        ({"heading": "a" * 201, "text": "x", "data_set": ""}, "That is 201 characters long."),
        ({"heading": "x", "text": "x", "data_set": "another"}, "Choose a data set of this release, or no chart"),
    ):
        assert said in leila.do(add, 200, **given).content.decode()
    assert leila.do(add, heading="", text=f"Mind *this* {HTML}", data_set=here)["Location"] == chart
    usual = Block(here, ("absence_rate", "pupils", "absent"))
    assert _written(release).sections == (ContentSection("", f"Mind *this* {HTML}", usual),)
    shown = leila.see(chart)
    assert "<svg" in shown
    assert "Readers see the table alone" not in shown
    assert "1 of 9 figures are hidden or missing." in shown
    form = {"first": "pupils", "by": "time", "series": "group", "level": "", "title": HTML, "note": f"Note {HTML}"}
    looked = leila.do(chart, 200, **form, also=["absent"], do="look").content.decode()
    assert "Girls" in looked
    assert "The table has Number of pupils alone, since its columns are told apart by Pupil group." in looked
    assert _written(release).sections[0].block == usual
    for wrong, said in (
        ({"series": "group", "by": "group"}, "The chart goes by this already."),
        ({"first": "late"}, "Choose the measure that is drawn"),
        ({"by": "sex"}, "Choose what the chart goes by"),
        ({"series": "sex"}, "Choose one of these"),
        ({"by": "place", "level": "LAD"}, "Choose a level of places that the data set has"),
        ({"note": "a" * 501}, "That is 501 characters long."),
    ):
        assert said in leila.do(chart, 200, **{**form, **wrong}).content.decode(), wrong
    leila.do(chart, **form, also=["pupils", "absent"])
    assert _written(release).sections[0].block == Block(
        here, ("pupils", "absent"), "time", "group", "", HTML, f"Note {HTML}"
    )
    for address in (chart, f"{release}/page", f"{release}/page/sections/1", f"{release}/preview"):
        assert HTML not in leila.see(address)
    assert "Note &lt;script&gt;" in leila.see(f"{release}/preview")
    plain = {**form, "series": "", "title": "", "note": ""}
    assert "by kind of school" in leila.do(chart, 200, **plain | {"by": "kind"}, do="look").content.decode()
    assert (
        "the table alone: there is nothing but a total."
        in leila.do(chart, 200, **plain | {"by": "kind"}, do="look").content.decode()
    )
    leila.do(chart, **plain | {"by": "place", "level": "REG"}, also=[])
    assert _written(release).sections[0].block == Block(here, ("pupils",), "place", "", "REG")
    preview = leila.see(f"{release}/preview")
    assert "North Fells" in preview
    assert "<em>this</em>" in preview
    assert "Change this table" in preview
    assert "/create-a-table/data-set/" not in preview, "nobody can make a table of a draft"
    assert "Change this table" not in leila.see(chart)
    monkeypatch.setattr("alder.publishing.pages.block_chart._MOST_BARS", 1)
    crowded = {**plain, "by": "place", "level": "REG", "title": "Not drawn before"}
    said = leila.do(chart, 200, **crowded, do="look").content.decode()
    assert "the table alone: there would be 2 bars, and a chart has room for 1." in said
    leila.do(f"{release}/page/sections/1", heading="No chart any more", text="x", data_set="")
    assert _written(release).sections == (ContentSection("No chart any more", "x"),)
    leila.see(chart, 404)


def _known(address: str, *, nothing: bool = False) -> str:
    """As if the ledger knew the tables of its data set: whole counts. The id of the version."""
    version = _release(address).versions.get()
    counts = {"pupils": {"kind": "count", "base": "", "reach": 0, "from_published": False}}
    version.measured = {} if nothing else counts
    version.save()
    return str(version.pk)


CHART = {"by": "time", "series": "", "level": "", "title": "", "note": ""}
ROSE = "Number of pupils rose by 222 from 2021/22 to 2023/24"


def test_a_statement_about_a_change_is_a_heading_once_somebody_has_confirmed_it(
    leila: Someone, prepared: tuple[str, str]
) -> None:
    from alder.publishing.pages import Block, Content, ContentSection

    release, here = prepared
    chart = f"{release}/page/sections/1/chart"
    _write(release, Content(sections=(ContentSection("", "", Block(here, ("pupils",))),)))
    _known(release, nothing=True)
    assert "Nothing is said about a change." in leila.see(chart), "of a file of which nothing is known"
    assert f">{'Number of pupils by year'}" in leila.see(f"{release}/preview")
    version = _known(release)
    assert f'value="{ROSE}"' in leila.see(chart), "it is proposed"
    assert ROSE not in leila.see(f"{release}/preview"), "and not shown"
    leila.do(chart, first="pupils", **CHART)
    assert _written(release).sections[0].block == Block(here, ("pupils",)), "it need not be confirmed"
    leila.do(chart, first="pupils", confirm=ROSE, **CHART)
    stated = Block(here, ("pupils",), statement=ROSE, stated_of=version)
    assert _written(release).sections[0].block == stated
    assert f'value="{ROSE}" checked' in leila.see(chart)
    preview = leila.see(f"{release}/preview")
    assert preview.count(ROSE) >= 2, "as the heading, and in the list of contents"
    other = leila.do(chart, 200, first="absence_rate", confirm=ROSE, **CHART).content.decode()
    assert "The figures that are chosen now do not say this." in other
    leila.do(chart, first="pupils", confirm=ROSE, **CHART | {"title": "More pupils"})
    assert "More pupils" in leila.see(f"{release}/preview"), "own words come first"


def test_a_statement_stays_word_for_word_until_the_figures_change(leila: Someone, prepared: tuple[str, str]) -> None:
    from alder.publishing.pages import Block, Content, ContentSection, Tile

    release, here = prepared
    version = _known(release)
    older = "Number of pupils has grown by 222"  # as an earlier Alder said it
    block, tile = Block(here, ("pupils",)), Tile(here, "pupils")

    def written(of: str) -> Content:
        stated = Block(here, ("pupils",), statement=older, stated_of=of)
        return Content(
            headlines=(Tile(here, "pupils", "", "", "Up 9.", of),), sections=(ContentSection("", "", stated),)
        )

    _write(release, written(version))
    preview = leila.see(f"{release}/preview")
    assert older in preview
    assert "Up 9." in preview
    leila.do(f"{release}/page/sections/1/chart", first="pupils", confirm=older, **CHART)
    assert _written(release) == written(version), "saved again it is the same"
    _write(release, written("another version"))
    preview = leila.see(f"{release}/preview")
    assert older not in preview
    assert "Up 9." not in preview
    page = leila.see(f"{release}/page")
    assert f"“{older}” was confirmed of an earlier version of these figures, and is not shown." in page
    assert "“Up 9.” was confirmed of an earlier version of the figure, and is not shown." in page
    assert block.statement == tile.statement == ""


def test_a_change_beside_a_headline_figure_is_confirmed_too(leila: Someone, prepared: tuple[str, str]) -> None:
    from alder.publishing.pages import Content, Tile

    release, here = prepared
    version = _known(release)
    _write(release, Content(headlines=(Tile(here, "pupils"),)))
    form = {"measure": f"{here}.pupils", "title": "", "guidance": ""}
    up = "Up 111 on 2022/23."
    assert f'value="{up}"' in leila.see(f"{release}/page/headlines/1")
    assert up not in leila.see(f"{release}/preview")
    leila.do(f"{release}/page/headlines/1", **form, confirm=up)
    assert _written(release).headlines == (Tile(here, "pupils", statement=up, stated_of=version),)
    assert up in leila.see(f"{release}/preview")
    wrong = leila.do(f"{release}/page/headlines/1", 200, **form, confirm="Up 5,000 on 2022/23.").content.decode()
    assert "The figure that is chosen now does not say this." in wrong


def test_a_chart_without_any_figures_is_not_kept_and_its_page_says_why(leila: Someone, tmp_path: Path) -> None:
    """Kinds of schools have no total here."""
    from alder.publishing.pages import Block, Content, ContentSection
    from alder.web.work.worker import work_once

    rows = [row for row in data_sets.rows() if row["geographic_level"] == "Local authority"]
    release = begun(leila, "Local alone", "Pages of Mereshire")
    pair = data_sets.write(tmp_path, "local", data=rows)
    report = sent_files(leila, release, pair, title="Local authorities")
    leila.do(report, do="accept", accept=[name for name in taken_on(pair) if name != "--accept"], reason="Made up")
    work_once()
    version = _release(release).versions.get()
    here = str(version.data_set_id)
    _write(release, Content(sections=(ContentSection("", "", Block(here, ("pupils",), "place", "", "LA")),)))
    page = leila.see(f"{release}/page")
    assert "Put this right:</b> its data set has no rows for all of Kind of school together." in page
    form = {"first": "pupils", "series": "", "level": "", "title": "", "note": ""}
    said = leila.do(f"{release}/page/sections/1/chart", 200, **form, by="time").content.decode()
    assert "There is nothing to show: no single place stands for the whole of its data set" in said
    assert _written(release).sections[0].block == Block(here, ("pupils",), "place", "", "LA")
    leila.do(f"{release}/discard")


def test_parts_change_places_and_go(leila: Someone, prepared: tuple[str, str]) -> None:
    from alder.publishing.pages import Content, ContentSection, Tile

    release, here = prepared

    def order() -> str:
        content = _written(release)
        return " ".join((*(t.title for t in content.headlines), *(s.heading for s in content.sections)))

    tiles = tuple(Tile(here, column, name) for name, column in (("a", "pupils"), ("b", "absence_rate")))
    _write(release, Content(headlines=tiles, sections=tuple(ContentSection(name, "x") for name in "cde")))
    for part, at, to, expected in (
        ("headlines", 2, "up", "b a c d e"),
        ("headlines", 1, "up", "b a c d e"),
        ("sections", 1, "down", "b a d c e"),
        ("sections", 3, "down", "b a d c e"),
        ("sections", 3, "up", "b a d e c"),
    ):
        leila.do(f"{release}/page/{part}/{at}/move", seen=_seen(release), to=to)
        assert order() == expected
    assert "Remove this section?" in leila.see(f"{release}/page/sections/2/remove")
    leila.do(f"{release}/page/sections/2/remove")
    leila.do(f"{release}/page/headlines/1/remove")
    assert order() == "a d c"
    assert "Its words and its chart go" in leila.see(f"{release}/page/sections/2/remove")


def test_whoever_wrote_the_page_cannot_approve_it(people: dict[str, Someone], leila: Someone, whole: Path) -> None:
    omar = Someone(people["omar"].person).sign_in()
    release = in_check(leila, "Written by two", whole)
    assert omar.client.get(f"{release}/approve").status_code == 200
    assert "It is being checked." in omar.see(f"{release}/page", 403)
    omar.do(f"{release}/take-back", seen=_seen(release))
    omar.do(f"{release}/page/words", kind="official", summary="By Omar.", under="")
    omar.do(f"{release}/send", note="")
    page = omar.see(release)
    assert "You worked on this release, so another approver must check it." in page
    assert "By Omar." in page
    assert re.search(r"<b>Changed</b> by Omar, [^<]*<br>page</li>", page)


PARTS = (
    "page",
    "page/words",
    "page/headlines/add",
    "page/headlines/1",
    "page/headlines/1/move",
    "page/headlines/1/remove",
    "page/sections/add",
    "page/sections/1",
    "page/sections/1/chart",
    "page/sections/1/move",
    "page/sections/1/remove",
)


def test_who_was_overtaken_changes_nothing(leila: Someone, prepared: tuple[str, str]) -> None:
    release, here = prepared
    content = _one_of_each(here)
    form = {"to": "up", "from": "data", "measure": f"{here}.pupils", "title": "Other", "heading": "Other", "text": "x"}
    form |= {"summary": "Other", "kind": "", "under": "", "first": "pupils", "by": "time", "series": "", "level": ""}
    _write(release, content)
    for part in PARTS:
        for seen in (str(int(_seen(release)) - 1), "-1", "x"):
            reply = leila.client.post(f"{release}/{part}", {**form, "seen": seen})
            assert reply.status_code == 409, part
            assert "Somebody changed this release since you opened the page." in reply.content.decode()
    assert _written(release) == content


def test_positions_that_are_not_there_are_not_found(leila: Someone, prepared: tuple[str, str]) -> None:
    release, here = prepared
    _write(release, _one_of_each(here))
    other = begun(leila, "Of somebody else", "Pages of Mereshire")
    for part in (part for part in PARTS if "/1" in part):
        for at, address in (("99", release), ("2", release), ("0", release), ("-1", release), ("1", other)):
            path = f"{address}/{part.replace('/1', f'/{at}')}"
            given = {"seen": _seen(address), "to": "up", "heading": "x", "text": "x"}
            if "move" not in part:
                leila.see(path, 404)
            assert leila.client.post(path, given).status_code == 404, path
    leila.do(f"{release}/page/headlines/1/move", 404, seen=_seen(release), to="sideways")
    leila.do(f"{release}/page", 404, seen=_seen(release), **{"from": "elsewhere"})
    assert _written(release) == _one_of_each(here)
    leila.do(f"{other}/discard")


def _one_of_each(here: str) -> Any:
    from alder.publishing.pages import Block, Content, ContentSection, Tile

    chart = ContentSection("A chart", "x", Block(here, ("pupils",)))
    return Content("official", "So.", (Tile(here, "pupils", "Pupils"),), "", (chart,))
