"""Rules that compare a return with what its provider returned for the year before, as a store keeps it.

In the tables `before` are returns of 2019/20 and `now` those of 2020/21, a learner with one aim a line: `end` is the
day on which the aim ended. All learners have the same reference, number and aim, so that nothing but the provider
tells one from another. `broken` says of whose files the rule on ends of last year complains.

All is judged by few rules, that one among them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support import ilr_files, text_tables
from tests.support.few_rules import FEW, check_by, judge_by_few, rules_of

import alder
from alder.cli import commands
from alder.environment import Environment
from alder.model.period import AcademicYear
from alder.rules.report import Findings
from alder.sources.ilr.check import check
from alder.sources.ilr.load import FileStatus, LoadReport

RULE = "FRM_04"
NEED = "last year's return of this provider in the store"
BEFORE, NOW = AcademicYear(2019), AcademicYear(2020)


def made(folder: Path, year: AcademicYear, text: str) -> list[Path]:
    """The returns of a table, a file a line."""
    return [a_return(folder, year, **row) for row in text_tables.rows(text)]


def a_return(
    folder: Path,
    year: AcademicYear,
    *,
    provider: str,
    end: str | None,
    ref: str | None = None,
    before: str | None = None,
    was_at: str | None = None,
    made: str | None = None,
) -> Path:
    """A return with one learner, whose one aim began in 2019. `before` and `was_at`: reference and provider then."""
    ukprn = f"1000000{provider}"
    day = made or f"{year.start + 1}-05-01"
    aim = ilr_files.delivery(
        LearnAimRef="60001234",
        LearnStartDate="2019-09-02",
        LearnPlanEndDate="2021-07-01",
        LearnActEndDate=end,
        CompStatus="2" if end else "1",
        Outcome="1" if end else None,
    )
    person = ilr_files.whole_learner(
        ref or "A1", aim, ULN="1234567890", PrevLearnRefNumber=before, PrevUKPRN=was_at and f"1000000{was_at}"
    )
    path = folder / f"ILR-{ukprn}-{year.pair}-{day.replace('-', '')}-093000-01.xml"
    path.write_bytes(ilr_files.message([person], year, UKPRN=ukprn, Provider=ukprn, FilePreparationDate=day))
    return path


def complains(findings: Findings) -> bool:
    return RULE in findings.table["rule"].to_pylist()


def complained_of(store: Environment) -> dict[int, list[str]]:
    """Rule by provider, as the store keeps what was found in the current returns of this year."""
    rows = store.store.current(NOW).to_pylist()
    return {r["ukprn"]: [c for c in json.loads(r["findings_summary"]) if c == RULE] for r in rows}


@pytest.fixture(scope="module", autouse=True)
def _few_rules() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        judge_by_few(patch)
        check_by(patch, FEW)
        yield


@pytest.fixture
def store(tmp_path: Path) -> Environment:
    return alder.open(tmp_path / "store")


def test_without_a_store_nothing_is_compared_and_the_report_says_what_it_needs(tmp_path: Path) -> None:
    (now,) = made(tmp_path, NOW, "provider | end\n1 |")
    (found,) = [u for u in check(now).unavailable if u.rule == RULE]
    assert found.needs == (NEED,)


@pytest.mark.parametrize(
    ("case", "before", "now", "broken"),
    [
        ("the end is gone", "provider | end\n1 | 2020-06-30", "provider | end\n1 |", True),
        ("another end", "provider | end\n1 | 2020-06-30", "provider | end\n1 | 2020-06-29", True),
        ("the same end", "provider | end\n1 | 2020-06-30", "provider | end\n1 | 2020-06-30", False),
        ("it had not ended", "provider | end\n1 |", "provider | end\n1 | 2020-09-30", False),
        (
            "the latest return of last year counts",
            "provider | end | made\n1 | 2020-06-30 | 2020-09-10\n1 | | 2020-10-20",
            "provider | end\n1 |",
            False,
        ),
        (
            "another provider's return is not looked into",
            "provider | end\n1 |\n2 | 2020-06-30",
            "provider | end\n1 |",
            False,
        ),
        (
            "but it is where the learner came from there",
            "provider | ref | end\n1 | Z9 |\n2 | A1 | 2020-06-30",
            "provider | ref | before | was_at | end\n1 | B7 | A1 | 2 |",
            True,
        ),
    ],
)
def test_a_check_looks_into_the_stores_return_of_last_year(
    case: str, before: str, now: str, broken: bool, tmp_path: Path, store: Environment
) -> None:
    store.load(*made(tmp_path, BEFORE, before))
    (path,) = made(tmp_path, NOW, now)
    findings = store.check(path)
    assert RULE in findings.ran, case
    assert complains(findings) is broken, case


def test_a_provider_without_a_return_of_last_year_is_not_compared(tmp_path: Path, store: Environment) -> None:
    store.load(*made(tmp_path, BEFORE, "provider | end\n2 | 2020-06-30"))
    (now,) = made(tmp_path, NOW, "provider | was_at | end\n1 | 2 |")
    findings = store.check(now)
    assert {u.rule: u.needs for u in findings.unavailable}[RULE] == (NEED,)
    assert not complains(findings)


def test_the_report_names_the_return_that_it_compared_with(tmp_path: Path, store: Environment) -> None:
    store.load(*made(tmp_path, BEFORE, "provider | end | made\n1 | 2020-06-30 | 2020-10-20"))
    (now,) = made(tmp_path, NOW, "provider | end\n1 |")
    used = {r.table: r.edition for r in store.check(now).references}
    assert used == {"last_year_aim": "2019/20 R14"}


MANY_BEFORE = """
    provider | end
    1        | 2020-06-30
    2        |
    3        | 2020-07-15
