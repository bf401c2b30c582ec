"""Rows of two tables are linked where an identifier is the same and nothing speaks against it."""

from __future__ import annotations

import pyarrow as pa
import pytest
from tests.support import link_tables
from tests.support.link_tables import conflicts, linked, pairs

from alder.engine.duckdb import DuckDB
from alder.errors import UsageError
from alder.linkage import Conflict, Pass, link, passes, sides
from alder.linkage.passes import PMR, REFERENCE, ULN


def test_a_learner_number_links_unless_it_is_missing_temporary_or_mistyped() -> None:
    links = linked(
        """
        row       | ULN        | DateOfBirth
        sound     | 1000000019 | 2004-01-01
        temporary | 9999999999 | 2004-01-01
        mistyped  | 1000000010 | 2004-01-01
        none      |            | 2004-01-01
        elsewhere | 1000000000 | 2004-01-01
        """,
        """
        row         | ULN        | DateOfBirth
        same number | 1000000019 | 2004-01-01
        temporary   | 9999999999 | 2004-01-01
        mistyped    | 1000000010 | 2004-01-01
        none        |            | 2004-01-01
        """,
    )
    assert pairs(links) == {("sound", "same number", "ULN")}
    assert dict(links.report.unlinked) == {
        "ULN stands for no number yet": 1,
        "ULN cannot be one": 1,
        "no ULN": 1,
        "not found": 1,
    }
    assert links.report.conflicts == ()


def test_date_of_birth_or_the_first_letter_of_the_surname_must_agree() -> None:
    links = linked(
        """
        row           | ULN        | DateOfBirth | FamilyName
        both agree    | 1000000019 | 2004-01-01  | Adams
        new name      | 1000000000 | 2004-01-01  | Adams
        date mistyped | 3000000002 | 2004-01-01  | Adams
        neither       | 6500000004 | 2004-01-01  | Adams
        date unknown  | 1000000043 |             | Adams
        all unknown   | 1234567899 |             |
        """,
        """
        row | ULN        | DateOfBirth | FamilyName
        1   | 1000000019 | 2004-01-01  | adams
        2   | 1000000000 | 2004-01-01  | Brook
        3   | 3000000002 | 2004-01-10  | Ashe
        4   | 6500000004 | 2004-01-10  | Brook
        5   | 1000000043 | 2004-01-01  | Brook
        6   | 1234567899 | 2004-01-01  | Brook
        """,
    )
    assert {left for left, _, _ in pairs(links)} == {"both agree", "new name", "date mistyped", "all unknown"}
    assert conflicts(links) == {
        ("differs", "new name", "2"),
        ("differs", "date mistyped", "3"),
        ("disagrees", "neither", "4"),
        ("disagrees", "date unknown", "5"),
    }
    assert dict(links.report.unlinked) == {"in conflict": 2}


TWICE = """
    row   | ULN
    once  | 1000000019
    twice | 1000000000
    again | 1000000000
"""
ONCE = """
    row    | ULN
    first  | 1000000019
    second | 1000000000
"""


@pytest.mark.parametrize(
    ("left", "right", "expect", "found", "kinds"),
    [
        (TWICE, ONCE, "many-to-one", {("once", "first"), ("twice", "second"), ("again", "second")}, set()),
        (TWICE, ONCE, "one-to-one", {("once", "first")}, {"several_left"}),
        (TWICE, ONCE, "one-to-many", {("once", "first")}, {"several_left"}),
        (ONCE, TWICE, "many-to-one", {("first", "once")}, {"several_right"}),
        (ONCE, TWICE, "one-to-one", {("first", "once")}, {"several_right"}),
        (ONCE, TWICE, "one-to-many", {("first", "once"), ("second", "twice"), ("second", "again")}, set()),
        (ONCE, TWICE, "many-to-many", {("first", "once"), ("second", "twice"), ("second", "again")}, set()),
    ],
)
def test_a_row_that_finds_more_partners_than_it_may_have_is_listed_and_not_linked(
    left: str, right: str, expect: str, found: set[tuple[str, str]], kinds: set[str]
) -> None:
    links = linked(left, right, expect=expect)
    assert {(a, b) for a, b, _ in pairs(links)} == found
    assert {kind for kind, _, _ in conflicts(links)} == kinds


LEFT = """
    row       | ULN        | UKPRN    | LearnRefNumber | DateOfBirth
    number    | 1000000019 | 10000001 | A1             | 2004-01-01
    reference | 9999999999 | 10000001 | A2             | 2004-01-02
    reused    | 9999999999 | 10000001 | A3             | 2004-01-03
    doubtful  | 1000000000 | 10000001 | A4             | 2004-01-04
"""
RIGHT = """
    row       | ULN        | UKPRN    | LearnRefNumber | DateOfBirth
    number    | 1000000019 | 10000001 | other          | 2004-01-01
    reference |            | 10000001 | a2             | 2004-01-02
    reused    |            | 10000001 | A3             | 1990-12-31
    doubtful  | 1000000000 | 10000001 | B4             | 1990-12-31
    tempting  |            | 10000001 | A4             | 2004-01-04
"""


def test_passes_are_tried_in_order_and_each_link_says_which_made_it() -> None:
    links = linked(LEFT, RIGHT)
    by = "provider, reference and date of birth"
    assert pairs(links) == {("number", "number", "ULN"), ("reference", "reference", by)}
    assert links.report.passes == (("ULN", 1), (by, 1))


