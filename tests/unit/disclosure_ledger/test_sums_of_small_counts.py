"""A small sum of small counts is told as little as a small count: a later table may have it as a cell.

A small sum of hidden counts that takes several subtractions to work out is guarded too, in tables of any size.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.histories.attacker import Reader
from tests.histories.published import OPEN, Cell, Promise, Published
from tests.support.count_tables import counts
from tests.support.people_counts import Person, counted, ledger_in, numbered, people, with_records

from alder.disclosure import POLICIES, Guard, Protected, protect
from alder.disclosure.ledger import MORE, BesideEarlier, Ledger, follows
from alder.model.statistic import TOTAL

UNDER_6 = replace(POLICIES["srs-output"], threshold=6, guard=Guard.EXACT, insider=False)


def hidden(table: Protected) -> list[tuple[str, ...]]:
    return [codes for codes, figures in table.rows if figures == ("c",)]


def left_over(table: Protected) -> int:
    """What is left of the total when all areas that are shown are taken off."""
    shown = {codes: figures[0] for codes, figures in table.rows if figures != ("c",)}
    return int(shown.pop(("Total",))) - sum(int(figure) for figure in shown.values())


FIRST_TABLES = """
people in each area   | hidden by itself | hidden where a ledger remembers it
a=18 b=78             | 0                | 0
a=18 b=78 c=2 d=3     | 2                | 3
a=18 b=78 c=2 d=4     | 2                | 2
a=18 b=78 c=1 d=2 e=2 | 3                | 4
a=18 b=78 c=1 d=2 e=3 | 3                | 3
"""


@pytest.mark.parametrize("atoms", [0, 400], ids=["step by step", "with programmes"])
@pytest.mark.parametrize("line", FIRST_TABLES.strip().splitlines()[1:])
def test_the_first_table_tells_no_sum_that_is_small(
    line: str, atoms: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follows, "ATOMS", atoms)
    sizes, alone, remembered = (part.strip() for part in line.split("|"))
    who = people(**{area: int(size) for area, size in (s.split("=") for s in sizes.split())})
    made = counted(who, ["area"])
    assert len(hidden(protect(made, UNDER_6))) == int(alone)
    table = protect(made, UNDER_6, against=ledger_in(tmp_path))
    assert len(hidden(table)) == int(remembered)
    assert left_over(table) not in range(1, 6)
    assert (MORE in table.about.checked) == (alone != remembered)


def test_a_small_cell_is_not_told_by_an_earlier_sum_of_the_same_people(tmp_path: Path) -> None:
    """Zeros of the second table say that its five of X are those of c and d. The first must not count these."""
    who = [{**p, "zone": "X" if p["area"] in "cd" else "Y"} for p in people(a=18, b=78, c=2, d=3)]
    ledger = ledger_in(tmp_path)
    first = protect(counted(who, ["area"], title="By area"), UNDER_6, against=ledger)
    second = dict(protect(counted(who, ["area", "zone"], title="And zone"), UNDER_6, against=ledger).rows)
    assert [second["a", "X"], second["b", "X"], second["c", "Y"], second["d", "Y"]] == [(0,)] * 4
    assert second["Total", "X"] == ("c",)
    assert left_over(first) != 5


def test_what_stays_inside_can_be_the_first_to_be_let_out(tmp_path: Path) -> None:
    ledger = ledger_in(tmp_path)
    made = counted(people(a=18, b=78, c=2, d=3), ["area"])
    inside = protect(made, UNDER_6, against=ledger.keeping_in("For the governors, who see the records."))
    ledger.let_out([f.id for f in ledger.releases()])
    assert protect(made, UNDER_6, against=ledger).rows == inside.rows
    assert [f.binds for f in ledger.releases()] == [True]


def test_totals_that_differ_by_few_are_refused_in_words(tmp_path: Path) -> None:
    """Of two counts without a rate nobody else compares one with the other."""
    made = with_records(counts("area | leavers | achievers\nx | 60 | 58\ny | 40 | 39"))
    with pytest.raises(BesideEarlier, match="by itself it would tell of a small group") as refused:
        protect(made, "srs-output", against=ledger_in(tmp_path))
    assert refused.value.releases == ()
    assert not any(c.isdigit() for c in str(refused.value))


BY = ["row", "column"]


def crossed(small: tuple[int, ...], square: int) -> list[Person]:
    """So many people in small cells, one in each row and column, and beside them a square of so many rows of cells.

    The other cell of each of their rows is in column `both`, the other cell of each of their columns in row `all`, and
    nobody else is in these: what is left of the rows when column `both` is taken off is all the small cells together.
    Zone X has their people and no others.
    """
    cells = {(f"r{n}", f"c{n}"): size for n, size in enumerate(small)}
    cells |= {(f"r{n}", "both"): 20 for n in range(len(small))} | {("all", f"c{n}"): 30 for n in range(len(small))}
    cells |= {(f"s{n}", f"t{m}"): 6 for n in range(square) for m in range(square)}
    return numbered(
        {"row": row, "column": column, "zone": "X" if column[0] + row[0] == "cr" else "Y"}
        for (row, column), size in cells.items()
        for _ in range(size)
    )


def told(who: list[Person], tables: list[tuple[list[str], Protected]]) -> bool:
    """Whether an attacker with code of its own, who has all tables and knows all zeros, works out how many are in X."""
    sizes = Counter((p["row"], p["column"], p["zone"]) for p in who)
    first = dict(tables[0][1].rows)
    kinds = [kind for kind in sizes if first[kind[:2]] == ("c",)]  # cells that are shown are no unknowns
    published = []
    for by, table in tables:
        at = [("row", "column", "zone").index(b) for b in by]
        cells = []
        for codes, (figure,) in table.rows:
            mask = np.array([all(c in (TOTAL, k[n]) for n, c in zip(at, codes, strict=True)) for k in kinds])
            low, high = (0, OPEN) if figure == "c" else (int(figure), int(figure))
            cells.append(Cell(str(codes), mask, low, high, figure == "c", figure == "c"))
        published.append(Published(str(by), tuple(cells), 6, Promise(2, 0, 1)))
    reader = Reader(np.array([sizes[kind] for kind in kinds]), published, knows_empty=True)
    return reader.knows_by_sums(reader.row(np.array([zone == "X" for *_, zone in kinds])))


def released(who: list[Person], ledger: Ledger | None) -> list[tuple[list[str], Protected]]:
    found = []
    for by in (BY, ["zone"]):
        try:
            found.append((by, protect(counted(who, by, title=by[0]), UNDER_6, against=ledger)))
        except BesideEarlier:
            continue
    return found


@pytest.mark.parametrize(
    ("small", "square", "atoms"),
    [((2, 3), 20, 400), ((2, 3), 2, 0), ((1, 2, 2), 2, 0), ((1, 1, 2, 1), 2, 0), ((1, 2, 2), 2, 400)],
    ids=["two of over 400 atoms", "two step by step", "three", "four", "three with programmes"],
)
def test_a_later_table_does_not_have_as_a_cell_what_sums_of_an_earlier_one_tell(
    small: tuple[int, ...], square: int, atoms: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follows, "ATOMS", atoms)
    who = crossed(small, square)
    assert told(who, released(who, None)), "without a ledger the two tables give the small cell of the second away"
    tables = released(who, ledger_in(tmp_path))
    assert [by for by, _ in tables] == [BY, ["zone"]]
    assert dict(tables[1][1].rows)["X",] == ("c",)
    assert not told(who, tables)


def test_a_sum_that_is_not_small_hides_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follows, "ATOMS", 0)
    made = counted(crossed((3, 4), 2), BY)
    assert protect(made, UNDER_6, against=ledger_in(tmp_path)).rows == protect(made, UNDER_6).rows


@pytest.mark.parametrize("atoms", [0, 400], ids=["step by step", "with programmes"])
def test_a_total_that_would_tell_such_a_sum_is_refused_beside_the_table_that_it_takes(
    atoms: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The 40 people in column `both`, off what is shown of their two rows, leave the 2 and 3."""
    monkeypatch.setattr(follows, "ATOMS", atoms)
    ledger = ledger_in(tmp_path)
    more = [{"row": "all", "column": "both", "zone": "Y"}] * 30
    who = numbered([*crossed((2, 3), 2), *more])
    for by in (["zone"], BY):
        protect(counted(who, by, title=by[0]), UNDER_6, against=ledger)
    asked = counted(who, title="Forty", where=lambda p: p["column"] == "both" and p["row"] != "all")
    with pytest.raises(BesideEarlier) as refused:
        protect(asked, UNDER_6, against=ledger)
    assert refused.value.releases == ("0002",)
