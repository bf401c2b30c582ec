"""Rounded and perturbed tables are remembered as intervals, and judged together with all others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from tests.support.people_counts import Person, counted, numbered

from alder.disclosure import POLICIES, Action, Method, Noise, Policy, protect
from alder.disclosure.ledger import BesideEarlier, Ledger
from alder.disclosure.ledger import narrowed as narrowing
from alder.disclosure.ledger.in_memory import ledger_in_memory
from alder.disclosure.settings import Rates
from alder.errors import NotProtected
from alder.model.statistic import TOTAL, Counts

MIDPOINT = POLICIES["opensafely-midpoint6"]


def rounding(method: Method, base: int, threshold: int, **more: object) -> Policy:
    return Policy(
        name="mine",
        version=1,
        says="Rounded.",
        why=(),
        action=Action.ROUND,
        method=method,
        base=base,
        threshold=threshold,
        insider=False,
        **more,  # type: ignore[arg-type]
    )


def some(**sizes: int) -> list[Person]:
    return numbered({"area": area} for area, n in sizes.items() for _ in range(n))


def with_keys(counts: Counts, secret: int) -> Counts:
    """With the sum of record keys of every cell, drawn from a secret, as a store draws them."""
    assert counts.records is not None
    records = counts.records.to_pylist()
    key = {r["record"]: int(np.random.default_rng([secret, r["record"] % 2**32]).integers(2**32)) for r in records}
    sums = [
        sum(key[r["record"]] for r in records if row["area"] in (TOTAL, r["area"])) for row in counts.cells.to_pylist()
    ]
    keys = counts.cells.set_column(counts.cells.column_names.index("learners"), "learners", pa.array(sums, pa.uint64()))
    return replace(counts, keys=keys)


NOISE = Policy(
    name="noisy",
    version=1,
    says="Perturbed.",
    why=(),
    action=Action.PERTURB,
    noise=Noise(2.0, 3),
    threshold=4,
    rates=Rates.PUBLISHED,
    insider=False,
)


@pytest.fixture
def ledger() -> Ledger:
    return ledger_in_memory()


def test_a_small_count_in_two_ways_of_rounding_is_refused_and_in_one_way_told_again(ledger: Ledger) -> None:
    """5 is 3 in classes of six, and 7 in classes of four: from 5 to 6 would be left."""
    counts = counted(some(a=5, b=40, c=60), ["area"])
    first = protect(counts, MIDPOINT, against=ledger)
    assert first.value("learners", area="a") == 3
    assert protect(counts, MIDPOINT, against=ledger).rows == first.rows
    assert "count by count where they are large" in first.about.checked
    assert len(ledger.releases()) == 1
    other = rounding(Method.MIDPOINT, 4, 5, rates=Rates.PUBLISHED)
    with pytest.raises(BesideEarlier, match="cannot be released beside an earlier release") as refused:
        protect(counts, other, against=ledger)
    assert "5" not in str(refused.value).replace("2026", "").split()
    assert len(ledger.releases()) == 1


def test_an_earlier_return_and_the_last_may_both_be_rounded(ledger: Ledger) -> None:
    """Three came late to each area: each difference is from 1 to 9 or from none to 9 people, whatever else is known."""
    who = some(a=57, b=83, c=142)
    protect(counted(who, ["area"]), "dfe-statistics", against=ledger)
    early = counted(who, ["area"], where=lambda p: int(p["number"]) % 19 != 0, title="In time")
    protect(early, "dfe-statistics", against=ledger)
    assert [f.grid for f in ledger.releases()] == ["nearest 10 from 5"] * 2
    assert all(f.binds for f in ledger.releases())


def test_what_is_hidden_stays_hidden_where_a_rounded_table_would_narrow_it_to_one(ledger: Ledger) -> None:
    """Exact totals of four years of age and their rounded parts leave the few who are missing one number."""
    who = numbered(
        {"area": area, "late": late}
        for area, n, m in (("a", 54, 3), ("b", 65, 2), ("c", 84, 4))
        for late, k in (("no", n), ("yes", m))
        for _ in range(k)
    )
    protect(counted(who, ["area"]), "srs-output", against=ledger)
    with pytest.raises(BesideEarlier):
        protect(counted(who, ["area"], where=lambda p: p["late"] == "no"), "srs-output", against=ledger)
    fine = rounding(Method.REDACT, 2, 5)
    with pytest.raises(NotProtected):
        protect(counted(who, ["area"], where=lambda p: p["late"] == "no"), fine, against=ledger)


def test_exact_counts_beside_rounded_ones_are_refused_where_a_small_one_is_narrowed(ledger: Ledger) -> None:
    """`low` is 1 to 4, and 40 is 35 to 44. A table that hides both and shows their sum, 47, leaves 3 to 4."""
    who = some(a=3, b=44, c=60, d=71)
    assert protect(counted(who, ["area"]), "dfe-statistics", against=ledger).value("learners", area="a") == "low"
    with pytest.raises(BesideEarlier):
        protect(counted(who, ["area"]), "srs-output", against=ledger)
    protect(counted(who, where=lambda p: p["area"] != "a"), "srs-output", against=ledger)
    with pytest.raises(BesideEarlier):
        protect(counted(who, where=lambda p: p["area"] in "ab"), "srs-output", against=ledger)


@pytest.mark.parametrize("action", ["random rounding", "noise"])
def test_the_same_record_keys_draw_the_same_and_others_are_refused(ledger: Ledger, action: str) -> None:
    who = some(a=3, b=44, c=62)
    policy = rounding(Method.RANDOM, 5, 5, rates=Rates.PUBLISHED) if action == "random rounding" else NOISE
    first = protect(with_keys(counted(who, ["area"]), 1), policy, against=ledger)
    again = with_keys(counted(who, ["area"], title="Other words"), 1)
    assert protect(again, policy, against=ledger).rows == first.rows
    drawn = []
    for secret in range(2, 9):
        other = with_keys(counted(who, ["area"], title=f"Drawn anew, {secret}"), secret)
        try:
            drawn.append(protect(other, policy, against=ledger).value("learners", area="a"))
        except BesideEarlier:
            continue
    assert set(drawn) <= {first.value("learners", area="a")}, "another draw of the same people narrows them down"
    assert len(drawn) < 7


def test_beyond_what_programmes_take_only_one_way_of_rounding_is_compared(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(narrowing, "is_asked", lambda _: False)
    who = some(a=3, b=40, c=60)
    protect(counted(who, ["area"]), MIDPOINT, against=ledger)
    protect(counted(who, ["area"], where=lambda p: int(p["number"]) % 19 != 0), MIDPOINT, against=ledger)
    for policy in ("srs-output", "dfe-statistics"):
        with pytest.raises(NotProtected, match="in different ways"):
            protect(counted(who, ["area"]), policy, against=ledger)
    fresh, drawn = ledger_in_memory(), rounding(Method.RANDOM, 5, 5, rates=Rates.PUBLISHED)
    protect(with_keys(counted(who, ["area"]), 1), drawn, against=fresh)
    said = set()
    for secret in range(2, 9):
        try:
            protect(with_keys(counted(who, ["area"], title=f"Anew, {secret}"), secret), drawn, against=fresh)
        except NotProtected as refused:
            said.add(refused.what)
    assert said == {"this table shows a small count in another way than an earlier one of the same people"}


def test_rounded_tables_that_stay_are_judged_when_they_are_let_out(ledger: Ledger) -> None:
    counts = counted(some(a=5, b=40, c=60), ["area"])
    inside = ledger.keeping_in("For a look.")
    protect(counts, MIDPOINT, against=inside)
    protect(counts, rounding(Method.MIDPOINT, 4, 5, rates=Rates.PUBLISHED), against=inside)
    ledger.let_out(["0001"])
    with pytest.raises(BesideEarlier, match="table 0002 of the ledger cannot be released beside an earlier release"):
        ledger.let_out(["0002"])
    assert [f.binds for f in ledger.releases()] == [True, False]
