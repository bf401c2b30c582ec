"""Who is who over many tables is told by the numbers that may be used, and by nothing that is in doubt."""

from __future__ import annotations

import pyarrow as pa
import pytest
from tests.support import text_tables

from alder.linkage.person_register import PersonRegister

TABLE = pa.schema(
    [
        ("row", pa.string()),
        ("ULN", pa.int64()),
        ("PMR", pa.string()),
        ("AE_ID", pa.int64()),
        ("GRADUATEKEY", pa.string()),
        ("DateOfBirth", pa.date32()),
        ("surname_initial", pa.string()),
    ]
)
ADA, BOB = "ADA000000000000000", "BOB000000000000000"


def people(register: PersonRegister, name: str, text: str, own: tuple[str, ...] = ()) -> dict[str, str | None]:
    """What each row's person is called."""
    rows = text_tables.arrow(text, TABLE)
    heads = text_tables.rows(text)[0]
    found = register.add(name, rows.select([column for column in rows.column_names if column in heads]), own)
    return dict(zip(rows["row"].to_pylist(), found.called.to_pylist(), strict=True))


CENSUS = f"""
    row | PMR   | ULN
    ada | {ADA} | 1000000027
    bob | {BOB} | 1000000035
"""


def test_a_number_leads_to_the_next_through_a_table_that_has_both() -> None:
    register = PersonRegister(("ULN", "PMR", "AE_ID"))
    at_college = people(register, "college", "row | ULN\nada | 1000000027\nnobody |\ntemporary | 9999999999")
    at_school = people(register, "census", CENSUS)
    looked_up = people(register, "look-up", f"row | AE_ID | PMR\nada | 51 | {ADA}")
    in_tax = people(register, "tax", "row | AE_ID\nada | 51\nother | 52")
    assert at_college["ada"] == at_school["ada"] == looked_up["ada"] == in_tax["ada"]
    assert (at_college["nobody"], at_college["temporary"]) == (None, None)
    assert len({at_school["bob"], in_tax["other"], in_tax["ada"]}) == 3


@pytest.mark.parametrize(
    ("row", "is_ada"),
    [
        ("1000000027 | 2001-01-09 | A", True),
        ("1000000027 | 2001-01-09 | Z", True),
        ("1000000027 | 1999-12-31 | A", True),
        ("1000000027 |            |  ", True),
        ("1000000027 | 1999-12-31 | Z", False),
        ("1000000035 | 2001-01-09 | A", False),
    ],
)
def test_a_number_is_believed_unless_both_birth_and_name_speak_against_it(row: str, is_ada: bool) -> None:
    register = PersonRegister(("ULN",))
    head = "row | ULN | DateOfBirth | surname_initial"
    first = people(register, "first", f"{head}\nada | 1000000027 | 2001-01-09 | A")
    second = people(register, "second", f"{head}\nher | {row}")
    assert (first["ada"] == second["her"]) is is_ada
    third = people(register, "third", "row | ULN\nher | 1000000027")
    assert third["her"] == first["ada"], "what was in doubt is not remembered"


def test_who_fits_two_people_is_linked_with_neither() -> None:
    register = PersonRegister(("ULN", "PMR"))
    known = people(register, "census", CENSUS)
    rows = text_tables.arrow(f"row | ULN | PMR\nmixed | 1000000027 | {BOB}", TABLE).select(["ULN", "PMR"])
    found = register.add("mixed", rows)
    assert found.called[0].as_py() not in known.values()
    assert (found.records, found.doubtful, sum(found.linked.values())) == (1, 1, 0)


def test_what_may_not_be_used_links_nothing_and_tells_people_of_one_table_apart() -> None:
    register = PersonRegister(("PMR",))
    first = people(register, "first", CENSUS)
    second = people(register, "second", "row | ULN\nada | 1000000027\nagain | 1000000027\nbob | 1000000035")
    third = people(register, "third", "row | GRADUATEKEY\none | G1\nother | G2\none again | G1", own=("GRADUATEKEY",))
    assert not {*first.values()} & {*second.values()}
    assert second["ada"] == second["again"] != second["bob"]
    assert third["one"] == third["one again"] != third["other"]
