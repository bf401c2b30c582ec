"""Tables judged step by step, as many large ones are: whoever has them all works nothing out by sums, alone or not.

The attacker has sets of people and a full matrix. The engine never forms one.
"""

import tempfile
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.support.people_counts import Person, counted, ledger_in, numbered
from tests.support.properties import tried

from alder.disclosure import POLICIES, Guard, protect
from alder.disclosure.ledger import follows
from alder.disclosure.ledger.joint import Joint
from alder.disclosure.ledger.judge import Judge
from alder.disclosure.policy import Policy
from alder.errors import NotProtected
from alder.model.statistic import TOTAL

SMALL = 10
EXACT = replace(POLICIES["srs-output"], guard=Guard.EXACT, insider=False)
VALUES = {"age": ["young", "older"], "area": ["a", "b", "c"], "sex": ["f", "m"]}

asked = st.tuples(
    st.lists(st.sampled_from(sorted(VALUES)), max_size=2, unique=True),
    st.one_of(st.none(), st.tuples(st.sampled_from(sorted(VALUES)), st.integers(0, 2))),
)
kinds = st.lists(st.sampled_from([0, 1, 1, 2, 3, 8, 12, 15, 30]), min_size=12, max_size=12)


def everybody(sizes: list[int]) -> list[Person]:
    kind = [{"age": x, "area": y, "sex": z} for x in VALUES["age"] for y in VALUES["area"] for z in VALUES["sex"]]
    return numbered([k for k, n in zip(kind, sizes, strict=True) for _ in range(n)])


Asked = tuple[list[str], tuple[str, int] | None]


def released(
    who: list[Person], questions: list[Asked], policy: Policy = POLICIES["srs-output"]
) -> list[tuple[set, set]]:
    """For each table the sets of people whose number was shown, and those whose number was hidden."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        ledger = ledger_in(Path(folder))
        for n, (by, but) in enumerate(questions):
            left = VALUES[but[0]][but[1] % len(VALUES[but[0]])] if but else None
            some = [p for p in who if not but or p[but[0]] != left]
            try:
                table = protect(counted(some, by, title=f"Table {n}"), policy, against=ledger) if some else None
            except NotProtected:
                continue
            shown, hidden = set(), set()
            for codes, (figure, *_) in table.rows if table else ():
                fits = [p for p in some if all(c in (TOTAL, p[b]) for b, c in zip(by, codes, strict=True))]
                (hidden if isinstance(figure, str) else shown).add(frozenset(p["number"] for p in fits))
            found.append((shown - {frozenset()}, hidden - {frozenset()}))
    return found


def worked_out(who: list[Person], tables: list[tuple[set, set]]) -> list[str]:
    """What follows from all shown sets: small ones for everybody, hidden cells for whoever is alone in another."""
    shown, hidden = (set().union(*(t[n] for t in tables)) for n in (0, 1))
    if not shown:
        return []
    of: dict[tuple[bool, ...], set[str]] = {}
    for p in who:
        of.setdefault(tuple(p["number"] in s for s in [*shown, *hidden]), set()).add(p["number"])
    atoms = [frozenset(a) for a in of.values()]

    def row(some: frozenset[str]) -> np.ndarray:
        return np.array([a <= some for a in atoms], dtype=float)

    rows = np.array([row(s) for s in shown])
    free = np.linalg.svd(rows, full_matrices=True)[2][np.linalg.matrix_rank(rows) :]
    little = {h for h in hidden if len(h) < SMALL}
    groups = {a for a in atoms if len(a) < SMALL} | little
    groups |= {a - b for a in shown for b in [*shown, *hidden] if 0 < len(a - b) < SMALL and b < a}
    groups |= {a | b for a, b in combinations(groups, 2) if len(a | b) == len(a) + len(b) < SMALL}
    found = [f"{len(g)} people by all" for g in groups if np.abs(free @ row(g)).max(initial=0) < 1e-9]
    for cell in (free @ row(h) for h in little if len(h) == 1):
        for other in little:
            moves = free @ row(other)
            if (moves != cell).any() and np.linalg.matrix_rank(np.stack([moves, cell]), tol=1e-9) < 2:
                found.append(f"{len(other)} people by whoever is alone")
    return found


@settings(
    max_examples=tried(12),
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(kinds, st.lists(asked, min_size=2, max_size=4))
def test_nobody_works_a_small_group_out_of_all_tables(
    monkeypatch: pytest.MonkeyPatch, sizes: list[int], questions: list[Asked]
) -> None:
    monkeypatch.setattr(follows, "ATOMS", 0)
    who = everybody(sizes)
    tables = released(who, questions)
    assert not worked_out(who, tables), f"{len(tables)} tables"


@pytest.mark.parametrize("seed", [14, 20, 26, 37])
def test_nor_any_two_small_groups_together_where_exact_values_alone_are_guarded(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Nor does the programme for small tables, which looks for any small group, find one that these tables tell."""
    monkeypatch.setattr(follows, "ATOMS", 0)
    random = np.random.default_rng(seed)
    who = everybody(random.choice([0, 1, 1, 2, 3, 8, 12, 15, 30], 12).tolist())
    questions: list[Asked] = []
    for _ in range(3):
        by = random.choice(sorted(VALUES), random.integers(1, 4), replace=False).tolist()
        questions.append((by, None if random.random() < 0.5 else (str(random.choice(sorted(VALUES))), 0)))
    judged: list[tuple[Judge, np.ndarray]] = []
    further = Judge.further

    def looked_at(judge: Judge, shown: np.ndarray) -> np.ndarray:
        more = further(judge, shown)
        judged.append((judge, shown & ~more))
        return more

    monkeypatch.setattr(Judge, "further", looked_at)
    tables = released(who, questions, EXACT)
    assert len(tables) > 1
    assert [told for told in worked_out(who, tables) if "alone" not in told] == []
    for judge, shown in judged:
        joint = Joint.of(judge.comparisons[0].together, judge.comparisons[0].price, shown)
        known: list[np.ndarray] = []
        while (union := follows.small_union(joint.system, joint.shown, joint.small, known)) is not None:
            known.append(union)
            assert not joint._with_secret(union).secret[joint.system.size :].any(), "not out before"


def test_the_attacker_finds_what_tables_protected_one_by_one_give_away() -> None:
    who = everybody([30, 1, 20, 0, 0, 0, 60, 60, 0, 0, 0, 0])
    everyone, later, one = (frozenset(p["number"] for p in some) for some in (who, who[3:], who[30:31]))
    assert worked_out(who, [({everyone, later}, set())]) == ["3 people by all"]
    others = frozenset(p["number"] for p in who[31:34])
    both = one | others
    assert worked_out(who, [({everyone, everyone - both}, {one, others})])
