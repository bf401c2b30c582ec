"""How the aims of a Skills Bootcamp fit together."""

from __future__ import annotations

import pytest

from alder.sources.ilr.rules import bootcamps

PAIRS = """
    case             | AimType | ProgType | FundModel | ConRefNumber
    programme alone  | 1       | 32       | 37        | A
    part alone       | 3       | 32       | 37        | A
    together         | 1       | 32       | 37        | A
    together         | 3       | 32       | 37        | A
    no numbers       | 1       | 32       | 37        |
    no numbers       | 3       | 32       | 37        |
    two contracts    | 1       | 32       | 37        | A
    two contracts    | 3       | 32       | 37        | B
    apprenticeship   | 1       | 25       | 36        |
    apprenticeship   | 3       | 25       | 36        | B
"""


def test_a_part_has_its_programme(breaks):
    breaks(bootcamps.part_without_its_programme, aim=PAIRS, expect=["part alone", "two contracts"])


def test_a_programme_has_a_part(breaks):
    breaks(bootcamps.programme_without_a_part, aim=PAIRS, expect=["programme alone", "two contracts"])


def test_a_part_ends_with_its_programme(breaks):
    breaks(
        bootcamps.part_outlives_its_programme,
        aim="""
            case             | AimType | ProgType | ConRefNumber | LearnStartDate | LearnActEndDate
            programme ended  | 1       | 32       | A            | 2025-09-01     | 2025-11-01
            programme ended  | 3       | 32       | A            | 2025-09-01     |
            both ended       | 1       | 32       | A            | 2025-09-01     | 2025-11-01
            both ended       | 3       | 32       | A            | 2025-09-01     | 2025-11-01
            begun again      | 1       | 32       | A            | 2025-09-01     | 2025-11-01
            begun again      | 1       | 32       | A            | 2025-12-01     |
            begun again      | 3       | 32       | A            | 2025-09-01     |
        """,
        expect=["programme ended"],
    )


def test_a_programme_ends_with_its_last_part_or_later(breaks):
    breaks(
        bootcamps.programme_ends_before_its_parts,
        aim="""
            case        | AimType | ProgType | ConRefNumber | LearnStartDate | LearnActEndDate
            day before  | 1       | 32       | A            | 2025-09-01     | 2025-11-01
            day before  | 3       | 32       | A            | 2025-09-01     | 2025-11-02
            same day    | 1       | 32       | A            | 2025-09-01     | 2025-11-01
            same day    | 3       | 32       | A            | 2025-09-01     | 2025-11-01
            followed    | 1       | 32       | A            | 2025-09-01     | 2025-11-01
            followed    | 1       | 32       | A            | 2025-11-02     | 2025-12-01
            followed    | 3       | 32       | A            | 2025-09-01     | 2025-12-01
            goes on     | 1       | 32       | A            | 2025-09-01     |
            goes on     | 3       | 32       | A            | 2025-09-01     | 2025-11-01
        """,
        expect=["day before"],
    )


def test_a_bootcamp_is_not_achieved_before_it_first_starts(breaks):
    breaks(
        bootcamps.achieved_before_the_first_start,
        aim="""
            case        | AimType | ProgType | ConRefNumber | LearnStartDate | AchDate
            day before  | 1       | 32       | A            | 2023-08-02     | 2023-08-01
            that day    | 1       | 32       | A            | 2023-08-02     | 2023-08-02
            older       | 1       | 32       | A            | 2023-07-31     | 2023-07-30
            restarted   | 1       | 32       | A            | 2023-08-01     |
            restarted   | 1       | 32       | A            | 2023-10-01     | 2023-09-01
        """,
        expect=["day before"],
    )


TRAINING = """
    LearnAimRef | CategoryRef | EffectiveFrom | EffectiveTo
    60000001    | 62          | 2022-08-01    |
    60000002    | 62          | 2022-08-01    | 2025-08-31
    60000003    | 2           | 2022-08-01    |
"""


def test_a_completed_bootcamp_has_training_that_ended(breaks):
    breaks(
        bootcamps.completed_without_finished_training,
        aim="""
            case              | AimType | CompStatus | ProgType | ConRefNumber | LearnAimRef | LearnStartDate | LearnActEndDate
            training goes on  | 1       | 2          | 32       | A            | ZPROG001    | 2025-09-01     | 2025-11-01
            training goes on  | 3       | 1          | 32       | A            | 60000001    | 2025-09-01     |
            no longer listed  | 1       | 2          | 32       | A            | ZPROG001    | 2025-09-01     | 2025-11-01
            no longer listed  | 3       | 2          | 32       | A            | 60000002    | 2025-09-01     | 2025-11-01
            training ended    | 1       | 2          | 32       | A            | ZPROG001    | 2025-09-01     | 2025-11-01
            training ended    | 3       | 2          | 32       | A            | 60000001    | 2025-09-01     | 2025-11-01
            not complete      | 1       | 3          | 32       | A            | ZPROG001    | 2025-09-01     | 2025-11-01
        """,  # noqa: E501  # a record is a line
        lars_category=TRAINING,
        expect=["training goes on", "no longer listed"],
    )


