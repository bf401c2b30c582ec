"""How long it takes to link a million rows with a million by number, and to find the people of a million records;
then files of 5 and of 20 million rows, with the memory that each takes.

The same link in hand-written SQL, with the same agreement check, stands beside it; both must find the same pairs.
"""

from __future__ import annotations

import sys

import duckdb
import numpy as np
import pyarrow as pa

from alder.linkage import link, people, sides
from alder.linkage.people import RECORDS
from alder.model.ids import check_digits
from benchmarks import linking_files, timing

ROWS = 1_000_000
RECORDED = 5 * 200_000

BY_HAND = """
SELECT l.row AS left_row, r.row AS right_row FROM l JOIN r ON l.ULN = r.ULN
WHERE l.ULN <> 9999999999 AND (l.DateOfBirth = r.DateOfBirth OR l.initial = r.initial)
"""


def tables(seed: int = 3) -> tuple[pa.Table, pa.Table]:
    """A million rows on each side: nine in ten on the right are on the left, one in a hundred has no number."""
    draw = np.random.default_rng(seed)
    nine = np.arange(200_000_000, 200_000_000 + 3 * ROWS)
    numbers = (nine * 10 + check_digits(nine))[check_digits(nine) >= 0]
    left = draw.permutation(numbers[:ROWS])
    right = draw.permutation(numbers[ROWS // 10 : ROWS + ROWS // 10])
    born = draw.integers(10_000, 14_000, len(numbers)).astype(np.int32)
    initial = np.array(list("ABCDEFGHJKLMNPRSTW"))[draw.integers(0, 18, len(numbers))]

    def side(of: np.ndarray) -> pa.Table:
        at = np.searchsorted(numbers, of)
        of = np.where(draw.random(ROWS) < 0.01, 9_999_999_999, of)
        dates = np.where(draw.random(ROWS) < 0.02, born[at] + 1, born[at]).astype(np.int32)
        return pa.table({"ULN": of, "DateOfBirth": pa.array(dates).cast(pa.date32()), "Surname": pa.array(initial[at])})

    return side(left), side(right)


def records(seed: int = 4) -> pa.Table:
    """Five years of 200,000 learners; one in five has no number, and one in twenty changed provider."""
    draw = np.random.default_rng(seed)
    n = RECORDED // 5
    nine = np.arange(300_000_000, 300_000_000 + 2 * n)
    numbers = (nine * 10 + check_digits(nine))[check_digits(nine) >= 0][:n]
    numbers = np.where(draw.random(n) < 0.2, 9_999_999_999, numbers)
    born = pa.array(draw.integers(10_000, 14_000, n).astype(np.int32)).cast(pa.date32())
    home = 10_000_001 + draw.integers(0, 50, n)
    parts = []
    reference = np.array([f"L{k}" for k in range(n)])
    for year in range(2016, 2021):
        moves = draw.random(n) < 0.05
        before, was = home, reference
        home = np.where(moves, 10_000_001 + draw.integers(0, 50, n), home)
        reference = np.where(moves, np.char.add(reference, "x"), reference)
        parts.append(
            pa.table(
                {
                    "submission": pa.array(year * 10**8 + home, pa.int64()),
                    "year": pa.array(np.full(n, year), pa.int32()),
                    "UKPRN": pa.array(home, pa.int32()),
                    "LearnRefNumber": pa.array(reference),
                    "PrevUKPRN": pa.array(before, pa.int32(), mask=~moves),
                    "PrevLearnRefNumber": pa.array(was, pa.string(), mask=~moves),
                    "PMUKPRN": pa.nulls(n, pa.int32()),
                    "ULN": pa.array(numbers, pa.int64()),
                    "DateOfBirth": born,
                    "Sex": pa.nulls(n, pa.string()),
                    "surname_initial": pa.nulls(n, pa.string()),
                },
                schema=RECORDS,
            )
        )
    return pa.concat_tables(parts)


def main() -> int:
    left, right = tables()
    both = [sides.given_side(t, name=name)[0] for t, name in ((left, "left"), (right, "right"))]
    found = []
    ours = timing.best(lambda: timing.call(lambda: found.append(link(*both))), 2)
    connection = duckdb.connect(config={"threads": 2})
    for name, t in (("l", left), ("r", right)):
        rows = t.append_column("row", pa.array(range(ROWS), pa.int64())).rename_columns(
            ["ULN", "DateOfBirth", "initial", "row"]
        )
        connection.register(name, rows)
    pairs: list[pa.Table] = []
    hand = timing.best(lambda: timing.call(lambda: pairs.append(connection.sql(BY_HAND).to_arrow_table())), 2)
    assert found[-1].table.num_rows == pairs[-1].num_rows, "the two ways found different links"
    print(f"linked      {pairs[-1].num_rows:>9,} of {ROWS:,} with {ROWS:,}")
    print(f"alder       {ours.cpu:6.2f} s of processor time   {ours.wall:6.2f} s   with report and conflicts")
    print(f"by hand     {hand.cpu:6.2f} s of processor time   {hand.wall:6.2f} s   the pairs alone")
    told = records()
    who = []
    cost = timing.best(lambda: timing.call(lambda: who.append(people(told))), 2)
    said = f"{RECORDED:,} records of {who[-1].count:,} people"
    print(f"people      {cost.cpu:6.2f} s of processor time   {cost.wall:6.2f} s   {said}", flush=True)
    return linking_files.main()


if __name__ == "__main__":
    sys.exit(main())
