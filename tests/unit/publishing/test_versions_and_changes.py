"""Version numbers, and how people ask for them.

Which figures differ between two versions of a data set.

What a new version of a data set changed, as people read it in feeds, in e-mail and on its page.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from alder.publishing.releases import VersionNumber, VersionPattern, VersionType
from alder.publishing.releases.changes import ChangeLog, figures_changed, in_words

NUMBERS = [VersionNumber(*parts) for parts in ((1, 0), (1, 1), (1, 10), (2, 0), (2, 0, 1), (2, 0, 2))]

ASKED = """
1      1.0
2.0.1  2.0.1
v1.10  1.10
V2     2.0
*      2.0.2
1.*    1.10
2.0.*  2.0.2
3      -
3.*    -
"""
NOT_VERSIONS = ["", "one", "1.", ".1", "*.1", "1.*.1", "1.0.0.0", "-1", "1 0", "1.0?indicators=x", "9999999"]


@pytest.mark.parametrize("line", ASKED.strip().splitlines())
def test_a_version_is_found_by_number_or_star(line: str) -> None:
    text, version = line.split()
    pattern = VersionPattern.parse(text)
    assert pattern is not None
    assert str(pattern.of(NUMBERS) or "-") == version


@pytest.mark.parametrize("text", NOT_VERSIONS, ids=repr)
def test_what_is_not_a_version(text: str) -> None:
    assert VersionPattern.parse(text) is None


def test_the_next_number_says_what_changed() -> None:
    now = VersionNumber(2, 1, 3)
    assert [str(now.next(type)) for type in VersionType] == ["3.0", "2.2", "2.1.4"]
    assert [now.next(type).type for type in VersionType] == list(VersionType)


def table(text: str) -> pa.Table:
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return pa.table({name: [row[n] or None for row in rows] for n, name in enumerate(head)})


BEFORE = table("""
    time_period | country_code | la_name | sex    | pupils | rate
    202324      | E1           | Cove    | Girls  | 10     | 5.1
    202324      | E1           | Cove    | Boys   | 12     | c
    202324      | E1           | Aldby   |        | 7      | 3.0
    202223      | E1           | Aldby   | Girls  | 9      | 4.0
""")


def test_rows_are_matched_by_all_that_is_no_figure_also_by_blanks() -> None:
    after = table("""
        time_period | country_code | la_name | sex    | pupils | rate
        202324      | E1           | Aldby   |        | 8      | 3.0
        202324      | E1           | Cove    | Boys   | 12     | 4.9
        202324      | E1           | Cove    | Girls  | 10     | 5.1
        202425      | E1           | Cove    | Girls  | 11     | 5.2
    """)
    found = figures_changed(BEFORE, after, ["pupils", "rate"])
    assert (found.gone, found.new, found.changed) == (1, 1, 2)
    assert sorted(tuple(one.values()) for one in found.examples) == [
        ("202324, Aldby", "pupils", "7", "8"),
        ("202324, Cove, Boys", "rate", "c", "4.9"),
    ]


def test_the_same_figures_in_another_order_differ_in_nothing() -> None:
    found = figures_changed(BEFORE, BEFORE.take([3, 1, 0, 2]), ["pupils", "rate"])
    assert found.to_json() == {"gone": 0, "new": 0, "changed": 0, "examples": []}


def test_columns_that_only_one_version_has_are_left_out_of_the_comparison() -> None:
    after = BEFORE.drop_columns(["rate"]).append_column("absent", pa.array(["1", "2", "3", "4"]))
    assert figures_changed(BEFORE, after, ["pupils", "absent"]).changed == 0


def test_a_figure_that_came_or_went_differs() -> None:
    after = BEFORE.set_column(5, "rate", pa.array([None, "c", "3.0", "4.0"]))
    (one,) = figures_changed(BEFORE, after, ["pupils", "rate"]).examples
    assert (one["was"], one["is"]) == ("5.1", "")


GROUP = {"id": "abcde", "column": "group", "label": "Pupil group", "hint": ""}
RATE = {"id": "fghij", "column": "rate", "label": "Absence rate", "unit": "%", "decimalPlaces": 1}
COVE = {"id": "klmno", "label": "Cove", "code": "X06000003", "oldCode": "903"}
LA = {"code": "LA", "label": "Local authority"}
REGION = {"code": "REG", "label": "Regional"}


def items(*changes: dict[str, Any]) -> dict[str, Any]:
    return {"filterOptions": [{"filter": GROUP, "options": list(changes)}]}


def labelled(side: str, *labels: str) -> list[dict[str, Any]]:
    return [{side: {"id": str(n), "label": label}} for n, label in enumerate(labels)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (items({"previousState": {"id": "1", "label": "Girls"}}), "Item taken out in “Pupil group”: “Girls”."),
        (items(*labelled("currentState", "Boys", "Girls")), "Items added in “Pupil group”: “Boys” and “Girls”."),
        (
            items(*labelled("currentState", *"abcdefghij")),
            "Items added in “Pupil group”: “a”, “b”, “c”, “d”, “e”, “f”, “g”, “h” and 2 more items.",
        ),
        ({"filters": [{"previousState": GROUP}]}, "Group taken out: “Pupil group”."),
        ({"indicators": [{"currentState": RATE}]}, "Measure added: “Absence rate”."),
        (
            {"indicators": [{"previousState": RATE, "currentState": RATE | {"unit": "", "decimalPlaces": 2}}]},
            "Measure “Absence rate”: unit was “%” and is blank now and decimal places was “1” and is now “2”.",
        ),
        (
            {"filters": [{"previousState": GROUP, "currentState": GROUP | {"hint": "As schools record it"}}]},
            "Group “Pupil group”: explanation is now “As schools record it”.",
        ),
        (
            {
                "locationOptions": [
                    {"level": LA, "options": [{"previousState": COVE, "currentState": COVE | {"code": "X9"}}]}
                ]
            },
            "Place “Cove” at the level local authority: code was “X06000003” and is now “X9”.",
        ),
        (
            {"geographicLevels": [{"previousState": LA}], "locationGroups": [{"previousState": {"level": LA}}]},
            "Level of places taken out: “Local authority”.",
        ),
        ({"locationGroups": [{"currentState": {"level": REGION}}]}, "Level that rows name added: “Regional”."),
        (
            {"timePeriods": [{"currentState": {"code": "AY", "period": "2024/2025", "label": "2024/25"}}]},
            "Period added: “2024/25”.",
        ),
    ],
)
def test_a_change_is_told_in_a_sentence(changes: dict[str, Any], said: str) -> None:
    assert in_words({"majorChanges": changes}) == ChangeLog((said,), ())
    assert in_words({"minorChanges": changes}) == ChangeLog((), (said,))


def test_many_changes_of_one_kind_are_counted() -> None:
    changed = [
        {"previousState": {"id": str(n), "label": f"{n}"}, "currentState": {"id": str(n), "label": f"{n} years"}}
        for n in range(11)
    ]
    *told, rest = in_words({"minorChanges": items(*changed)}).other
    assert told[0] == "Item “0 years” in “Pupil group”: name was “0” and is now “0 years”."
    assert (len(told), rest) == (8, "3 more items changed in “Pupil group”.")


def test_a_first_version_changes_nothing() -> None:
    assert in_words({}) == ChangeLog((), ())
