"""Rounded tables of many people are judged beside earlier ones by their small cells, and by nothing that is dearer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tests.support.people_counts import Person, counted_as, people
from tests.support.text_tables import rows

from alder.disclosure import protect
from alder.disclosure.ledger import Ledger, judge, narrowed
from alder.disclosure.ledger.in_memory import ledger_in_memory
from alder.disclosure.ledger.judge import Glance
from alder.disclosure.ledger.release import GROUPS, Release
from alder.disclosure.ledger.small_cells import SmallCells
from alder.errors import NotProtected
from alder.model.statistic import Counts


def small_cells(text: str) -> SmallCells:
    """Small cells as text: who | from | to."""
    found = rows(text)
    low, high = (np.array([int(r[end]) for r in found]) for end in ("from", "to"))
    name = np.array([int(r["who"]) for r in found], dtype=np.uint64)
    return SmallCells(name, low, high, classes=2_000, classes_of_people=2_000)


ONE = """
    who | from | to
    7   | 1    | 4
"""
OTHER = """
    who | from | to
    7   | 3    | 7
"""
BOTH = """
    who | from | to
    7   | 1    | 4
    7   | 3    | 7
"""


@pytest.mark.parametrize(
    ("before", "new", "narrows"),
    [
        pytest.param(ONE, OTHER, True, id="both together"),
        pytest.param(ONE, ONE, False, id="the same twice"),
        pytest.param(ONE, BOTH, False, id="the new one by itself"),
        pytest.param(BOTH, OTHER, False, id="the earlier ones by themselves"),
        pytest.param(ONE, OTHER.replace("7 ", "8 ", 1), False, id="other people"),
    ],
)
def test_a_small_group_is_narrowed_by_new_and_earlier_tables_together_alone(
    before: str, new: str, narrows: bool
) -> None:
    assert small_cells(new).are_narrowed(small_cells(before)) is narrows


def tables() -> list[Counts]:
    """Learners and aims of the same people, who have up to three aims each."""

    def each(p: Person) -> int:
        return 1 + int(p["number"]) % 3

    who = people(a_x=3, a_y=30, b_x=2, b_y=28, c_x=40, c_y=25)
    return [
        counted_as("learners", who, ["area"]),
        counted_as("learners", who, ["area", "age"]),
        counted_as("aims", who, ["age"], each=each),
        counted_as("learners", who, ["age"], where=lambda p: p["area"] != "b"),
        counted_as("aims", who, ["area", "age"], each=each),
        replace(
            counted_as("learners", who, where=lambda p: p["age"] == "y"), measure="starts", where="learner_loan = Yes"
        ),
    ]


@pytest.fixture
def of_many(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (narrowed, judge):
        monkeypatch.setattr(module, "is_asked", lambda _: False)


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    return lambda: monkeypatch.setattr(Glance, "of", lambda *_: None)


def let_out(ledger: Ledger, made: list[Counts], policy: str = "dfe-statistics") -> list[str]:
    """What is said of each table in turn: nothing where it is let out."""
    said = []
    for counts in made:
        try:
            protect(counts, policy, against=ledger)
            said.append("")
        except NotProtected as refused:
            said.append(refused.what)
    return said


@pytest.mark.usefixtures("of_many")
def test_a_glance_refuses_what_the_whole_judgement_refuses(whole: Callable[[], None]) -> None:
    at_a_glance, beside_all = ledger_in_memory(), ledger_in_memory()
    said = let_out(at_a_glance, tables())
    assert [at_a_glance.store.has(f.id, GROUPS) for f in at_a_glance.releases()] == [False] * said.count("")
    whole()
    assert said == let_out(beside_all, tables())
    assert [bool(one) for one in said] == [False] * 5 + [True], "everybody of that age has a loan"


@pytest.mark.usefixtures("of_many")
def test_small_groups_are_looked_for_when_a_table_comes_that_needs_them(whole: Callable[[], None]) -> None:
    at_a_glance, beside_all = ledger_in_memory(), ledger_in_memory()
    exact = counted_as("programmes", people(a_x=3, a_y=30, b_x=2, b_y=28, c_x=40, c_y=25), ["area"])
    let_out(at_a_glance, tables())
    said = let_out(at_a_glance, [exact], "srs-output")
    whole()
    let_out(beside_all, tables())
    assert said == let_out(beside_all, [exact], "srs-output")
    for one, other in zip(at_a_glance.releases(), beside_all.releases(), strict=True):
        kept, sought = (Release.of(ledger.store, f) for ledger, f in ((at_a_glance, one), (beside_all, other)))
        assert kept.sets.key.tolist() == sought.sets.key.tolist()
        assert kept.people_sets.key.tolist() == sought.people_sets.key.tolist()


OF_OTHERS = """
    earlier table                             | has of a new one of programmes of the first college
    learners of the first college             | people
    aims of the first college                 | people
    learners of the first and second in 2019  | people
    learners of the second in 2018            | nobody, but people of the table before
    learners of the second in 2019            | nobody, but records of the one of both
    aims of the third college                 |
    learners of the third college             |
