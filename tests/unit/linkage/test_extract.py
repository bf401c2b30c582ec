"""What leaves of linked rows: keys in place of numbers, and nothing that names anybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyarrow as pa
import pytest
from tests.support.link_tables import SECRET

from alder.engine.project_keys import Project
from alder.errors import UsageError
from alder.linkage import link, sides
from alder.linkage.extract import exported_columns

ROWS = pa.table(
    {
        "ULN": ["1000 000 019", "9999999999"],
        "Former_UPN": ["B801200005001", None],
        "LearnRefNumber": ["A1", "a2"],
        "FamilyName": ["Adams", "Brook"],
        "Forenames": ["Fern", "Moss"],
        "DOB": [date(2004, 1, 1), None],
        "AddLine1": ["1 Paper Lane", "2 Paper Lane"],
        "e-mail": ["a@example.org", "b@example.org"],
        "Home Postcode": ["xm1 1ab", "XM1 1AB"],
        "NINumber": ["ZZ123456A", None],
        "my column": [1000000019, 1000000000],
        "score": [1, 2],
        "UKPRN": [10000001, 10000002],
    }
)


def without_identifiers(table: pa.Table, names: Mapping[str, str], project: Project) -> pa.Table:
    """The table as an extract carries it."""
    columns = {column.column: column.of(table[column.column], project) for column in exported_columns(table, names)}
    return pa.table(columns) if columns else table.select([])


def test_numbers_become_keys_and_names_are_left_out() -> None:
    side, _ = sides.given_side(ROWS)
    rows = without_identifiers(side.table, side.names, SECRET)
    assert rows.column_names == [
        *("ULN", "Former_UPN", "LearnRefNumber", "Home Postcode", "NINumber", "my column", "score", "UKPRN"),
    ]
    text = str(rows.to_pylist())
    for value in ("1000000019", "000 019", "B8012", "A1'", "XM1", "xm1", "ZZ123"):
        assert value not in text
    assert rows["score"].to_pylist() == [1, 2]
    assert rows["UKPRN"].to_pylist() == [10000001, 10000002]


def test_the_same_number_has_the_same_key_in_every_column_and_table() -> None:
    side, _ = sides.given_side(ROWS)
    rows = without_identifiers(side.table, side.names, SECRET)
    assert rows["ULN"][0] == rows["my column"][0]
    assert rows["Home Postcode"][0] == rows["Home Postcode"][1]
    other = without_identifiers(side.table, side.names, Project("other", b"another secret"))
    assert rows["ULN"][0] != other["ULN"][0]


def test_a_table_with_nothing_else_has_no_columns() -> None:
    rows = pa.table({"FamilyName": ["Adams"]})
    assert without_identifiers(rows, {}, SECRET).column_names == []


def test_a_column_without_values_is_no_number() -> None:
    rows = pa.table({"code": pa.array([None], pa.string()), "rate": [0.5]})
    assert without_identifiers(rows, {}, SECRET).to_pylist() == rows.to_pylist()


def test_linked_rows_leave_side_by_side_under_the_persons_key() -> None:
    left, _ = sides.given_side(pa.table({"ULN": [1000000019, 1000000000], "score": [1, 2]}), name="left")
    right, _ = sides.given_side(pa.table({"ULN": ["1000000019"], "score": [9], "FamilyName": ["Adams"]}), name="right")
    links = link(left, right, project=SECRET)
    (row,) = links.extract().to_pylist()
    assert row["person"] == SECRET.key("person", "ULN:1000000019")
    assert {k: row[k] for k in ("link_pass", "score", "score_right")} == {
        "link_pass": "ULN",
        "score": 1,
        "score_right": 9,
    }
    assert row["ULN"] == row["ULN_right"]
    assert "1000000019" not in repr(links) + str(row)


def test_without_a_project_nothing_leaves() -> None:
    side, _ = sides.given_side(pa.table({"ULN": [1000000019]}))
    with pytest.raises(UsageError, match="under keys of a project only"):
        link(side, side).extract()
    assert "person" not in link(side, side).table.column_names
