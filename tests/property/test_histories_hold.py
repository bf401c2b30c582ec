"""Whoever has every table that was ever released works out no hidden small count and no small group.

The attacker shares no code with the engine: sets of people in Python, dense algebra, and a programme for ranges.
"""

import tempfile
from itertools import combinations
from pathlib import Path

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from tests.support.people_counts import Person, counted, ledger_in, numbered
from tests.support.properties import tried

from alder.disclosure import protect
from alder.errors import NotProtected
from alder.model.statistic import TOTAL

SMALL = 10
VALUES = {"age": ["young", "older"], "area": ["a", "b", "c"], "sex": ["f", "m"]}

asked = st.tuples(
    st.lists(st.sampled_from(sorted(VALUES)), max_size=2, unique=True),
    st.one_of(st.none(), st.tuples(st.sampled_from(sorted(VALUES)), st.integers(0, 2))),
)
kinds = st.lists(st.sampled_from([0, 1, 2, 3, 5, 8, 9, 12, 15, 30]), min_size=12, max_size=12)


def everybody(sizes: list[int]) -> list[Person]:
    kind = [{"age": x, "area": y, "sex": z} for x in VALUES["age"] for y in VALUES["area"] for z in VALUES["sex"]]
    return numbered([k for k, n in zip(kind, sizes, strict=True) for _ in range(n)])


def released(who: list[Person], questions: list[tuple[list[str], tuple[str, int] | None]]) -> tuple[list, list]:
    """The sets of people whose number was shown, and those whose number was hidden though there are any."""
    shown, hidden = [], []
    with tempfile.TemporaryDirectory() as folder:
        ledger = ledger_in(Path(folder))
        for n, (by, but) in enumerate(questions):
            left = VALUES[but[0]][but[1] % len(VALUES[but[0]])] if but else None
            some = [p for p in who if not but or p[but[0]] != left]
            if not some:
                continue
            try:
                made = counted(some, by, title=f"Table {n}")
                table = protect(made, "srs-output", against=ledger)
            except NotProtected:
                continue
            for codes, (figure, *_) in table.rows:
                fits = [p for p in some if all(c in (TOTAL, p[b]) for b, c in zip(by, codes, strict=True))]
                members = frozenset(p["number"] for p in fits)
                if members:
                    (hidden if isinstance(figure, str) else shown).append(members)
    return shown, hidden


def attacked(who: list[Person], shown: list[frozenset[str]], hidden: list[frozenset[str]]) -> list[frozenset[str]]:
    """Small groups whose number follows from what was shown, by sums or because nobody is fewer than nobody."""
    of: dict[tuple[bool, ...], set[str]] = {}
    for p in who:
        of.setdefault(tuple(p["number"] in s for s in [*shown, *hidden]), set()).add(p["number"])
    atoms = [frozenset(a) for a in of.values()]
    groups = {a for a in atoms if len(a) < SMALL} | {h for h in hidden if len(h) < SMALL}
    groups |= {a - b for a in shown for b in [*shown, *hidden] if 0 < len(a - b) < SMALL and b < a}
    groups |= {x | y for x, y in combinations([a for a in atoms if len(a) < SMALL], 2) if len(x | y) < SMALL}
    if not shown:
        return []
    rows = np.array([[a <= s for a in atoms] for s in shown], dtype=float)
    truth = np.array([len(a) for a in atoms], dtype=float)
    found = []
    for group in groups:
        row = np.array([a <= group for a in atoms], dtype=float)
        by_sums = np.linalg.matrix_rank(np.vstack([rows, row])) == np.linalg.matrix_rank(rows)
        if by_sums or one_number(row, rows, rows @ truth):
            found.append(group)
    return found


def one_number(row: np.ndarray, rows: np.ndarray, values: np.ndarray) -> bool:
    """Whether a sum of atoms can be one number only, of people who are not fewer than none."""
    low, high = (linprog(way * row, A_eq=rows, b_eq=values) for way in (1, -1))
    if high.status == 3:  # nothing bounds it
        return False
    return bool(np.floor(-high.fun + 1e-6) - np.ceil(low.fun - 1e-6) < 1)


@settings(max_examples=tried(12), deadline=None, derandomize=True, phases=[Phase.generate])
@given(kinds, st.lists(asked, min_size=2, max_size=4))
def test_whoever_has_every_table_knows_no_small_group(
    sizes: list[int], questions: list[tuple[list[str], tuple[str, int] | None]]
) -> None:
    who = everybody(sizes)
    shown, hidden = released(who, questions)
    for small in attacked(who, shown, hidden):
        raise AssertionError(f"{len(small)} people can be told from {len(shown)} shown counts")


def test_the_attacker_finds_what_tables_protected_one_by_one_give_away() -> None:
    """57 then 54: shown both, the three are found."""
    who = everybody([30, 27, 0, 0, 0, 0, 60, 60, 0, 0, 0, 0])
    all_of = frozenset(p["number"] for p in who)
    later = frozenset(p["number"] for p in who[3:])
    assert attacked(who, [all_of, later], []) == [all_of - later]
