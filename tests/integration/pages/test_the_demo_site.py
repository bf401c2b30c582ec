"""The fictitious college group on the site, as `alder serve --demo` shows it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import nullcontext
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import pytest
from click.testing import CliRunner
from tests.support.cast import NOW, PASSWORD, Someone
from tests.support.made_once import demo_of_90
from tests.support.outputs_of_people import check_in_this_process
from tests.support.page_reader import Page
from tests.support.site import Site, served, site_of_people
from tests.support.text_tables import rows

from alder.cli.commands import cli
from alder.demo import Demo
from alder.errors import UsageError
from alder.model.made_up import MadeUp

TUTORIAL = Path(__file__).parents[3] / "docs/tutorials/from-a-published-table-to-your-own.md"
RELEASE = "/find-statistics/apprenticeship-achievement-in-mereshire/academic-year-2020-21"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return demo_of_90(tmp_path_factory)


@pytest.fixture(scope="module")
def shown(made: Demo) -> Iterator[Site]:
    """The site as the command leaves it; the server itself is not started. A second time publishes nothing."""
    with site_of_people(made.store) as site, pytest.MonkeyPatch.context() as patched:
        from django.conf import settings

        patched.setattr("alder.web.server.serve", lambda store, *_, ready, **__: ready("http://here"))
        patched.setattr(settings, "ALDER_DEMO", False)
        patched.setenv("ALDER_DEMO", "")
        for name in ("ALDER_WORKSPACES", "ALDER_NETWORKS"):
            patched.setattr(settings, name, getattr(settings, name))
            patched.setenv(name, "")
        patched.setenv("ALDER_CHECKER_COURSE", "off")
        check_in_this_process(patched)
        for time in range(2):
            said = CliRunner().invoke(cli, ["serve", "--demo", str(made.folder), "--no-nation"], catch_exceptions=False)
            assert said.stdout == "Alder is at http://here\n"
            assert ("Leila, publisher and release officer: leila@" in said.stderr) is (time == 0), (
                "what lets people in is shown once"
            )
        yield site


def look(site: Site, address: str) -> Page:
    reply = site.send("GET", address)
    assert reply.status_code == 200, address
    return Page(address, reply.content.decode())


def test_every_table_of_the_demo_is_published(shown: Site) -> None:
    assert look(shown, "/find-statistics").listed() == [
        "Apprenticeship achievement in Mereshire",
        "Apprenticeship starts in Mereshire",
        "Learners in Mereshire",
        "Education and training in Mereshire",
    ]
    assert len(look(shown, RELEASE).listed()) == 6


def test_the_home_page_says_whom_the_figures_are_about(shown: Site) -> None:
    assert "Learner data for Wealdmark (made up), ready for research" in look(shown, "/").words


def test_what_no_made_up_place_can_be_is_in_files_and_in_no_table_chart_or_choice(shown: Site) -> None:
    from alder.demo.site import id_of

    data_set = id_of("learners_by_district")
    file = b"".join(shown.send("GET", f"/v1/data-sets/{data_set}/csv").streaming_content)
    assert b"z,Outside of England" in file
    table = f"/create-a-table/data-set/{data_set}/table?place=LAD.*&from=AY.202021&to=AY.202021&show="
    (measure,) = shown.send("GET", f"/v1/data-sets/{data_set}/meta").json()["indicators"]
    pages = [f"/create-a-table/data-set/{data_set}/places", table + measure["id"]]
    pages.append("/find-statistics/learners-in-mereshire/academic-year-2020-21")
    for page in map(look, [shown] * 3, pages):
        assert "Eastmoor" in page.words
        assert "Outside of England" not in page.words


def test_data_sets_to_choose_from_name_what_they_measure(shown: Site) -> None:
    page = look(shown, "/create-a-table/publication/apprenticeship-achievement-in-mereshire")
    assert (
        "2018/19 to 2020/21. Local skills improvement plan area. Achievement rate, Achievers and Leavers" in page.words
    )
    assert "end of 95% interval" not in page.words


@pytest.mark.parametrize("search", ["/find-statistics", "/data-catalogue", "/create-a-table"])
def test_a_question_in_plain_words_finds_statistics_and_says_how_it_was_read(shown: Site, search: str) -> None:
    page = look(shown, f"{search}?q=how+many+apprentices+in+my+area+finish")
    assert "Also searched for district. Figures of places are those of districts" in page.words
    found = page.words.split("Figures of places are those of districts")[1]
    assert "Apprenticeship achievement in Mereshire" in found
    assert "Apprenticeship starts in Mereshire" not in found


QUESTIONS = """
    question                                            | heading
    how many people were learners in Eastmoor in 2019   | Learners, Eastmoor, 2019/20: #
    learners Eastmoor                                   | Learners, Eastmoor, 2020/21: #
    How many apprenticeships were achieved in Mereshire in 2018/19? | Apprenticeships achieved, Mereshire (made up), 2018/19: #
    achievement rate of apprenticeships in Mereshire in 2018 | Apprenticeships achieved: achievement rate, *2018/19: #%
    how many people started an apprenticeship in Mereshire in 2018 | Apprenticeship starts, Mereshire (made up), 2018/19: #
    how many women were learners in Mereshire last year | Learners, Female, Mereshire (made up), 2020/21: #
    do more women than men pass their apprenticeship    | Apprenticeships achieved, *2020/21 Female: # Male: #
    pass rate of apprenticeships                        | Completed apprenticeships that were passed: pass rate, *2020/21: x
    how many people started an apprenticeship in Eastmoor in 2018  |
    how many women were learners in Eastmoor in 2019    |
    how many learners in Eastmoor in 2031               |
    how many learners in Atlantis in 2019               |
    welders in Eastmoor                                 |
    what do hairdressers earn                           |
