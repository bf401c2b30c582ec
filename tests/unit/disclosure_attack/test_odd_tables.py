"""Tables that cannot be right, and tables at the edge, through both commands: a clear error, or the right answer."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.support.commands import run
from tests.support.table_folders import FLAT, folder
from tests.support.text_tables import rows

from alder.cli.commands import cli
from alder.errors import AlderError

WRONG = """
what                   | inner                      | region                   | says
negative count         | R1,L1,-4,4                 |                          | column freq is negative
a fraction             | R1,L1,2.5,2                |                          | column freq has to be a whole number
not a number           | R1,L1,NaN,1                |                          | column freq is no number
nothing                | R1,L1,,1                   |                          | column freq has to be a number
endless                | R1,L1,3,inf                |                          | column value is no number
a loop                 | R1,L1,4,4                  | Total, R1<R2, R2<R1      | go round in a circle
a loop of one          | R1,L1,4,4                  | Total, R1<R1             | go round in a circle
no parent              | R1,L1,4,4                  | Total, R1<All            | part of All, which is not in the list
two parents            | R1,L1,4,4                  | Total, R1<Total, R1<R2   | code R1 comes twice
two wholes             | R1,L1,4,4                  | Total, England, R1<Total | 2 codes without a parent
a cell twice           | R1,L1,4,4/R1,L1,5,5        |                          | two lines are of the same cell
a total among cells    | R1,L1,4,4/Total,L1,9,9     |                          | is a total of other codes
an unknown code        | R7,L1,4,4                  |                          | has no code 'R7'
too large to add up    | R1,L1,9007199254740993,1   |                          | cannot be added exactly
together too large     | R1,L1,5e15,1/R1,L2,5e15,1  |                          | cannot be added exactly
"""


def region(said: str | None) -> dict[str, Any]:
    if not said:
        return FLAT
    codes = [code.strip().partition("<") for code in said.split(",")]
    return FLAT | {"region": [[code, parent or None] for code, _, parent in codes]}


def lines(said: str) -> str:
    return "\n".join(["region,level,freq,value", *said.split("/")])


@pytest.mark.parametrize("case", rows(WRONG), ids=lambda c: str(c["what"]))
def test_what_cannot_be_right_is_named_by_both_commands(tmp_path: Path, case: dict[str, str | None]) -> None:
    table, out = folder(tmp_path, lines(str(case["inner"])), region(case["region"])), tmp_path / "out.csv"
    pub = tmp_path / "pub.csv"
    pub.write_text("region,level,published\nTotal,Total,9\n", encoding="utf-8")
    for arguments in (["protect", table, "--out", out], ["audit", table, pub]):
        with pytest.raises(AlderError) as caught:
            CliRunner().invoke(cli, [str(one) for one in arguments], catch_exceptions=False)
        assert str(case["says"]) in str(caught.value)
        assert "inner.csv" in str(caught.value) or "dimension region" in str(caught.value)
    assert not out.exists()


EDGE = """
what                  | inner                                             | hidden
nobody at all         |                                                   | 0
all zeros             | R1,L1,0,0/R2,L2,0,0                               | 0
above 2^31            | R1,L1,4294967296,1/R1,L2,4,4/R1,L3,6,6/R2,L1,7,7/R2,L2,2147483648,1/R2,L3,30,30 | 6
all in one cell       | R1,L1,50,50                                       | 0
three large cells     | R1,L1,50,50/R2,L2,50,50/R3,L3,50,50               | 0
everything is small   | R1,L1,1,1/R2,L2,2,2                               | 7
"""


def published(path: Path) -> dict[tuple[str, str], str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["region"], row["level"]): row["published"] for row in csv.DictReader(file)}


@pytest.mark.parametrize("case", rows(EDGE), ids=lambda c: str(c["what"]))
def test_tables_at_the_edge_are_protected_and_hold(tmp_path: Path, case: dict[str, str | None]) -> None:
    inner = lines(str(case["inner"])) if case["inner"] else "region,level,freq,value"
    table, out, proof = folder(tmp_path, inner), tmp_path / "out.csv", tmp_path / "proof.npz"
    run("protect", table, "--out", out, "--certificate", proof)
    found = published(out)
    assert len(found) == 20, "every cell, empty ones too"
    assert sum(x == "c" for x in found.values()) == int(str(case["hidden"]))
    assert run("audit", table, out, "--certificate", proof).startswith("Safe")
    if case["what"] == "above 2^31":
        assert found["Total", "Total"] == str(4294967296 + 2147483648 + 4 + 6 + 7 + 30)


def test_a_dimension_of_one_category_is_the_same_cell_twice(tmp_path: Path) -> None:
    """All are in L1, so the count of R1 is hidden in it and in the total: one secret, told in neither."""
    dims = FLAT | {"level": [["Total", None], ["L1", "Total"]]}
    table, out = folder(tmp_path, lines("R1,L1,4,4/R2,L1,12,12/R3,L1,40,40"), dims), tmp_path / "out.csv"
    run("protect", table, "--out", out)
    found = published(out)
    assert all(found[code, "L1"] == found[code, "Total"] for code, _ in found)
    assert found["R1", "L1"] == "c"
    assert run("audit", table, out).startswith("Safe")


def test_totals_that_do_not_add_up_are_named(tmp_path: Path) -> None:
    """Alder adds up itself; a published total that is another number is not the table's own."""
    table, out = folder(tmp_path, lines("R1,L1,40,40/R2,L1,30,30")), tmp_path / "out.csv"
    out.write_text(
        "region,level,published\nTotal,Total,71\nTotal,L1,70\nR1,Total,40\nR2,Total,30\nR1,L1,40\nR2,L1,30\n",
        encoding="utf-8",
    )
    said = run("audit", table, out, exit=1)
    assert "These figures are not what the table says:\n  the grand total" in said
