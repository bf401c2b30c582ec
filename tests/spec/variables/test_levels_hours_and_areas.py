"""Levels, subject areas and hours of an aim; hours and the retention factor of a study programme."""

import pytest
from tests.support.text_tables import worked

from alder.derive import funding_16_to_19, length, listed_aim, notional_level
from alder.model.expr import Table, Value, coalesce

LEVELS = """
aim       | code
entry     | E
one or two| 1.5
two       | 2
eight     | 8
higher    | H
mixed     | M
unknown   | X
new code  | Q
no code   |
"""


def test_a_notional_level_has_a_label_a_number_and_a_group() -> None:
    labels = worked(LEVELS, lambda t: notional_level.level_label(t.code), code="text")
    assert labels == {
        "entry": "Entry",
        "one or two": "Level 1/2",
        "two": "Level 2",
        "eight": "Level 8",
        "higher": "Higher level",
        "mixed": "Mixed level",
        "unknown": "Not known",
        "new code": "Not known",
        "no code": "Not known",
    }
    groups = worked(LEVELS, lambda t: notional_level.level_group(notional_level.level_number(t.code)), code="text")
    assert groups == {
        "entry": "Entry/1",
        "one or two": "Entry/1",
        "two": "2",
        "eight": "4+",
        "higher": "4+",
        "mixed": "Unassigned",
        "unknown": "Unassigned",
        "new code": "Unassigned",
        "no code": "Unassigned",
    }


def test_what_level_1_2_and_higher_level_count_for_is_a_setting() -> None:
    found = worked(LEVELS, lambda t: notional_level.level_number(t.code, level_1_2=2, higher_level=5), code="text")
    assert (found["one or two"], found["higher"], found["two"], found["no code"]) == (2, 5, 2, None)


def test_level_2_holds_full_level_2_and_essential_skills_stand_apart() -> None:
    text = """
    aim          | number | full | essential
    maths        | 1      | no   | yes
    below        | 1      | no   | no
    wide         | 2      | yes  | no
    narrow       | 2      |      |
    three        | 3      | yes  | no
    five         | 5      | no   | no
    none         |        | no   | no
    """
    rows = {
        code: worked(
            text,
            lambda t, code=code: notional_level.falls_in(code, t.number, t.full, t.essential),
            number="whole",
            full="yes_no",
            essential="yes_no",
        )
        for code in (c.code for c in notional_level.FULL_LEVEL_ROWS)
    }
    assert {aim: [code for code in rows if rows[code][aim]] for aim in rows["level_2"]} == {
        "maths": ["essential_skills"],
        "below": ["below_level_2"],
        "wide": ["full_level_2", "level_2"],
        "narrow": ["level_2"],
        "three": ["full_level_3", "level_3"],
        "five": ["level_4_plus"],
        "none": ["no_level"],
    }


def test_the_first_tier_of_a_subject_area_is_its_whole_number() -> None:
    text = """
    aim            | code
    dentistry      | 1.2
    health         | 1
    law            | 15.4
    unknown        | -1
    not applicable | -2
    no such area   | 16
    none           |
    """
    assert worked(text, lambda t: listed_aim.tier_1_area(t.code), code="number") == {
        "dentistry": "1",
        "health": "1",
        "law": "15",
        "unknown": "Unknown",
        "not applicable": "Unknown",
        "no such area": "Unknown",
        "none": "Unknown",
    }


def test_study_programme_hours_are_learning_and_enrichment_together() -> None:
    text = """
    student       | learning | enrichment
    both          | 500      | 40
    one short     | 500      | 39
    learning only | 280      |
    enrichment    |          | 279
    neither       |          |
    """
    found = worked(
        text,
        lambda t: length.banded(length.study_programme_hours(t.learning, t.enrichment), length.STUDY_PROGRAMME_BANDS),
        learning="whole",
        enrichment="whole",
    )
    assert found == {
        "both": "540+",
        "one short": "450-539",
        "learning only": "280-359",
        "enrichment": "Up to 279",
        "neither": "Unknown",
    }


def test_guided_hours_have_bands_of_our_own() -> None:
    text = "aim | hours\na | 19\nb | 20\nc | 100\nd | 360\ne | 540\nf |"
    found = worked(text, lambda t: length.banded(t.hours, length.GUIDED_BANDS), hours="whole")
    assert found == {"a": "<20", "b": "20-99", "c": "100-359", "d": "360-539", "e": "540+", "f": "Unknown"}


def test_only_days_of_the_year_count_towards_a_start_of_the_year() -> None:
    text = """
    student                 | start      | planned    | ended      | hours
    second year of two      | 2022-09-05 | 2024-07-05 |            | 600
    not yet in the year     | 2024-09-01 | 2025-07-05 |            | 600
    before the year         | 2022-09-01 | 2023-07-31 | 2023-07-31 | 600
    too short ever to count | 2024-07-20 | 2024-07-29 |            | 100
    left on the 14th day    | 2023-09-11 | 2023-12-15 | 2023-09-24 |
    left on the 13th day    | 2023-09-11 | 2023-12-15 | 2023-09-23 |
    no planned end          | 2023-09-11 |            |            | 600
    """

    def started(t: Table) -> Value:
        planned = funding_16_to_19.days_in_year(t.start, t.planned, 2023)
        qualifying = funding_16_to_19.qualifying_days_in_year(t.hours, planned)
        return funding_16_to_19.started_in_year(t.start, t.planned, t.ended, qualifying, 2023)

    found = worked(
        text,
        started,
        start="day",
        planned="day",
        ended="day",
        hours="whole",
    )
    assert [name for name, started in found.items() if started] == ["second year of two", "left on the 14th day"]


@pytest.mark.parametrize(("went_on", "factor"), [("yes", 1.0), ("no", 0.5), ("", 0.5)])
def test_a_destination_keeps_the_factor_of_those_it_is_asked_for(went_on: str, factor: float) -> None:
    text = f"student | status | reason | months | new | stayed | went_on\nleft | 3 | 97 | 12 | yes | no | {went_on}"
    found = worked(
        text,
        lambda t: funding_16_to_19.retention_factor(
            coalesce(t.new, True),
            t.status,
            t.reason,
            planned_months=t.months,
            started_this_year=t.new,
            stayed_to_marker=t.stayed,
            destination=t.went_on,
        ),
        status="whole",
        reason="whole",
        months="whole",
        new="yes_no",
        stayed="yes_no",
        went_on="yes_no",
    )
    assert found == {"left": factor}