"""  # noqa: E501  # a line is a question with its answer
"""`#` stands for a number, and `*` for anything."""


@pytest.mark.parametrize("line", rows(QUESTIONS), ids=lambda line: line["question"])
def test_a_question_is_answered_with_its_figure_where_that_is_published_and_else_with_what_comes_near(
    shown: Site, line: dict[str, Any]
) -> None:
    page = look(shown, f"/search?q={quote_plus(line['question'])}")
    figures = [one.words for one in page.root.every("div", id="figure")]
    if not line["heading"]:
        assert figures == []
        assert "No figure that is published answers this as it is asked" in page.words
        return
    (said,) = figures
    wanted = re.escape(str(line["heading"])).replace(r"\*", ".*").replace(r"\#", r"[\d,]+")
    assert re.search(wanted, said), said
    address = next(link for words, link in page.links.items() if words.startswith("See the table and change it"))
    assert re.search(r": ([\d,]+|x)", said)[1] in look(shown, address).words  # type: ignore[index]


def test_a_measure_that_is_named_is_not_answered_with_another(shown: Site) -> None:
    page = look(shown, "/search?q=pass+rate+of+apprenticeships")
    (said,) = (one.words for one in page.root.every("div", id="figure"))
    assert "chievement rate" not in said


def test_groups_are_offered_in_the_order_in_which_people_list_them(shown: Site) -> None:
    from alder.demo.site import id_of

    page = look(
        shown, f"/create-a-table/data-set/{id_of('learners_by_age_and_sex')}/content?place=LSIP.*&from=AY.202021"
    )
    ages = ["Under 19", "19-24", "25-49", "50+", "+ Total"]
    assert page.offered("item") == [*ages, "Female", "Male", "+ Total"]


def test_a_release_says_what_is_so_in_words_tiles_charts_and_tables(shown: Site) -> None:
    page = look(shown, RELEASE)
    assert "Made-up statistics" in page.words
    assert "Official statistics" not in page.words
    assert [tile.words.strip() for tile in page.root.every("ul", class_="alder-tiles")[0].every("h3")] == [
        "Due to end",
        "Stayed to the end",
        "Achieved",
    ], "of so few who stayed, the share that passed would give the rounded counts away, so it has no tile"
    assert len(page.root.every("figure")) == 3
    assert len(page.root.every("svg", class_="alder-narrow")) == 3
    assert page.root.every("figure")[0].every("path", class_="alder-band"), "the chart has the interval"
    years = page.table(0)
    assert years[0] == "Year | Achievement rate (%) | Achievers | Leavers"
    (table, *_) = page.root.every("figure")[0].every("table")
    assert len(table.every("span", class_="alder-range")) == 3, "so has the table beside it"
    assert [row.split(" | ")[0] for row in years[1:]] == ["2018/19", "2019/20", "2020/21"]
    assert "Break" not in page.words.split("How good the figures are")[0]
    assert "From 2019/20: Standards replaced frameworks" in page.words
    assert "statistics@mereshire.example" in page.words


def test_one_figure_has_one_interval_in_the_report_on_the_page_of_its_table_and_on_the_site(
    shown: Site, made: Demo
) -> None:
    table = (made.folder / "tables" / "achievement_2020.html").read_text(encoding="utf-8")
    (interval,) = set(re.findall(r"95% interval </span>([\d.]+ to [\d.]+)", table))
    assert f"95% interval {interval}" in look(shown, RELEASE).words
    assert f"95% interval {interval}" in " ".join(made.report.read_text(encoding="utf-8").split())
    report = made.report.read_text(encoding="utf-8").split('id="time"')[1].split("</figure>")[0]
    for drawing in (report, look(shown, RELEASE).html.split("<figure")[1].split("</figure>")[0]):
        assert "alder-band" in drawing
        assert 'stroke-dasharray="6 4"' in drawing, "both stop at the break"


def test_no_heading_gives_a_range_of_extremes_or_a_change_that_nobody_confirmed(shown: Site, made: Demo) -> None:
    found = set(re.findall(r'href="(/find-statistics/[a-z-]+/[a-z0-9-]+)"', look(shown, "/find-statistics").html))
    pages = [look(shown, address).html for address in ("/", *sorted(found))]
    pages += [file.read_text(encoding="utf-8") for file in (made.report, *(made.folder / "tables").glob("*.html"))]
    assert len(pages) > 20
    for page in pages:
        for said in re.findall(r"<h[123][^>]*>(.*?)</h|<title[^>]*>(.*?)</title>", page, re.DOTALL):
            assert not re.search(r"from [\d.,]+%? (\([^)]*\) )?to |between [\d.]+% and|is the same", " ".join(said)), (
                said
            )


def test_a_release_that_was_withdrawn_says_why_and_gives_no_figures(shown: Site) -> None:
    page = look(shown, "/find-statistics/learners-in-mereshire/august-to-december-2020-provisional")
    assert "This release was withdrawn. The fourth return of Northfield College came with errors" in page.words
    assert page.links["Go to Academic year 2020/21, the latest release"]
    assert not page.root.every("table")
    assert shown.send("GET", f"{page.address}/all.zip").status_code == 404


def test_a_corrected_data_set_keeps_both_versions(shown: Site) -> None:
    page = look(
        shown,
        look(shown, "/find-statistics/learners-in-mereshire/academic-year-2020-21").links["Learners by age and sex"],
    )
    assert "Version 1.0.1" in page.words
    assert page.links["1.0"]


def test_all_data_of_a_release_come_in_one_file_with_guidance(shown: Site) -> None:
    reply = shown.send("GET", f"{RELEASE}/all.zip")
    with zipfile.ZipFile(io.BytesIO(b"".join(reply.streaming_content))) as archive:
        names = archive.namelist()
        guidance = archive.read("guidance.txt").decode()
    reply.close()
    assert len(names) == 13
    assert "data/apprenticeships-achieved-by-year_v1.2_made_up.csv" in names
    assert "achievement_rate: Achievement rate (%)" in guidance
    assert "Break from 2019/20" in guidance


def test_years_are_releases_of_one_data_set_and_the_break_is_minded(shown: Site) -> None:
    page = look(shown, RELEASE)
    assert "Latest release" in page.root.words
    tiles = page.root.every("ul", class_="alder-tiles")[0].words
    assert "No clear change from 2019/20." in tiles, "the publisher confirmed what the figures allow"
    assert "95% interval" in tiles
    before = look(shown, RELEASE.replace("2020-21", "2019-20"))
    assert "Not compared with 2018/19: something changed, which the notes name." in before.words
    data_set = look(shown, page.links["Apprenticeships achieved by year"])
    assert "Break from 2019/20" in data_set.words
    versions = look(shown, data_set.links["What each version changed"])
    assert [f"Version 1.{n}" in versions.words for n in range(3)] == [True, True, True]


def test_a_table_of_ones_own_tells_of_no_break_at_years_that_it_does_not_show(shown: Site) -> None:
    page = unescape(shown.send("GET", RELEASE).content.decode())
    links = re.findall(r'href="(/create-a-table/data-set/[^"]+)"', page)
    years = next(link for link in links if "201819" in link and "202021" in link)
    assert "Break from 2019/20" in look(shown, years).words
    assert "Break from" not in look(shown, years.replace("201819", "202021")).words


def test_the_calendar_has_a_release_to_come_of_which_nothing_else_is_told(shown: Site) -> None:
    calendar = look(shown, "/release-calendar")
    assert "9:30am Learners in Mereshire Academic year 2020/21, final figures" in calendar.words
    assert "Expected" in calendar.words
    for address in ("/release-calendar", "/find-statistics", "/data-catalogue", "/follow/releases.atom"):
        assert b"Learners, final figures" not in shown.send("GET", address).content


def test_figures_are_about_mereshire_and_the_people_to_ask_are_named_once(shown: Site) -> None:
    tiles = look(shown, RELEASE).root.every("ul", class_="alder-tiles")[0].words
    assert "Mereshire (made up), 2020/21" in tiles
    assert "England" not in tiles
    assert look(shown, "/help").words.count("statistics@mereshire.example") == 1


def test_every_page_says_that_all_is_made_up(shown: Site) -> None:
    for address in ("/", RELEASE, "/create-a-table", "/nothing"):
        assert (
            "All people, providers, places and figures here are made up." in shown.send("GET", address).content.decode()
        )


def test_every_picture_of_figures_says_in_itself_that_they_are_made_up(shown: Site) -> None:
    found = 0
    for address in re.findall(r'href="(/find-statistics/[\w-]+/[\w-]+)"', _text(shown, "/find-statistics")):
        page = _text(shown, address)
        drawn = re.findall(r'<svg[^>]*class="alder-(?:wide|narrow)".*?</svg>', page, re.DOTALL)
        assert MadeUp.ALL.says in page
        assert [one.count(f"{MadeUp.ALL.heading}</text>") for one in drawn] == [1] * len(drawn), address
        found += len(drawn)
    assert found > 10


def _text(site: Site, address: str) -> str:
    return site.send("GET", address).content.decode()  # type: ignore[no-any-return]


@pytest.fixture
def not_served(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo is there already, and the server says where it would be."""
    monkeypatch.setattr("alder.web.server.serve", lambda store, *_, ready, **__: ready(str(store)))
    monkeypatch.setattr("alder.demo.site.show_demo", lambda made, told: [])


