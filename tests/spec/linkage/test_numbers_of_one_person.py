"""Which numbers are one person's: records that bear two lead from one to the next, and what is in doubt stays apart."""

from __future__ import annotations

import random

import pyarrow as pa
import pytest
from tests.support import text_tables

from alder.linkage.conflicts import Conflict
from alder.linkage.identifier_groups import IdentifierGroups, identifier_groups

LINKED = """
    PMR | ULN
    ada | 1
    bob | 2

    AE_ID | PMR
    900   | ada

    AE_ID | EDUKEY
    900   | tax-a
    901   | tax-c
"""


def tables(text: str) -> list[pa.Table]:
    """The tables of a text, divided by empty lines. A dash is a number that is missing."""
    parts = [text_tables.rows(part) for part in text.split("\n\n")]
    return [
        pa.table({k: pa.array([None if r[k] == "-" else r[k] for r in part], pa.string()) for k in part[0]})
        for part in parts
    ]


def people(groups: IdentifierGroups) -> set[frozenset[str]]:
    """The numbers of each person."""
    found: dict[int, set[str]] = {}
    for kind, values in groups.values.items():
        for value, group in zip(values.to_pylist(), groups.group[kind].tolist(), strict=True):
            found.setdefault(group, set()).add(f"{kind} {value}")
    return set(map(frozenset, found.values()))


def test_a_learner_number_leads_to_the_key_of_tax_by_way_of_school() -> None:
    groups = identifier_groups(tables(LINKED))
    assert people(groups) == {
        frozenset({"ULN 1", "PMR ada", "AE_ID 900", "EDUKEY tax-a"}),
        frozenset({"ULN 2", "PMR bob"}),
        frozenset({"AE_ID 901", "EDUKEY tax-c"}),
    }
    assert not groups.conflicts
    assert set(groups.called().to_pylist()) == {"ULN:1", "ULN:2", "AE_ID:901"}


def test_the_order_of_tables_and_rows_changes_nothing() -> None:
    whole = tables(LINKED + "\n\n    PMR | ULN\n    cy | 3\n    dan | 3\n    ada | 1")
    groups = identifier_groups(whole)
    for seed in range(5):
        draw = random.Random(seed)
        mixed = [t.take(draw.sample(range(t.num_rows), t.num_rows)) for t in draw.sample(whole, len(whole))]
        again = identifier_groups(mixed)
        assert people(again) == people(groups)
        assert again.conflicts == groups.conflicts
        assert set(again.called().to_pylist()) == set(groups.called().to_pylist())


@pytest.mark.parametrize(
    ("text", "apart", "conflict", "count"),
    [
        ("PMR | ULN\n ada | 1\n bob | 1", 3, Conflict.LEADS_TO_SEVERAL, 1),
        ("PMR | ULN\n ada | 1\n ada | 2", 3, Conflict.SEVERAL_LEAD_TO_ONE, 2),
        ("AE_ID | EDUKEY\n 900 | tax-a\n 900 | tax-b", 1, Conflict.SECOND_KEY, 1),
        ("AE_ID | PMR\n 900 | ada\n 900 | ada2\n\nPMR | ULN\n ada | 1\n ada2 | 1", 1, Conflict.SECOND_KEY, 1),
        ("AE_ID | PMR\n 900 | ada\n 901 | ada", 3, Conflict.LEADS_TO_SEVERAL, 1),
        ("PMR | ULN\n ada | 1\n bob | 2\n\nULN | UPN\n 1 | X\n 2 | X", 3, Conflict.LEADS_TO_SEVERAL, 1),
        ("PMR | UPN\n ada | X\n ada | Y", 1, None, 0),
        ("AE_ID | RECORDID\n 900 | 11\n 900 | 12", 1, None, 0),
        ("PMR | ULN\n ada | -\n bob | -", 2, None, 0),
    ],
    ids=[
        "a learner number at two pupils",
        "two learner numbers at one pupil",
        "two keys of tax, as the look-up says",
        "a learner number at both keys of one pupil",
        "a pupil whom the look-up gives two persons",
        "a pupil number at two learner numbers",
        "a pupil number that changed",
        "a record each year",
        "no number at all",
    ],
)
def test_what_is_in_doubt_stays_apart_and_is_told(text: str, apart: int, conflict: Conflict | None, count: int) -> None:
    groups = identifier_groups(tables(text))
    assert groups.size == apart
    told = {kind: n for (kind, _, _), n in groups.conflicts.items()}
    assert told == ({conflict: count} if conflict else {})
