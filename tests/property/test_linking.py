"""Whatever the tables hold: links keep their promises, and nobody's key is shared by two people."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.properties import tried

from alder.linkage import Links, link
from alder.linkage import sides as tables
from alder.linkage.passes import REFERENCE, ULN
from alder.linkage.people import RECORDS, connected, distinct_in, numbered, people

NUMBERS = [1000000019, 1000000000, 3000000002, 9999999999, 1000000010, None]
DAYS = [12000, 12001, None]

ROW = st.fixed_dictionaries(
    {
        "ULN": st.sampled_from(NUMBERS),
        "UKPRN": st.sampled_from([10000001, 10000002]),
        "LearnRefNumber": st.sampled_from(["A", "b", "B", None]),
        "DateOfBirth": st.sampled_from(DAYS),
        "surname_initial": st.sampled_from(["S", "T", None]),
    }
)
SCHEMA = pa.schema(
    [
        ("ULN", pa.int64()),
        ("UKPRN", pa.int32()),
        ("LearnRefNumber", pa.string()),
        ("DateOfBirth", pa.int32()),
        ("surname_initial", pa.string()),
    ]
)


def table(rows: list[dict[str, object]]) -> pa.Table:
    made = pa.Table.from_pylist(rows, schema=SCHEMA)
    return made.set_column(3, "DateOfBirth", made["DateOfBirth"].cast(pa.date32()))


def linked(left: pa.Table, right: pa.Table, expect: str) -> Links:
    return link(tables.given_side(left)[0], tables.given_side(right)[0], passes=[ULN, REFERENCE], expect=expect)


@settings(max_examples=4, deadline=None)
@given(st.lists(ROW, max_size=8), st.lists(ROW, max_size=8))
def test_links_are_as_many_as_expected_and_the_same_from_either_side(
    a: list[dict[str, object]], b: list[dict[str, object]]
) -> None:
    left, right = table(a), table(b)
    for expect, turned in (("one-to-one", "one-to-one"), ("many-to-one", "one-to-many")):
        found = linked(left, right, expect)
        pairs = set(zip(found.table["left_row"].to_pylist(), found.table["right_row"].to_pylist(), strict=True))
        lefts = [x for x, _ in pairs]
        assert len(lefts) == len(set(lefts))
        if expect == "one-to-one":
            assert len({y for _, y in pairs}) == len(pairs)
        back = linked(right, left, turned)
        assert {(y, x) for x, y in pairs} == set(
            zip(back.table["left_row"].to_pylist(), back.table["right_row"].to_pylist(), strict=True)
        )
        for x, y in pairs:
            same_number = a[x]["ULN"] == b[y]["ULN"] and a[x]["ULN"] in NUMBERS[:3]
            assert same_number or a[x]["UKPRN"] == b[y]["UKPRN"]
        report = found.report
        assert report.overall.linked + sum(n for _, n in report.unlinked) == len(a)
        assert sum(n for _, n in report.passes) == report.overall.linked


RECORD = st.fixed_dictionaries(
    {
        "year": st.sampled_from([2018, 2019, 2020]),
        "UKPRN": st.sampled_from([10000001, 10000002, 10000003]),
        "LearnRefNumber": st.sampled_from(["A", "B", "C"]),
        "PrevUKPRN": st.sampled_from([10000001, 10000002, None]),
        "PrevLearnRefNumber": st.sampled_from(["A", "B", None]),
        "PMUKPRN": st.sampled_from([10000003, None]),
        "ULN": st.sampled_from(NUMBERS),
        "DateOfBirth": st.sampled_from(DAYS),
        "Sex": st.sampled_from(["F", "M", None]),
        "surname_initial": st.sampled_from(["S", "T", None]),
    }
)


def records(rows: list[dict[str, object]]) -> pa.Table:
    schema = RECORDS.set(RECORDS.get_field_index("DateOfBirth"), pa.field("DateOfBirth", pa.int32()))
    full = [r | {"submission": int(str(r["year"])) * 10**8 + int(str(r["UKPRN"]))} for r in rows]
    return pa.Table.from_pylist(full, schema=schema).cast(RECORDS)


@settings(max_examples=tried(60), deadline=None)
@given(st.lists(RECORD, max_size=12), st.randoms(use_true_random=False))
def test_no_key_is_shared_and_two_numbers_are_never_one_person(rows: list[dict[str, object]], random: object) -> None:
    found = people(records(rows))
    assert len(found.person) == len(rows)
    assert len(set(found.called.to_pylist())) == found.count
    numbers: dict[int, set[object]] = {}
    for person, row in zip(found.person.tolist(), rows, strict=True):
        if row["ULN"] in NUMBERS[:3]:
            numbers.setdefault(person, set()).add(row["ULN"])
    assert all(len(n) == 1 for n in numbers.values())
    # The order of the records makes no difference to who is who, nor to what anybody is called.
    order = list(range(len(rows)))
    random.shuffle(order)  # type: ignore[attr-defined]
    turned = people(records([rows[n] for n in order]))
    called = [found.called[p].as_py() for p in found.person.tolist()]
    assert [called[n] for n in order] == [turned.called[p].as_py() for p in turned.person.tolist()]
    unlisted = set(range(len(rows))) - set(found.conflicts["row"].to_pylist())
    for n in unlisted:
        for m in unlisted:
            if found.person[n] == found.person[m]:
                assert None in (rows[n]["DateOfBirth"], rows[m]["DateOfBirth"]) or (
                    rows[n]["DateOfBirth"] == rows[m]["DateOfBirth"]
                )


@settings(max_examples=tried(60), deadline=None)
@given(st.integers(0, 12), st.data())
def test_chains_connect_whatever_a_walk_reaches(size: int, data: st.DataObject) -> None:
    ends = st.integers(-1, size - 1)
    edges = data.draw(st.lists(st.tuples(ends, ends), max_size=15)) if size else []
    a, b = (np.array([e[k] for e in edges], dtype=np.int64) for k in (0, 1))
    labels = connected(size, [(a, b)])
    for start in range(size):
        reached, new = {start}, [start]
        while new:
            at = new.pop()
            for x, y in edges:
                for p, q in ((x, y), (y, x)):
                    if p == at and p >= 0 and q >= 0 and q not in reached:
                        reached.add(q)
                        new.append(q)
        assert {n for n in range(size) if labels[n] == labels[start]} == reached


@settings(max_examples=tried(60), deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.sampled_from([1, 2, None])), max_size=12))
def test_groups_are_numbered_by_their_values(rows: list[tuple[str | None, int | None]]) -> None:
    first, second = pa.array([r[0] for r in rows], pa.string()), pa.array([r[1] for r in rows], pa.int64())
    group = numbered(first, second)
    for n, one in enumerate(rows):
        assert (group[n] < 0) == (None in one)
        for m, other in enumerate(rows):
            if group[n] >= 0 and group[m] >= 0:
                assert (group[n] == group[m]) == (one == other)
    count, one_of = distinct_in(numbered(first), numbered(second))
    for code, letter in enumerate(dict.fromkeys(r[0] for r in rows if r[0] is not None)):
        values = {r[1] for r in rows if r[0] == letter and r[1] is not None}
        assert count[code] == len(values)
        assert (one_of[code] >= 0) == bool(values)