"""
MANY_NOW = """
    provider | end
    1        |
    2        |
    3        | 2020-07-15
    4        |
"""


def _all_at_once(store: Environment, before: list[Path], now: list[Path]) -> LoadReport:
    return store.load(*now, *before)


def _one_year_after_the_other(store: Environment, before: list[Path], now: list[Path]) -> LoadReport:
    store.load(*before)
    return store.load(*now)


def _some_before(store: Environment, before: list[Path], now: list[Path]) -> LoadReport:
    store.load(before[0])
    return store.load(*now, *before)


@pytest.mark.parametrize("loaded", [_all_at_once, _one_year_after_the_other, _some_before])
def test_of_files_judged_together_each_sees_its_own_providers_last_year(
    loaded: object, tmp_path: Path, store: Environment
) -> None:
    report = loaded(store, made(tmp_path, BEFORE, MANY_BEFORE), made(tmp_path, NOW, MANY_NOW))  # type: ignore[operator]
    assert not report.of(FileStatus.UNREAD)
    assert complained_of(store) == {10000001: [RULE], 10000002: [], 10000003: [], 10000004: []}
    said = {r["ukprn"]: json.loads(r["reference_data"]) for r in store.store.current(NOW).to_pylist()}
    assert {u for u, d in said.items() if "last_year_aim" in d} == {10000001, 10000002, 10000003}
    assert report.alone == 1


def test_a_check_and_a_load_find_the_same(tmp_path: Path, store: Environment, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check by few rules, and a load by these and all others that look at what aims began and ended with."""
    judge_by_few(monkeypatch, {*FEW, *rules_of("FRM", "LearnStartDate", "LearnPlanEndDate", "LearnActEndDate")})
    store.load(*made(tmp_path, BEFORE, MANY_BEFORE))
    now = made(tmp_path, NOW, MANY_NOW)
    checked = [complains(store.check(path)) for path in now]
    store.load(*now)
    assert checked == [bool(codes) for codes in complained_of(store).values()]


def test_returns_of_years_that_compare_with_nothing_need_no_last_year(tmp_path: Path, store: Environment) -> None:
    report = store.load(*made(tmp_path, BEFORE, MANY_BEFORE))
    assert report.alone == 0


def test_the_command_says_how_many_files_could_not_be_compared(
    tmp_path: Path, store: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [*made(tmp_path, BEFORE, MANY_BEFORE), *made(tmp_path, NOW, MANY_NOW)]
    with pytest.raises(SystemExit):
        commands.main(["load", *map(str, files), "--store", str(tmp_path / "other")])
    said = capsys.readouterr().out
    assert "1 file was not compared with last year: no return of the provider for that year is held." in said
