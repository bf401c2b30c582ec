"""Tables to link and learners' records, written as text. The first column names each row for what it shows."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from alder.linkage import Links, Pass, Project, link, sides
from alder.linkage.people import FOUND_BY, RECORDS, people
from tests.support import text_tables

TABLE = pa.schema(
    [
        ("row", pa.string()),
        ("ULN", pa.int64()),
        ("PMR", pa.string()),
        ("UKPRN", pa.int32()),
        ("LearnRefNumber", pa.string()),
        ("DateOfBirth", pa.date32()),
        ("FamilyName", pa.string()),
        ("Sex", pa.string()),
        ("score", pa.int64()),
    ]
)

SECRET = Project("test", bytes(range(32)))


def table(text: str) -> pa.Table:
    """The rows, with the columns that the text names and no others."""
    rows = text_tables.arrow(text, TABLE)
    heads = text_tables.rows(text)[0]
    return rows.select([c for c in rows.column_names if c in heads])


def linked(left: str, right: str, *, passes: Sequence[Pass] | None = None, expect: str = "many-to-one") -> Links:
    a, _ = sides.given_side(table(left), name="left")
    b, _ = sides.given_side(table(right), name="right")
    return link(a, b, passes=passes, expect=expect, project=SECRET)


def pairs(links: Links) -> set[tuple[str, str, str]]:
    """The links by the names of their rows, and the pass."""
    a, b = links.left.table["row"].to_pylist(), links.right.table["row"].to_pylist()
    return {(a[r["left_row"]], b[r["right_row"]], r["pass"]) for r in links.table.to_pylist()}


def conflicts(links: Links) -> set[tuple[str, str, str]]:
    """The conflicts by kind and the names of both rows."""
    a, b = links.left.table["row"].to_pylist(), links.right.table["row"].to_pylist()
    return {(r["kind"], a[r["left_row"]], b[r["right_row"]]) for r in links.conflicts.to_pylist()}


def records(text: str) -> tuple[list[str], pa.Table]:
    """Learners' records: `year` is the starting year, and each provider has one return a year."""
    found = text_tables.rows(text)
    typed = []
    for row in found:
        known = {
            f.name: text_tables.value(row.get(f.name), f.type) for f in RECORDS if f.name not in ("submission", "year")
        }
        known["UKPRN"] = known["UKPRN"] or 10000001
        year = int(row.get("year") or 2020)
        typed.append(known | {"year": year, "submission": year * 10**8 + int(str(known["UKPRN"]))})
    return [str(r["record"]) for r in found], pa.Table.from_pylist(typed, schema=RECORDS)


def persons(text: str) -> tuple[list[set[str]], dict[str, str], dict[str, set[str]]]:
    """Who is the same person (sets of records), how each was found, and the records of each kind of conflict."""
    names, rows = records(text)
    found = people(rows)
    groups: dict[int, set[str]] = {}
    for name, person in zip(names, found.person.tolist(), strict=True):
        groups.setdefault(person, set()).add(name)
    ways = {name: FOUND_BY[n] for name, n in zip(names, found.found_by.tolist(), strict=True)}
    listed: dict[str, set[str]] = {}
    for row in found.conflicts.to_pylist():
        listed.setdefault(row["kind"], set()).add(names[row["row"]])
    return sorted(groups.values(), key=sorted), ways, listed
