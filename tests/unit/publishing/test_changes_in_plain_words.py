"""What a new version of a data set changed, as people read it in feeds, in e-mail and on its page."""

from __future__ import annotations

from typing import Any

import pytest

from alder.publishing.releases.changes import ChangeLog, in_words

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
