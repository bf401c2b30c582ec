"""`alder check` on made-up returns: nothing where nothing is wrong, and exactly what was planted where something is."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from tests.support.properties import sampled

import alder
from alder.errors import UsageError
from alder.model.period import AcademicYear, ReturnNumber
from alder.rules.report import Findings
from alder.sources.ilr import last_year
from alder.sources.ilr.rules import ilr
from alder.sources.miniature import made_up_edition
from alder.synth import write_returns
from alder.synth.returns import writing
from alder.synth.returns.looked_up_faults import LOOKED_UP

Key = tuple[str, str | None, int | None]

KINDS = (*writing.KINDS, *LOOKED_UP)


UNREACHED = {"R107", "R108"}
"""Warnings of leavers without a destination. Some of the made-up ones could not be reached, as it goes."""


def checked(path: Path) -> Findings:
    """By the whole book: every table that a rule looks into is there."""
    return alder.check(path, references=made_up_edition.tables())


def found_in(path: Path) -> list[Key]:
    return [(f.rule, f.learner_ref, f.aim_seq) for f in checked(path).findings if f.rule not in UNREACHED]


ALL = tuple(ReturnNumber)


@pytest.mark.parametrize(
    ("start", "provider", "seed"),
    [
        (2025, "Northfield College", 5),
        (2020, "Saltmarsh Community Learning", 6),
        (2016, "Kestrel Training", 7),
        *(
            pytest.param(start, name, seed, marks=pytest.mark.long)
            for start in (2016, 2017, 2018, 2019, 2020, 2025)
            for name in ("Northfield College", "Kestrel Training", "Saltmarsh Community Learning")
            for seed in (8, 9)
        ),
    ],
)
def test_nothing_is_wrong_with_a_made_up_return_by_any_rule_of_its_book(
    start: int, provider: str, seed: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Every rule of the book ran: those that compare with last year's return are left out where none is held."""
    year = AcademicYear(start)
    numbers = ALL if request.node.get_closest_marker("long") else (ReturnNumber.R04, ReturnNumber.R14)
    made = write_returns(tmp_path, years=[year], providers=4, learners=300, returns=numbers, seed=seed)
    for written in (w for w in made if w.provider.name == provider):
        findings = checked(written.path)
        assert [f for f in findings.findings if f.rule not in UNREACHED] == []
        assert {u.rule for u in findings.unavailable} == last_year.rules(year)
        assert findings.rules_run == len(ilr.for_year(year).rules) - len(last_year.rules(year))
        assert (findings.learners, findings.learning_deliveries) == (written.learners, written.learning_deliveries)
        assert findings.return_number is written.number
        assert findings.notices == ()


@pytest.mark.long
def test_nothing_that_was_returned_last_year_is_told_otherwise_this_year(tmp_path: Path) -> None:
    """With last year's return in the store the whole book runs, FRM_04 too."""
    years = [AcademicYear(2019), AcademicYear(2020)]
    before, after = write_returns(tmp_path / "in", years=years, learners=120, seed=5)
    environment = alder.open(tmp_path / "store")
    made_up_edition.load(environment.store)
    environment.load(before.path)
    findings = environment.check(after.path)
    assert findings.unavailable == ()
    assert findings.rules_run == len(ilr.for_year(after.year).rules)
    assert [f for f in findings.findings if f.rule not in UNREACHED] == []


@pytest.mark.parametrize("start", sampled([2025, 2020], 2))
def test_check_finds_exactly_what_was_planted(start: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every kind of fault, without any other finding. A second round plants the kinds that chance left out.

    The whole book runs, so that a fault breaks no rule that looks into a list either, unless it is meant to.
    """
    wanted = {k for k in KINDS if k.since <= start <= k.until}
    planted: set[str] = set()
    for number, share in ((ReturnNumber.R14, 0.7), (ReturnNumber.R04, 1.0)):
        left = tuple(k for k in KINDS if k in wanted and k.rule not in planted)
        monkeypatch.setattr(writing, "KINDS", left)
        for one in write_returns(
            tmp_path, years=[AcademicYear(start)], learners=900, returns=[number], seed=11, errors=share
        ):
            told = [(p.rule, p.learner_ref, p.aim_seq) for p in one.planted]
            assert Counter(_comparable(found_in(one.path))) == Counter(_comparable(told)), one.path.name
            planted |= {p.rule for p in one.planted}
    assert planted == {k.rule for k in wanted}


def _comparable(keys: list[Key]) -> list[Key]:
    """A value that does not fit is told with its learner; which aim it belongs to may be unreadable."""
    return [(rule, ref, None if rule.startswith("FD_") else aim) for rule, ref, aim in keys]


def test_planted_faults_are_listed(tmp_path: Path) -> None:
    written = write_returns(tmp_path, years=[AcademicYear(2025)], providers=2, learners=300, seed=3, errors=0.1)
    with (tmp_path / "planted.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["file", "rule", "LearnRefNumber", "AimSeqNumber", "field", "what"]
    assert len(rows) == sum(len(w.planted) for w in written)
    assert 30 <= len(rows) <= 90
    assert len({(r["file"], r["LearnRefNumber"]) for r in rows}) == len(rows), "one fault for a learner"


def test_only_rules_that_are_checked_are_broken() -> None:
    """A fault whose rule no book holds could not be found."""
    for kind in KINDS:
        if kind.rule.startswith("FD_"):
            continue
        for start in {kind.since, 2020, 2025} & {2016, 2018, 2019, 2020, 2025}:
            if kind.since <= start <= kind.until:
                held = {r.code for r in ilr.for_year(AcademicYear(start)).rules}
                assert kind.rule in held, f"{kind.rule} is not judged in {AcademicYear(start)}"


def test_without_errors_no_list_is_written(tmp_path: Path) -> None:
    write_returns(tmp_path, years=[AcademicYear(2025)], learners=20)
    assert [p.suffix for p in tmp_path.iterdir()] == [".xml"]


def test_faults_that_only_lists_show_are_planted_where_they_are_asked_for(tmp_path: Path) -> None:
    made = {"years": [AcademicYear(2025)], "learners": 120, "seed": 3, "errors": 0.5}
    listed = {(kind.rule, kind.what) for kind in LOOKED_UP}
    (plain,) = write_returns(tmp_path / "plain", **made)
    assert not {(p.rule, p.what) for p in plain.planted} & listed
    (more,) = write_returns(tmp_path / "more", **made, all_rules=True)
    assert {(p.rule, p.what) for p in more.planted} & listed
    with pytest.raises(UsageError, match="no errors are planted"):
        write_returns(tmp_path / "none", years=[AcademicYear(2025)], learners=20, all_rules=True)