def test_a_weaker_pass_does_not_overrule_what_a_stronger_one_found_doubtful() -> None:
    assert ("disagrees", "doubtful", "doubtful") in conflicts(linked(LEFT, RIGHT))
    found = linked(LEFT, RIGHT, passes=[REFERENCE, ULN])
    assert ("doubtful", "tempting", REFERENCE.name) in pairs(found)


def test_pupil_matching_references_link_where_both_tables_have_them() -> None:
    links = linked(
        """
        row | PMR
        a   | AAAABBBBCCCCDDDD12
        b   | AAAABBBBCCCCDDDD1
        """,
        """
        row | PMR
        c   | AAAABBBBCCCCDDDD12
        d   | AAAABBBBCCCCDDDD1
        """,
    )
    assert pairs(links) == {("a", "c", "PMR")}
    assert dict(links.report.unlinked) == {"PMR cannot be one": 1}


def test_any_columns_that_both_have_make_a_pass() -> None:
    by_name = Pass("name and date of birth", ("FamilyName", "DateOfBirth"))
    links = linked(
        """
        row  | FamilyName | DateOfBirth
        a    | Adams      | 2004-01-01
        none |            | 2004-01-01
        """,
        """
        row | FamilyName | DateOfBirth
        b   | ADAMS      | 2004-01-01
        """,
        passes=[by_name],
    )
    assert pairs(links) == {("a", "b", by_name.name)}
    assert dict(links.report.unlinked) == {"not known well enough to look for": 1}


def test_numbers_are_the_same_as_text_and_as_decimals_beside_gaps() -> None:
    left, _ = sides.given_side(pa.table({"ULN": pa.array([1000000019.0, None])}))
    right, _ = sides.given_side(pa.table({"Unique Learner Number": ["1000 000 019", "x"]}))
    assert link(left, right).table.num_rows == 1


def test_columns_that_do_not_say_who_is_meant_are_no_evidence() -> None:
    sex = Pass("sex", ("Sex", "surname_initial"))
    links = linked(
        """
        row   | Sex | FamilyName
        woman | F   | Adams
        code  | 1   | Adams
        none  |     | Adams
        """,
        """
        row    | Sex    | FamilyName
        female | female | adams
        code   | 1      | Adams
        """,
        passes=[sex],
    )
    assert pairs(links) == {("woman", "female", "sex")}


def test_dates_may_stand_as_text_in_a_table() -> None:
    left, _ = sides.given_side(pa.table({"ULN": [1000000019], "DateOfBirth": ["2004-01-01"]}))
    right, _ = sides.given_side(pa.table({"ULN": [1000000019], "DOB": ["01/01/2004"]}))
    assert link(left, right).conflicts.num_rows == 0


def test_an_engine_that_is_given_is_used_and_left_open() -> None:
    side, _ = sides.given_side(link_tables.table(ONCE))
    with DuckDB(threads=1) as engine:
        assert link(side, side, engine=engine).report.overall.linked == 2
        assert engine.has("left")


def test_conflicts_are_told_in_words() -> None:
    assert all(kind.words for kind in Conflict)
    report = linked(ONCE, TWICE).report
    assert "several rows on the right fit one on the left: not linked   1" in report.text()
    assert report.to_dict()["conflicts"] == [
        {"kind": "several_right", "meaning": Conflict.SEVERAL_RIGHT.words, "count": 1}
    ]


def test_without_an_identifier_in_common_it_says_what_each_has() -> None:
    with pytest.raises(UsageError, match="no identifier in common") as error:
        linked("row | ULN\na | 1000000019", "row | PMR\nb | AAAABBBBCCCCDDDD12")
    assert "left has ULN; right has PMR" in error.value.where


def test_a_pass_needs_its_columns_on_both_sides() -> None:
    with pytest.raises(UsageError, match="pass PMR needs PMR, which left has not"):
        linked("row | ULN\na | 1000000019", "row | ULN\nb | 1000000019", passes=[PMR])


def test_an_unknown_expectation_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="no such expectation: few-to-few") as error:
        linked(ONCE, TWICE, expect="few-to-few")
    assert "one-to-one, many-to-one, one-to-many or many-to-many" in error.value.where


def test_a_report_of_nothing_has_no_rate() -> None:
    side, _ = sides.given_side(link_tables.table(ONCE).slice(0, 0))
    report = link(side, side).report
    assert report.overall.rate is None
    assert report.overall.interval is None
    assert "no rate" in report.text()


@pytest.mark.parametrize("name", ["ULN", "PMR"])
def test_a_column_in_which_nothing_stands_links_nobody(name: str) -> None:
    side, _ = sides.given_side(pa.table({name: pa.nulls(2)}))
    links = link(side, side)
    assert (links.table.num_rows, dict(links.report.unlinked)) == (0, {f"no {name}": 2})


def test_what_passes_ask_is_kept_for_tables_with_the_same_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    left, right = "row | ULN\na | 1000000019", "row | ULN\n1 | 1000000019\n2 | 1000000000"
    first = pairs(linked(left, right, passes=[ULN]))
    monkeypatch.setattr(passes, "_candidates", lambda *_: pytest.fail("pairs are built again"))
    assert pairs(linked(left, right, passes=[ULN])) == first == {("a", "1", "ULN")}
    another = Pass("another way", ("ULN",), ("surname_initial",))
    with pytest.raises(pytest.fail.Exception, match="built again"):
        linked(left, right, passes=[another])
