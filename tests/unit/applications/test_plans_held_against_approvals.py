"""A plan of an extract names what was approved, or the agreement does not go out."""

from __future__ import annotations

import pytest

from alder.web.applications.extract_plans import faults

ANSWERS = {
    "G2": [
        {"source": "npd_ks4", "first": "2015/16", "last": "2016/17"},
        {"source": "npd_census", "first": "2015/16", "last": "2016/17"},
        {"source": "leo", "first": "2016/17", "last": "2019/20"},
    ],
    "G4": [
        {"source": "npd_ks4", "field": "GENDER", "form": "as collected"},
        {"source": "npd_ks4", "field": "P8SCORE", "form": "banded"},
        {"source": "leo", "field": "Main_Section", "form": "as collected"},
    ],
}
PLAN = """
form = 1
agreement = "A-1"
project = "leavers"
link = ["PMR"]
through = ["npd_census.pupil"]

[[tables]]
source = "npd_ks4"
record = "ks4_pupil"
years = ["2015/16"]
fields = ["GENDER"]
bands = { P8SCORE = 2 }
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("", "", []),
        ('"2015/16"', '"2017/18"', ["2017/18 of npd_ks4 was not approved."]),
        ('"GENDER"', '"FSM"', ["FSM of npd_ks4 was not approved as collected."]),
        ('"GENDER"', '"GENDER", "IDACI"', ["IDACI of npd_ks4 was not approved as collected."]),
        ("P8SCORE =", "ATT8 =", ["ATT8 of npd_ks4 was not approved."]),
        ("npd_census.pupil", "plams", ["plams was not approved."]),
        ('"A-1"', '"A-2"', ['The plan is of agreement = "A-1" and project = "leavers".']),
    ],
)
def test_what_was_not_approved_is_named(old: str, new: str, says: list[str]) -> None:
    assert old in PLAN
    assert faults(PLAN.replace(old, new, 1), ANSWERS, "A-1", "leavers") == says