def test_a_demo_that_is_not_there_is_made_first(
    shown: Site, not_served: None, made: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[Path] = []

    def making(folder: Path) -> Demo:
        asked.append(folder)
        return made

    monkeypatch.setattr("alder.demo.run", making)
    arguments = ["serve", "--demo", str(tmp_path / "new"), "--no-nation"]
    said = CliRunner().invoke(cli, arguments, catch_exceptions=False)
    assert asked == [tmp_path / "new"]
    assert "Making the demo. It takes about a minute." in said.output
    assert f"Alder is at {made.store}" in said.output


def test_a_demo_is_never_published_into_the_database_of_a_site(
    shown: Site, not_served: None, made: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://alder@localhost/real")
    said = CliRunner().invoke(cli, ["serve", "--demo", str(made.folder), "--no-nation"], catch_exceptions=False)
    assert "DATABASE_URL is left aside: this store, as that of a demo, keeps its database" in said.stderr


def test_where_no_nation_is_packed_it_is_said_and_the_group_is_served_alone(
    shown: Site, not_served: None, made: Demo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("alder.demo.nation_publications.packed_nation", lambda: tmp_path / "nation.tar.xz")
    said = CliRunner().invoke(cli, ["serve", "--demo", str(made.folder)], catch_exceptions=False)
    assert "so the college group is served alone. To build it:  python -m alder.demo build" in said.output
    assert f"Alder is at {made.store}" in said.output


def test_a_packed_nation_is_read_before_a_demo_is_made(
    shown: Site, not_served: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (file := tmp_path / "nation.tar.xz").write_bytes(b"not packed")
    monkeypatch.setattr("alder.demo.run", lambda folder: pytest.fail("it was made first"))
    said = CliRunner().invoke(cli, ["serve", "--demo", str(tmp_path / "new"), "--nation", str(file)])
    assert "nation.tar.xz cannot be read as packed publications" in str(said.exception)
    assert not (tmp_path / "new").exists()
    alone = CliRunner().invoke(cli, ["serve", "--nation", str(file)])
    assert "a nation is published beside a demo" in str(alone.exception)
    neither = CliRunner().invoke(cli, ["serve", "--demo", str(tmp_path), "--nation", str(file), "--no-nation"])
    assert "Leave one of them out." in neither.exception.next  # type: ignore[union-attr]


def test_what_the_nation_publishes_is_newer_than_what_the_group_does(shown: Site) -> None:
    from alder.web.publications.models import Release

    assert {one.published.year for one in Release.objects.filter(state="Live")} == {2021}


def test_two_releases_of_leila_wait_for_marcus_and_one_of_them_is_refused_by_the_ledger(shown: Site) -> None:
    from alder.web.publications.models import Release

    passes, refused = Release.objects.filter(state="In check").order_by("publication__title").reverse()
    for release in (passes, refused):
        assert (release.author and release.author.name, release.approver) == ("Leila", None)
        assert [one.state for one in release.uploads.all()] == ["Ready"]
        assert shown.send("GET", f"/find-statistics/{release.publication.slug}").status_code == 404
    assert "Who achieves" in passes.publication.title
    held = passes.versions.get().comparison
    assert (held["passed"], held["is_out"]) == (True, False)
    assert held["beside"] > 1
    said = refused.versions.get().comparison
    assert not said["passed"]
    assert "cannot be let out as it is: beside earlier ones it would have to hide more" in said["what"]
    assert "by provider, ethnic group, 2019/20" in said["where"]


def test_an_approver_of_what_the_ledger_refused_is_led_to_send_it_back_with_its_reason(shown: Site) -> None:
    from alder.web.publications.models import Release

    marcus = _marcus()
    passes, refused = Release.objects.filter(state="In check").order_by("publication__title").reverse()
    buttons = {release: _buttons(marcus.see(f"/desk/{release.pk}/approve")) for release in (passes, refused)}
    assert buttons == {
        passes: ["Approve it"],
        refused: ["Send it back", "Compare it again, and approve it if it passes"],
    }
    assert _buttons(marcus.see(f"/desk/{passes.pk}"))[:2] == ["Approve it", "Send it back"]
    assert _buttons(marcus.see(f"/desk/{refused.pk}"))[:2] == ["Send it back", "See why"]
    reason = marcus.see(f"/desk/{refused.pk}/send-back").partition("<textarea")[2].partition("</textarea>")[0]
    assert "cannot be let out as it is: beside earlier ones it would have to hide more." in reason
    assert "by provider, ethnic group, 2019/20" in reason
    usual = marcus.see(f"/desk/{passes.pk}/send-back").partition("<textarea")[2].partition("</textarea>")[0]
    assert usual.endswith(">"), "nothing to say of what passed"


def test_what_the_ledger_refuses_when_it_is_approved_is_shown_as_refused_from_then_on(shown: Site) -> None:
    from alder.web.publications.models import Release

    refused = Release.objects.filter(state="In check").order_by("publication__title").first()
    assert refused is not None
    version = refused.versions.get()
    version.comparison = {"when": "2026-11-01", "passed": True, "is_out": False, "beside": 1}
    version.save()
    marcus = _marcus()
    assert _buttons(marcus.see(f"/desk/{refused.pk}/approve")) == ["Approve it"]
    told = marcus.do(f"/desk/{refused.pk}/approve", 200, **NOW).content.decode()
    assert told.count("cannot be let out as it is") == 1
    assert _buttons(told)[0] == "Send it back"
    version.refresh_from_db()
    assert not version.comparison["passed"]


def _marcus() -> Someone:
    return _signed_in("Marcus")


def _signed_in(name: str) -> Someone:
    """Somebody of the demo, with a password that this test knows."""
    from alder.web.accounts.models import Person

    person = Person.objects.get(name=name)
    person.set_password(PASSWORD)
    person.save()
    return Someone(person).sign_in()


def _buttons(page: str) -> list[str]:
    found = re.findall(r'<(?:a|button) class="govuk-button[^>]*>([^<]*)<', page.partition("<main")[2])
    return [words for words in found if words != "Sign out"]


def test_every_data_set_of_the_demo_is_in_the_ledger(shown: Site) -> None:
    from alder.web.publications.models import DataSetVersion

    tables = {f"{version.data_set.title}, {version.number}": version.tables for version in DataSetVersion.objects.all()}
    assert len(tables) > 15
    assert all(tables.values()), tables
    assert len(tables["Apprenticeships achieved by year, 1.2"]) == 3, "the tables of three years"


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods", "json"])
def test_a_table_that_was_downloaded_from_the_site_is_known_by_the_ledger(
    shown: Site, made: Demo, tmp_path: Path, kind: str
) -> None:
    from alder.demo.site import id_of

    file = "enrolments_by_subject"
    at, asked = f"/create-a-table/data-set/{id_of(file)}", "place=LSIP.*&from=AY.202021"
    page = shown.send("GET", f"{at}/content?{asked}").content.decode()
    every = [f"{name}={value}" for name, value in re.findall('name="(show|item|path)" [^>]*value="([^"]*)"', page)]
    reply = shown.send("GET", f"{at}/table.{kind}?{'&'.join([asked, *every])}")
    saved = tmp_path / f"table.{kind}"
    saved.write_bytes(b"".join(reply) if reply.streaming else reply.content)
    said = CliRunner().invoke(cli, ["ledger", "--store", str(made.store), "find", str(saved)], catch_exceptions=False)
    assert said.stdout.count("\n") == 1
    assert "Enrolments by sector subject area" in said.stdout


def test_the_program_of_the_tutorial_reads_the_demo(shown: Site, capsys: pytest.CaptureFixture[str]) -> None:
    """The tutorial cannot make a demo each time that its page is tested; what it tells the reader to type runs here."""
    (program,) = re.findall(r"```python[^\n]*\n(.*?)```", TUTORIAL.read_text(encoding="utf-8"), re.S)
    with served() as address:
        exec(program.replace("http://127.0.0.1:8000", address), {})
    years = {line.split()[1] for line in capsys.readouterr().out.splitlines()[1:]}
    assert years == {"2018/19", "2019/20", "2020/21"}


STOPS = """
    title                                       | sign in as | and find
    What everybody sees                         |            | Enrolments by sex, 2017/18
    A request that was answered                 | Priya      | It is answered.
    An application that waits for its applicant | Amara      | Which years does each group have?
    A project at work                           | Amara      | Which apprentices in Mereshire stay to the end?
    Three outputs, in three states              | Amara      | Age is that in the academic year here
    An accreditation that ends soon             | Ben        | It ends soon. Renew it now
    An output that waits for the second checker | Grace      | completion-by-start.csv
    The same output, after the first vote       | Dev        | completion-by-start.csv
    A refusal with its reason                   | Tom        | That is no benefit to the public
    Decisions on applications                   | Owen       | That is no benefit to the public
    An agreement                                | Sana       | Harwick University
    Accreditations at the desk                  | Iris       | Ben
    Statistics to approve                       | Marcus     | Who achieves an apprenticeship in Mereshire
"""


def test_the_tour_leads_everybody_to_what_waits_for_them(shown: Site) -> None:
    """Every link of it is followed, as the person whom it names."""
    page = look(shown, "/tour")
    stops = page.html.split('<section class="alder-section"')[1:]
    for line, stop in zip(rows(STOPS), stops, strict=True):
        assert f"{line['title']}</h2>" in stop
        named = re.search(r"Sign in as <b>(\w+)</b>, \w+@[\w.]+ ", stop)
        assert (named[1] if named else None) == line["sign in as"]
        visitor = _signed_in(named[1]) if named else None
        links = re.findall(r'<li><a class="govuk-link" href="([^"]+)"', stop)
        assert links
        seen = [visitor.see(link) if visitor else look(shown, link).html for link in links]
        assert any(str(line["and find"]) in unescape(one) for one in seen), line["title"]


def test_what_happened_is_told_in_the_order_of_its_days_in_one_chain_and_its_times_follow_from_it(shown: Site) -> None:
    from alder.web.applications import stages
    from alder.web.trail.models import TrailEvent
    from alder.web.trail.verification import verify

    told = [*TrailEvent.objects.order_by("seq").values_list("at", flat=True)]
    assert told == sorted(told)
    assert (told[-1] - told[0]).days > 300
    assert verify().broken is None
    assert stages.differing() == []
    check = stages.usual()[stages.CHECK]
    assert check.times == 5
    assert 5 <= check.median < check.ninetieth <= 20


OUTPUTS = """
    title                                                  | state
    Learners by whether they completed, and sex            | released
    Learners by whether they completed, and age            | returned
    Learners by whether they completed, and when they began | one review
"""


def test_one_output_is_released_to_the_project_one_came_back_with_reasons_and_one_waits_for_grace(shown: Site) -> None:
    from alder.web.output_desk.models import OutputRequest
    from alder.web.output_desk.reviews import review_of
    from alder.web.projects.models import ProjectOutput, ProjectRecord

    there = [*OutputRequest.objects.order_by("pk")]
    assert [(one.title, one.state) for one in there] == [(line["title"], line["state"]) for line in rows(OUTPUTS)]
    assert [person.name for person in _checkers(review_of(there[2]))] == ["Dev"]
    assert "It is released." in _signed_in("Amara").see(f"/outputs/{there[0].key}")
    (project,) = ProjectRecord.objects.all()
    for made in ProjectOutput.objects.filter(output=there[0]):  # where runs can be made, its people take it
        assert there[0].title in _signed_in("Ben").see(f"/projects/{project.key}/outputs"), made.run
    assert there[0].certificate


def _checkers(review: Any) -> list[Any]:
    from alder.web.accounts.models import Person

    return [Person.objects.get(pk=pk) for pk in review.reviewed_by]


def test_the_tour_says_whether_runs_were_made_in_the_sandbox_and_why_not(shown: Site) -> None:
    """Nothing that stands at the desk claims to be of a run that was none. It is the machine that forbids one, never
    that the files of the demo are closed to the account that runs it.
    """
    told = look(shown, "/tour").words
    assert "Permission denied" not in told
    from alder.web.projects.models import ProjectOutput, ProjectRecord
    from alder.web.projects.runs import runs_of

    ran = [run for run in runs_of(ProjectRecord.objects.get()) if run.said["state"] == "ended"]
    assert all(run.said["sandbox"]["seen"] and not run.said["sandbox"]["wrong"] for run in ran)
    assert ("Her scripts ran in the sandbox" in told) is bool(ran)
    assert ("No run could be made in the sandbox on this machine" in told) is not bool(ran)
    assert ProjectOutput.objects.count() == len(ran)


@pytest.mark.parametrize(
    ("is_served", "says"),
    [(True, "this demo is served now, so it is not removed"), (False, "and is no demo that was made to its end")],
)
def test_what_is_served_or_is_no_demo_is_not_removed(tmp_path: Path, is_served: bool, says: str) -> None:
    from alder.demo import demo_folder

    kept = tmp_path / "store" / "kept"
    kept.parent.mkdir()
    kept.touch()
    if is_served:
        (tmp_path / "returns").mkdir()
        (tmp_path / "returns" / "planted.csv").touch()
    with demo_folder.served(tmp_path) if is_served else nullcontext():
        said = CliRunner().invoke(cli, ["serve", "--demo", str(tmp_path), "--reset", "--no-nation"])
    assert says in str(said.exception)
    assert kept.exists()


def test_a_demo_whose_making_was_interrupted_says_how_to_make_it_anew(
    shown: Site, made: Demo, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alder.demo.site import show_demo

    monkeypatch.setattr("alder.demo.site.has_tour", lambda: False)
    with pytest.raises(UsageError, match="was not made to its end") as refused:
        show_demo(made)
    assert f"alder serve --demo {made.folder} --reset" in refused.value.next


def test_there_is_no_tour_where_nothing_is_a_demo(shown: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.conf import settings

    monkeypatch.setattr(settings, "ALDER_DEMO", False)
    assert shown.send("GET", "/tour").status_code == 404
