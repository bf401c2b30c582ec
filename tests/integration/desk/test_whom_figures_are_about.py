"""From a load to the live page: a store of four colleges is called England nowhere, whoever writes so in a file."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from tests.support import commands
from tests.support.cast import NOW, Someone, begun, sent_files
from tests.support.site import Site, taken_on

import alder
from alder.environment import Environment
from alder.errors import NotPublishable, UsageError
from alder.model.period import AcademicYear
from alder.sources.miniature import made_up_edition as miniature
from alder.synth import write_returns

FOUR = [10000001, 10000002, 10000003, 10000004]
PROOF = {"proof": "UK Register of Learning Providers", "proof_date": "2021-10-20"}


@pytest.fixture(scope="module")
def four(desk: Site, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The store beside the desk, with the returns of four colleges."""
    returns = tmp_path_factory.mktemp("returns")
    write_returns(returns, years=[AcademicYear(2020)], providers=4, learners=80, seed=5)
    environment = alder.open(desk.store)
    environment.load(returns)
    return environment


def table(environment: Environment, out: Path, *more: str) -> str:
    where = ("--year", "2020/21", "--store", environment.store.folder)
    return commands.run("table", "learners_participating", *more, *where, "--out", out)


def as_it_was_written_before(file: Path) -> Path:
    """The file as earlier releases wrote it: its rows of everybody say National, England."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = [{k: v for k, v in r.items() if not k.startswith("lsip")} for r in csv.DictReader(lines)]
    with file.open("w", encoding="utf-8", newline="") as lines:
        out = csv.DictWriter(lines, list(rows[0]))
        out.writeheader()
        england = {"geographic_level": "National", "country_code": "E92000001", "country_name": "England"}
        out.writerows({**row, **england} for row in rows)
    return file


def test_nothing_on_the_way_to_the_live_page_says_england(
    four: Environment, leila: Someone, marcus: Someone, tmp_path: Path
) -> None:
    out = tmp_path / "learners_made_up.csv"
    said = table(four, out, "--by", "provider")
    assert "National" not in out.read_text(encoding="utf-8")
    release = begun(leila, "Four colleges")
    report = sent_files(leila, release, out, title="Learners by provider", summary="", notes="")
    assert "Whom its figures are about" not in leila.see(report)
    leila.do(f"{release}/send", note="")
    marcus.do(f"{release}/approve", **NOW)
    from alder.web.publications.models import Release

    live = Release.objects.get(pk=release.rpartition("/")[2])
    page = marcus.see(f"/find-statistics/{live.publication.slug}/{live.slug}")
    assert "England" not in page.split("<main")[1].split("</main")[0]
    assert "England" not in said


def test_a_file_that_calls_figures_of_this_store_england_is_not_taken(
    four: Environment, leila: Someone, tmp_path: Path
) -> None:
    out = tmp_path / "learners_made_up.csv"
    table(four, out, "--by", "sex", "--whole", "LSIP E69990001 Mereshire (made up)")
    as_it_was_written_before(out)
    release = begun(leila, "Called England")
    report = leila.see(sent_files(leila, release, out, title="Learners by sex"))
    assert "Cannot be taken" in report
    assert "nothing declares that this store holds England in 2020/21" in report
    assert "alder store covers" in report
    with pytest.raises(NotPublishable, match="not known to be true of its figures"):
        commands.run(
            "publish", "import", out, "--publication", "Learners", "--release", "1", "--store", four.store.folder,
            *taken_on(out),
        )  # fmt: skip


def test_the_approver_reads_what_proves_it_and_it_is_asked_again_when_it_is_approved(
    four: Environment, leila: Someone, marcus: Someone, tmp_path: Path
) -> None:
    four.covers("England", year="2020/21", providers=FOUR, **PROOF)
    out = tmp_path / "learners_made_up.csv"
    table(four, out, "--by", "sex")
    release = begun(leila, "All of England")
    report = leila.see(sent_files(leila, release, out, title="Learners by sex"))
    assert "Figures are about England (National): all 4 providers of the list given" in report
    leila.do(f"{release}/send", note="")
    assert "all 4 providers of the list given" in marcus.see(f"{release}/approve")
    commands.run("store", "covers", "--withdraw", "--year", "2020/21", "--store", four.store.folder)
    page = marcus.see(f"{release}/approve")
    assert "Not proved" in page
    refused = marcus.do(f"{release}/approve", 200, **NOW).content.decode()
    assert "says what is not known to be true of its figures" in refused


def test_a_made_up_nation_is_proved_as_england_is_and_no_page_says_england(
    four: Environment, leila: Someone, marcus: Someone, desk: Site, tmp_path: Path
) -> None:
    four.covers("Wealdmark", year="2020/21", providers=FOUR, **PROOF)
    out = tmp_path / "learners_made_up.csv"
    table(four, out, "--by", "age_band")
    release = begun(leila, "All of Wealdmark")
    report = leila.see(sent_files(leila, release, out, title="Learners by age", summary="", notes=""))
    assert "Figures are about Wealdmark (made up) (National): all 4 providers of the list given" in report
    leila.do(f"{release}/send", note="")
    marcus.do(f"{release}/approve", **NOW)
    from alder.web.publications.models import DataSetVersion, Release

    live = Release.objects.get(pk=release.rpartition("/")[2])
    page = marcus.see(f"/find-statistics/{live.publication.slug}/{live.slug}")
    assert "England" not in page.split("<main")[1].split("</main")[0]
    data_set = DataSetVersion.objects.get(release=live).data_set_id
    assert "England" not in marcus.see(f"/data-catalogue/data-set/{data_set}").split("<main")[1]
    (national,) = desk.get(f"/v1/data-sets/{data_set}/meta")["locations"]
    assert [(o["code"], o["label"]) for o in national["options"]] == [("E92990001", "Wealdmark (made up)")]
    commands.run("store", "covers", "--withdraw", "--year", "2020/21", "--store", four.store.folder)


def test_of_a_file_that_the_ledger_does_not_know_the_approver_is_told_that_nothing_proves_it(
    desk: Site, leila: Someone, marcus: Someone, pair: Path
) -> None:
    from tests.support.cast import in_check

    release = in_check(leila, "From elsewhere", pair)
    page = marcus.see(f"{release}/approve")
    assert "It says that figures are about England (National)." in page
    assert "nothing here proves it: somebody has to know whose they are" in page


def test_the_screener_says_that_it_cannot_know_it(pair: Path) -> None:
    said = commands.run("screen", pair, exit=1)
    assert "It says that figures are about England (National). No check can know that." in said


def test_python_writes_and_publishes_by_the_same_rule(four: Environment, desk: Site, tmp_path: Path) -> None:
    counts = alder.tabulate(four, "learners_participating", by="sex", year="2020/21")
    table = alder.protect(counts)
    where = {"publication": "Learners", "release": "2", "store": desk.store}
    for whole in (None, "NAT E92000001 England", "PROV 10000001 Northfield College"):
        with pytest.raises(UsageError, match=r"about the 4 providers held|not about"):
            alder.publish(table, whole=whole, **where)  # type: ignore[arg-type]
        with pytest.raises(UsageError, match=r"about the 4 providers held|not about"):
            table.write_csv(tmp_path / "t.csv", whole=whole)
    assert not (tmp_path / "t.csv").exists()


def test_rows_by_place_of_a_few_providers_are_not_passed_off_as_all_who_live_there(
    four: Environment, leila: Someone, tmp_path: Path
) -> None:
    miniature.load(four.store)
    out = tmp_path / "districts_made_up.csv"
    table(four, out, "--by", "home_local_authority")
    with out.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {r["providers_are"] for r in rows} == {"the 4 providers held"}
    assert {r["geographic_level"] for r in rows} == {"Local authority district"}
    release = begun(leila, "Districts")
    report = leila.see(sent_files(leila, release, out, title="Learners by district"))
    assert "count those who are with the providers held" in report