def test_a_bootcamp_that_goes_on_has_training(breaks):
    breaks(
        bootcamps.goes_on_without_training,
        aim="""
            case          | AimType | ProgType | ConRefNumber | LearnAimRef | LearnStartDate | LearnActEndDate
            no training   | 1       | 32       | A            | ZPROG001    | 2025-09-01     |
            no training   | 3       | 32       | A            | 60000003    | 2025-09-01     |
            training      | 1       | 32       | A            | ZPROG001    | 2025-09-01     |
            training      | 3       | 32       | A            | 60000001    | 2025-09-01     |
            ended         | 1       | 32       | A            | ZPROG001    | 2025-09-01     | 2025-10-01
        """,
        lars_category=TRAINING,
        expect=["no training"],
    )


@pytest.mark.parametrize(
    ("function", "reference"),
    [(bootcamps.training_before_the_programme, {"lars_category": TRAINING}), (bootcamps.step_before_the_programme, {})],
)
def test_nothing_of_a_bootcamp_comes_before_its_programme(breaks, function, reference):
    code = "60000001" if reference else "Z0060439"
    breaks(
        function,
        aim=f"""
            case          | AimType | ProgType | ConRefNumber | LearnAimRef | LearnStartDate
            day before    | 1       | 32       | A            | ZPROG001    | 2024-08-02
            day before    | 3       | 32       | A            | {code}      | 2024-08-01
            same day      | 1       | 32       | A            | ZPROG001    | 2024-08-02
            same day      | 3       | 32       | A            | {code}      | 2024-08-02
            older         | 1       | 32       | A            | ZPROG001    | 2024-07-31
            older         | 3       | 32       | A            | {code}      | 2024-07-30
            another aim   | 1       | 32       | A            | ZPROG001    | 2024-08-02
            another aim   | 3       | 32       | A            | 60000003    | 2024-08-01
        """,
        **reference,
        expect=["day before"],
    )


def test_training_before_the_programme_is_training_whenever_it_was_listed(breaks):
    breaks(
        bootcamps.training_before_the_programme,
        aim="""
            case          | AimType | ProgType | ConRefNumber | LearnAimRef | LearnStartDate
            listed before | 1       | 32       | A            | ZPROG001    | 2025-10-02
            listed before | 3       | 32       | A            | 60000002    | 2025-10-01
            never listed  | 1       | 32       | A            | ZPROG001    | 2025-10-02
            never listed  | 3       | 32       | A            | 60000003    | 2025-10-01
        """,
        lars_category=TRAINING,
        expect=["listed before"],
    )


def test_a_completed_bootcamp_shows_a_sign_of_it(breaks):
    breaks(
        bootcamps.completed_without_a_sign_of_it,
        file="""
            case             | FilePreparationDate
            no sign          | 2026-02-28
            six months ago   | 2026-03-01
        """,
        aim="""
            case             | AimType | ProgType | CompStatus | LearnAimRef | LearnStartDate | LearnActEndDate | AchDate
            no sign          | 1       | 32       | 2          | ZPROG001    | 2025-07-31     | 2025-08-31      |
            six months ago   | 1       | 32       | 2          | ZPROG001    | 2025-07-31     | 2025-08-31      |
            achieved         | 1       | 32       | 2          | ZPROG001    | 2025-07-31     | 2026-06-30      | 2026-06-30
            says so          | 1       | 32       | 2          | ZPROG001    | 2025-07-31     | 2026-06-30      |
            says so          | 3       | 32       | 2          | Z0059748    | 2025-08-31     | 2026-06-30      |
            newer            | 1       | 32       | 2          | ZPROG001    | 2025-08-01     | 2026-06-30      |
        """,  # noqa: E501  # a record is a line
        expect=["no sign"],
    )


EVENTS = {
    "aim": """
        case             | AimType | ProgType | ConRefNumber | LearnAimRef | LearnStartDate
        older            | 1       | 32       | A            | ZPROG001    | 2025-07-31
        newer            | 1       | 32       | A            | ZPROG001    | 2025-08-01
        newer, early     | 1       | 32       | A            | ZPROG001    | 2025-08-01
        first was older  | 1       | 32       | A            | ZPROG001    | 2025-07-31
        first was older  | 1       | 32       | A            | ZPROG001    | 2025-09-01
        no event         | 1       | 32       | A            | ZPROG001    | 2025-08-01
    """,
    "fam": """
        case             | aim | LearnDelFAMType | LearnDelFAMDateFrom
        older            | 1   | EVI             | 2025-09-01
        newer            | 1   | EVI             | 2025-08-01
        newer, early     | 1   | EVI             | 2025-07-31
        first was older  | 2   | EVI             | 2025-07-31
    """,
}


def test_a_bootcamp_to_july_2025_has_no_event_records(breaks):
    breaks(bootcamps.event_of_an_older_bootcamp, **EVENTS, expect=["older", "first was older"])


def test_events_are_dated_from_august_2025(breaks):
    breaks(bootcamps.event_before_events_were_recorded, **EVENTS, expect=["newer, early"])


def test_since_august_2025_a_step_is_no_aim(breaks):
    breaks(
        bootcamps.step_as_an_aim_of_a_newer_bootcamp,
        aim="""
            case          | AimType | ProgType | ConRefNumber | LearnAimRef | LearnStartDate
            newer         | 1       | 32       | A            | ZPROG001    | 2025-08-01
            newer         | 3       | 32       | A            | Z0009541    | 2025-10-01
            older         | 1       | 32       | A            | ZPROG001    | 2025-07-31
            older         | 3       | 32       | A            | Z0009541    | 2025-10-01
            training only | 1       | 32       | A            | ZPROG001    | 2025-08-01
            training only | 3       | 32       | A            | 60000001    | 2025-08-01
        """,
        expect=["newer"],
    )
