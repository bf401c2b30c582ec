"""`alder check` on made-up returns: nothing where nothing is wrong, and exactly what was planted where something is."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from tests.support.properties import sampled

import alder
import alder.synth.returns.writing
from alder.model.period import AcademicYear, ReturnNumber
from alder.sources.ilr.rules import ilr
from alder.synth import write_returns
from alder.synth.returns.writing import KINDS

Key = tuple[str, str | None, int | None]


UNREACHED = {"R107", "R108"}
"""Warnings of leavers without a destination. Some of the made-up ones could not be reached, as it goes."""


def found_in(path: Path) -> list[Key]:
    return [(f.rule, f.learner_ref, f.aim_seq) for f in alder.check(path).findings if f.rule not in UNREACHED]


@pytest.mark.parametrize("start", [2016, 2020, 2025])
def test_nothing_is_wrong_with_a_made_up_return(start: int, tmp_path: Path) -> None:
    for written in write_returns(
        tmp_path, years=[AcademicYear(start)], learners=250, returns=[ReturnNumber.R04, ReturnNumber.R14], seed=5
    ):
        findings = alder.check(written.path)
        assert [f for f in findings.findings if f.rule not in UNREACHED] == []
        assert (findings.learners, findings.learning_deliveries) == (written.learners, written.learning_deliveries)
        assert findings.return_number is written.number
        assert findings.notices == ()


@pytest.mark.parametrize("start", sampled([2025, 2020], 2))
def test_check_finds_exactly_what_was_planted(start: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every kind of fault, without any other finding. A second round plants the kinds that chance left out."""
    wanted = {k for k in KINDS if k.since <= start <= k.until}
    planted: set[str] = set()
    for number, share in ((ReturnNumber.R14, 0.7), (ReturnNumber.R04, 1.0)):
        left = tuple(k for k in KINDS if k in wanted and k.rule not in planted)
        monkeypatch.setattr(alder.synth.returns.writing, "KINDS", left)
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
