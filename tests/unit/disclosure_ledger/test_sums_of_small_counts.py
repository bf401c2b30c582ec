"""A small sum of small counts is told as little as a small count: a later table may have it as a cell."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.count_tables import counts
from tests.support.people_counts import counted, ledger_in, people, with_records

from alder.disclosure import POLICIES, Guard, Protected, protect
from alder.disclosure.ledger import MORE, BesideEarlier, follows

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
