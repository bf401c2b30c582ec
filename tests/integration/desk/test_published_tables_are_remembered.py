"""A table that is published is judged beside all that are out, and remembered, in the same step: or not published."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.support.cast import NOW, Someone, begun, in_check, sent_files
from tests.support.people_counts import Person, counted, ledger_in, numbered
from tests.support.site import Site

import alder
from alder.disclosure import Protected
from alder.disclosure.ledger import BesideEarlier, Facts, Ledger
from alder.engine.ledger_folder import LedgerFolder
from alder.errors import NotProtected, UsageError
from alder.model.statistic import Behind, Counts

SEXES = {"F": 29, "M": 28}
EVERYBODY = numbered({"sex": s} for s, n in SEXES.items() for _ in range(n))
LATE = {"1", "2", "30"}
"""Two women and a man who came late: too few to be told by two tables that differ in them alone."""


def everybody() -> Counts:
    return counted(EVERYBODY, ["sex"])


def without_the_late() -> Counts:
    def early(person: Person) -> bool:
        return person["number"] not in LATE

    return counted(EVERYBODY, ["sex"], where=early, title="Made-up learners who came in time")


@pytest.fixture
def ledger(desk: Site) -> Iterator[Ledger]:
    yield ledger_in(desk.store, by="Priya")
    shutil.rmtree(desk.store / "ledger")


@pytest.fixture
def kept_in(ledger: Ledger, tmp_path: Path) -> Any:
    """Files of tables that were made to stay inside."""

    def written(counts: Counts, name: str) -> Path:
        table = alder.protect(counts, against=ledger.keeping_in("For a look at the desk."))
        return table.write_csv(tmp_path / f"{name}.csv")[0]

    return written


def acts(facts: Facts) -> list[str]:
    return [str(a.what) for a in facts.acts]


def state_of(release: str) -> str:
    from alder.web.publications.models import Release

    return Release.objects.get(pk=release.rpartition("/")[2]).state


def test_approving_judges_and_remembers_and_a_second_release_is_refused_in_words(
    ledger: Ledger, leila: Someone, marcus: Someone, kept_in: Any
) -> None:
    first = in_check(leila, "All", kept_in(everybody(), "all"))
    second = in_check(leila, "In time", kept_in(without_the_late(), "in_time"))
    assert [f.binds for f in ledger.releases()] == [False, False]
    page = marcus.see(f"{first}/approve")
    assert "Table 0001 of the ledger" in page
    assert "1 table is compared with every earlier table of the same people" in page
    marcus.do(f"{first}/approve", **NOW)
    assert state_of(first) == "Live"
    out = ledger.facts("0001")
    assert out.binds
    assert acts(out) == [
        "kept inside",
        "written to a file",
        "judged beside what is out",
        "approved for publication",
        "published",
    ]
    refused = marcus.do(f"{second}/approve", 200, **NOW).content.decode()
    assert "It cannot be published as it is" in refused
    assert "Table 0002 of the ledger cannot be released beside an earlier release" in refused
    assert "0001: Made-up learners by sex" in refused
    assert state_of(second) == "In check"
    assert not ledger.facts("0002").binds

    marcus.do(f"{first}/withdraw", reason="A column was wrong.")
    assert ledger.facts("0001").binds, "what was public once is known for good"
    marcus.do(f"{second}/approve", 200, **NOW)
    with pytest.raises(UsageError, match="cannot be forgotten: it was approved"):
        ledger.forget("0001", reason="It was withdrawn.")


def test_two_tables_of_one_release_are_judged_together_and_neither_is_out_if_they_do_not_fit(
    ledger: Ledger, leila: Someone, marcus: Someone, kept_in: Any
) -> None:
    release = begun(leila, "Both")
    sent_files(leila, release, kept_in(everybody(), "all"))
    sent_files(leila, release, kept_in(without_the_late(), "in_time"))
    leila.do(f"{release}/send", note="")
    marcus.do(f"{release}/approve", 200, **NOW)
    assert state_of(release) == "In check"
    assert [f.binds for f in ledger.releases()] == [False, False]


@pytest.mark.parametrize("at", ["the ledger is written", "the database is written"])
def test_publishing_that_was_killed_never_leaves_a_table_out_that_is_not_remembered(
    ledger: Ledger, leila: Someone, marcus: Someone, kept_in: Any, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    from alder.engine.ledger_folder import LedgerFolder
    from alder.web.publications import actions
    from alder.web.publications.models import DataSetVersion

    release = in_check(leila, f"Killed when {at}", kept_in(everybody(), "all"))

    def killed(*_: Any, **__: Any) -> Any:
        raise KeyboardInterrupt

    broken = (LedgerFolder, "change") if at == "the ledger is written" else (actions, "record_event")
    with monkeypatch.context() as patch:
        patch.setattr(*broken, killed)
        with pytest.raises(KeyboardInterrupt):
            marcus.do(f"{release}/approve", **NOW)
    (version,) = DataSetVersion.objects.filter(release=release.rpartition("/")[2])
    assert state_of(release) == "In check"
    assert version.state == "Draft"
    assert ledger.facts("0001").binds is (at == "the database is written")
    marcus.do(f"{release}/approve", **NOW)
    assert state_of(release) == "Live"
    assert len(ledger.releases()) == 1
    assert acts(ledger.facts("0001")).count("published") == 1


def test_whoever_is_given_a_link_sees_what_counts_as_out(
    ledger: Ledger, leila: Someone, marcus: Someone, kept_in: Any
) -> None:
    first, second = begun(leila, "Previewed"), begun(leila, "Not to be seen")
    sent_files(leila, first, kept_in(everybody(), "all"))
    sent_files(leila, second, kept_in(without_the_late(), "in_time"))
    assert "count as out" in leila.see(f"{first}/links")
    leila.do(f"{first}/links", label="Press office", days="2")
    assert acts(ledger.facts("0001"))[-2:] == ["judged beside what is out", "shown before publication"]
    refused = leila.do(f"{second}/links", 200, label="Press office", days="2").content.decode()
    assert "Table 0002 of the ledger cannot be released beside an earlier release" in refused
    assert not ledger.facts("0002").binds


def test_files_from_elsewhere_say_that_the_ledger_cannot_see_who_is_behind_them(
    desk: Site, leila: Someone, marcus: Someone, tmp_path: Path
) -> None:
    file = alder.protect(everybody()).write_csv(tmp_path / "elsewhere.csv")[0]
    release = begun(leila, "From elsewhere")
    report = sent_files(leila, release, file)
    said = "Alder does not know who is behind its figures"
    assert said in leila.see(report)
    assert "not in the ledger" in leila.see(release)
    leila.do(f"{release}/send", note="")
    page = marcus.see(f"{release}/approve")
    assert "1 data set is not in the ledger" in page
    assert said in page
    told = desk.run("publish", "import", str(file), "--publication", "Elsewhere", "--release", "2020/21")
    assert "The ledger does not know which people are behind these figures" in told


def test_a_file_of_the_ledger_is_published_by_command_or_refused(desk: Site, ledger: Ledger, kept_in: Any) -> None:
    where = ("--publication", "By command", "--release", "2020/21")
    told = desk.run("publish", "import", str(kept_in(everybody(), "all_by_command")), *where)
    assert "table 0001 of the ledger" in told
    assert acts(ledger.facts("0001"))[-1] == "published"
    second = kept_in(without_the_late(), "in_time_by_command")
    with pytest.raises(BesideEarlier, match="cannot be released beside an earlier release"):
        desk.run("publish", "import", str(second), *where)
    drafted = desk.publish(second, "--draft", publication="By command", release="2020/21")
    with pytest.raises(BesideEarlier):
        desk.run("publish", "live", drafted["dataSetId"])
    with pytest.raises(BesideEarlier):
        desk.run("publish", "preview", drafted["dataSetId"], "--for", "the press office")
    assert not ledger.facts("0002").binds


def test_the_approver_sees_at_once_what_came_of_comparing_the_table(
    ledger: Ledger, leila: Someone, marcus: Someone, kept_in: Any
) -> None:
    alone = in_check(leila, "The only one", kept_in(everybody(), "alone"))
    assert "No table of the same people is out" in marcus.see(f"{alone}/approve")
    alder.protect(everybody(), against=ledger)
    refused = marcus.see(f"{in_check(leila, 'Cannot be', kept_in(without_the_late(), 'late'))}/approve")
    assert "Table 0003 of the ledger cannot be released beside an earlier release" in refused
    assert "0002: Made-up learners by sex" in refused
    again = marcus.see(f"{in_check(leila, 'The same', kept_in(everybody(), 'same'))}/approve")
    assert "Table 0002 of the ledger is out already" in again
    others = counted([{**p, "sex": "X"} for p in EVERYBODY if p["sex"] == "F"], ["sex"], title="Others")
    passed = marcus.see(f"{in_check(leila, 'Others', kept_in(others, 'others'))}/approve")
    assert "Compared with 1 table of the same people that is out" in passed
    assert [f.binds for f in ledger.releases()] == [False, True, False, False], "to look compares, and lets nothing out"


def saved_again(file: Path) -> Path:
    """As a spreadsheet saves it: with a byte order mark, other line ends and quotes, in another order."""
    head, *lines = file.read_text(encoding="utf-8").splitlines()
    quoted = [",".join(f'"{cell}"' for cell in line.split(",")) for line in (head, *reversed(lines))]
    file.write_text("\ufeff" + "\r\n".join(quoted) + "\r\n\r\n", encoding="utf-8", newline="")
    return file


def with_a_newline(file: Path) -> Path:
    file.write_bytes(file.read_bytes() + b"\n")
    return file


@pytest.mark.parametrize("changed", [with_a_newline, saved_again])
def test_a_file_that_stays_is_not_freed_by_saving_it_again(
    desk: Site, ledger: Ledger, leila: Someone, kept_in: Any, changed: Any
) -> None:
    alder.protect(everybody(), against=ledger)
    file = changed(kept_in(without_the_late(), f"stays_{changed.__name__}"))
    where = ("--publication", "Saved again", "--release", changed.__name__)
    with pytest.raises(BesideEarlier, match="table 0002 of the ledger cannot be released beside an earlier release"):
        desk.run("publish", "import", str(file), *where)
    release = begun(leila, f"Saved again, {changed.__name__}")
    report = sent_files(leila, release, file)
    assert "Its figures are those of table 0002 of the ledger" in leila.see(report)
    refused = leila.do(f"{release}/links", 200, label="Press office", days="2").content.decode()
    assert "Table 0002 of the ledger cannot be released beside an earlier release" in refused


def test_a_file_that_stays_is_free_once_the_same_table_is_out(desk: Site, ledger: Ledger, kept_in: Any) -> None:
    file = saved_again(kept_in(everybody(), "free"))
    alder.protect(everybody(), against=ledger)
    told = desk.run("publish", "import", str(file), "--publication", "Free", "--release", "2020/21")
    assert "It is table 0002 of the ledger" in told
    assert [f.binds for f in ledger.releases()] == [False, True]


def test_python_publishes_what_the_ledger_has_judged_and_asks_for_the_records_itself(
    desk: Site, ledger: Ledger
) -> None:
    def asked_later(counts: Counts) -> Protected:
        behind = Behind(str(desk.store.resolve()), lambda: counts.records, lambda: None)
        return alder.protect(replace(counts, records=None, behind=behind))

    where: dict[str, Any] = {"publication": "From Python", "release": "2020/21", "store": desk.store}
    done = alder.publish(asked_later(everybody()), **where)
    assert done.tables == ("0001",)
    assert acts(ledger.facts("0001"))[-1] == "published"
    with pytest.raises(BesideEarlier, match="cannot be released beside an earlier release"):
        alder.publish(asked_later(without_the_late()), **where)
    changed = replace(asked_later(everybody()).about, title="x")  # only to have something that is no table
    with pytest.raises(NotProtected, match="only a protected table"):
        alder.publish(changed, **where)  # type: ignore[arg-type]
    gone = replace(everybody(), title="Gone", records=None)
    few = everybody().records
    assert few is not None
    behind = Behind(str(desk.store.resolve()), lambda: few.slice(1), lambda: None)
    with pytest.raises(NotProtected, match="have changed since they were counted"):
        alder.publish(alder.protect(replace(gone, behind=behind)), **where)


def test_the_approver_reads_that_tables_are_out_whose_records_are_elsewhere(
    desk: Site, ledger: Ledger, leila: Someone, marcus: Someone, kept_in: Any
) -> None:
    line = {"title": "Starts by level", "policy": "dfe-statistics (version 2)", "of": "Wealdmark"}
    LedgerFolder(desk.store).list_elsewhere([json.dumps(line)] * 2)
    said = (
        "2 tables of Wealdmark are out, and the records behind them are not in this store. So a new table cannot be "
        "judged beside them here"
    )
    page = marcus.see(f"{in_check(leila, 'Beside a nation', kept_in(everybody(), 'beside'))}/approve")
    assert "No table of the same people is out of this store." in page
    assert said in page
    assert "there is nothing that it could give away" not in page
    assert ledger.trying().elsewhere() == [line, line]
    told = desk.run("ledger")
    assert said in told
    assert "elsewhere: Starts by level, dfe-statistics (version 2)" in told