"""


@pytest.mark.usefixtures("of_many")
def test_small_groups_are_looked_for_in_tables_of_the_same_people_and_in_no_others(whole: Callable[[], None]) -> None:
    """What is out of reach is as it was, and what is found within is found beside all as well."""

    def aims(p: Person) -> int:
        return 1 + int(p["number"]) % 3

    everybody = people(a_x=3, a_y=30, b_x=2, b_y=28, c_x=4, c_y=25)
    first, second, third = ([p for p in everybody if p["area"] == area] for area in "abc")
    made = [
        counted_as("learners", first, ["age"]),
        counted_as("aims", first, ["age"], each=aims),
        counted_as("learners", [*first, *second], ["area", "age"], year=2019),
        counted_as("learners", second, ["age"], year=2018),
        counted_as("learners", second, ["age"], year=2019),
        counted_as("aims", third, ["age"], each=aims),
        counted_as("learners", third, ["age"]),
    ]
    exact = counted_as("programmes", first, ["age"])
    at_a_glance, beside_all = ledger_in_memory(), ledger_in_memory()
    assert let_out(at_a_glance, made) == [""] * len(made)
    said = let_out(at_a_glance, [exact], "srs-output")
    expected = [bool(r["has of a new one of programmes of the first college"]) for r in rows(OF_OTHERS)]
    assert [at_a_glance.store.has(f.id, GROUPS) for f in at_a_glance.releases()][: len(made)] == expected
    whole()
    let_out(beside_all, made)
    assert said == let_out(beside_all, [exact], "srs-output")
    for n, is_sought in enumerate(expected):
        if is_sought:
            assert _groups(at_a_glance, n) == _groups(beside_all, n)


def _groups(ledger: Ledger, n: int) -> tuple[list[int], ...]:
    found = Release.of(ledger.store, ledger.releases()[n])
    return tuple(a.tolist() for kept in (found.sets, found.people_sets) for a in (kept.key, kept.start))


@pytest.mark.usefixtures("of_many")
@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ("fe-outcomes", ""),
        (
            "opensafely-midpoint6",
            "this table shows a small count in another way than an earlier one of the same people",
        ),
    ],
)
def test_the_same_people_in_another_year_are_not_rounded_in_another_way(policy: str, said: str) -> None:
    """Five are 0 to 5 by one policy and 1 to 6 by the other: together at least one."""
    who = people(a_x=5, a_y=30, b_x=40, b_y=28)
    ledger = ledger_in_memory()
    assert let_out(ledger, [counted_as("learners", who, ["area", "age"], year=2019)], "fe-outcomes") == [""]
    assert let_out(ledger, [counted_as("learners", who, ["area", "age"])], policy) == [said]


@pytest.mark.usefixtures("of_many")
def test_another_way_of_rounding_is_refused_before_anything_dearer_is_asked() -> None:
    ledger = ledger_in_memory()
    let_out(ledger, tables()[:2])
    assert let_out(ledger, tables()[:1], "srs-output") == [
        "this table and earlier ones of so many people hide or round their counts in different ways"
    ]
    assert not any(ledger.store.has(f.id, GROUPS) for f in ledger.releases()), "nothing was looked for"


def test_where_its_own_records_are_in_few_groups_those_of_the_same_records_are_compared_by_programmes(
    monkeypatch: pytest.MonkeyPatch, whole: Callable[[], None]
) -> None:
    """Five are 1 to 6, and as all twelve (7 to 12) less the seven others (7 to 12) no more than 5."""
    who = people(a_x=5, b_x=7)
    made = [counted_as("learners", who, where=lambda p, of=of: p["area"] in of) for of in ("a", "ab", "b")]
    at_a_glance, beside_all = ledger_in_memory(), ledger_in_memory()
    monkeypatch.setattr(Glance, "_is_of_many_people", lambda _: True)
    said = let_out(at_a_glance, made, "opensafely-midpoint6")
    assert not any(at_a_glance.store.has(f.id, GROUPS) for f in at_a_glance.releases())
    whole()
    assert said == let_out(beside_all, made, "opensafely-midpoint6")
    assert [bool(one) for one in said] == [False, False, True]
