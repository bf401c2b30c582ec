"""Whole books on jumbled returns: no rule fails, none is out of reach, and a plain reading finds the same."""

from __future__ import annotations

from collections import defaultdict

import pytest
from tests.plain_oracle import aims, beside, learners, looked_up, monitoring  # noqa: F401 (they note conditions)
from tests.plain_oracle.conditions import FOUND, NOW, THEN
from tests.plain_oracle.records import Key, files
from tests.support.faulty_rule_books import judged

from alder.rules.finding_details import describe
from alder.sources.ilr.rules import ilr

BROKEN_BY_JUMBLED_RETURNS = 0.75
"""The share of a full book that must be broken at least once. The others want many things of one record to meet, such
as an age, a course, a list and a period of a year's half, which chance does not bring together in 2,000 learners."""


@pytest.mark.parametrize("label", [NOW, THEN])
def test_whole_books_judge_what_nobody_thought_of(label: str) -> None:
    outcome = judged(label).outcome
    assert outcome.unavailable == ()
    broken = set(outcome.broken["rule"].to_pylist())
    never = sorted(r.code for r in outcome.ran if r.code not in broken)
    assert len(broken) >= BROKEN_BY_JUMBLED_RETURNS * len(outcome.ran), f"never broken: {', '.join(never)}"


def test_a_year_between_the_full_books_is_judged_too() -> None:
    outcome = judged("2018/19", providers=8).outcome
    assert outcome.unavailable == ()
    assert len(set(outcome.broken["rule"].to_pylist())) > len(outcome.ran) / 2


@pytest.mark.parametrize("label", [NOW, THEN])
def test_no_finding_is_lost_on_the_way_to_a_report(label: str) -> None:
    for submission in (1, 2, 3):
        tables, outcome = judged(label).of(submission)
        findings = describe(outcome, ilr, tables)
        assert sorted(findings["rule"].to_pylist()) == sorted(outcome.broken["rule"].to_pylist())
        assert outcome.broken.num_rows > 100


@pytest.mark.parametrize("label", [NOW, THEN])
def test_rules_find_what_a_plain_reading_finds(label: str) -> None:
    whole = judged(label)
    found: dict[str, set[Key]] = defaultdict(set)
    for row in whole.outcome.broken.to_pylist():
        found[row["rule"]].add(
            (row["submission"], row["learner"] or row["destination"], row["aim"] or row["employment"])
        )
    read = list(files(whole.tables, whole.references))
    plain = {c: {k for f in read for k in broken(f)} for (c, of), broken in FOUND.items() if of == label}
    differ = {c: (sorted(found[c] - k, key=str), sorted(k - found[c], key=str)) for c, k in plain.items()}
    assert {
        c: f"{len(a)} of the book alone, {len(b)} of the reading alone" for c, (a, b) in differ.items() if a or b
    } == {}
    assert len(plain) >= 100
    assert sum(map(bool, plain.values())) >= 0.9 * len(plain)
