"""Rules about how the aims of a Skills Bootcamp fit together.

A bootcamp is a programme aim with the parts of one contract beside it. Until July 2025 its later steps (an interview
was offered, a job was begun) were aims of their own; since then they are dated event records of the programme aim.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.list_of_aims import is_in_category, is_in_category_on
from alder.sources.ilr.rules.terms import has, is_not, same

if TYPE_CHECKING:
    from alder.model.expr import Day, Truth
    from alder.rules.language import Rows

BOOTCAMP = 32
STEPS_2025 = date(2025, 8, 1)
"""From this day on, steps are event records."""

COMPLETION = ("Z0059747", "Z0059748", "Z0059749")
STEPS = (*COMPLETION, "Z0060439", "Z0009541", "Z0060440", "Z0060441", "Z0060442", "Z0060443")
"""Aims that stand for a step of a bootcamp. The first three say that it was completed."""

TRAINING = 62
"""The category of the aims that are a bootcamp's training."""

PROGRAMME = ("AimType", "ProgType", "FundModel", "ConRefNumber")
CONTRACT = ("AimType", "ProgType", "ConRefNumber", "LearnStartDate")


def _is_programme(aim: Rows) -> Truth:
    return (aim.AimType == 1) & (aim.ProgType == BOOTCAMP)


def _is_part(aim: Rows) -> Truth:
    return (aim.AimType == 3) & (aim.ProgType == BOOTCAMP)


def _of_contract(others: Rows, aim: Rows) -> Rows:
    """The learner's aims under the same contract; none equals none."""
    return others.where(same(others.ConRefNumber, aim.ConRefNumber))


def _of_bootcamp(others: Rows, aim: Rows) -> Rows:
    """The learner's aims of the same bootcamp: contract, programme and funding model are equal."""
    alike = same(others.FundModel, aim.FundModel) & same(others.ProgType, aim.ProgType)
    return _of_contract(others, aim).where(alike)


def _first_start(aims: Rows, aim: Rows) -> Day:
    """The day on which the first programme aim of the contract started."""
    return _of_contract(aims, aim).where(aims.AimType == 1).smallest("LearnStartDate")


# Programme and parts ---------------------------------------------------------------------------------------------


@ilr.rule("R135", since="2025/26", reads=PROGRAMME, next="Add the programme aim, or check the contract number.")
def part_without_its_programme(aim: Rows, others: Rows) -> Truth:
    """A part of a Skills Bootcamp has no programme aim with the same funding model and contract."""
    return _is_part(aim) & _of_bootcamp(others, aim).none(others.AimType == 1)


@ilr.rule("R136", since="2025/26", reads=PROGRAMME, next="Add the parts, or check the contract number.")
def programme_without_a_part(aim: Rows, others: Rows) -> Truth:
    """The programme aim of a Skills Bootcamp has no part with the same funding model and contract."""
    return _is_programme(aim) & _of_bootcamp(others, aim).none(others.AimType == 3)


@ilr.rule(
    "R140",
    since="2025/26",
    reads=(*PROGRAMME, "LearnStartDate", "LearnActEndDate"),
    next="End the part, or take the end out of the programme aim.",
)
def part_outlives_its_programme(aim: Rows, others: Rows) -> Truth:
    """A part of a Skills Bootcamp still goes on, but its programme aim has ended."""
    programme = _of_bootcamp(others, aim).where(others.AimType == 1).latest("LearnStartDate")
    return _is_part(aim) & aim.LearnActEndDate.isnull() & programme.any(others.LearnActEndDate.notnull())


@ilr.rule(
    "R143",
    since="2025/26",
    reads=(*PROGRAMME, "LearnStartDate", "LearnActEndDate"),
    next="Check the end dates: the programme aim ends with its last part.",
)
def programme_ends_before_its_parts(aim: Rows, others: Rows) -> Truth:
    """The latest programme aim of a Skills Bootcamp ended before the last of its parts did."""
    alike = _of_bootcamp(others, aim)
    followed = alike.any((others.AimType == 1) & (others.LearnStartDate > aim.LearnStartDate))
    last = alike.where(others.AimType == 3).greatest("LearnActEndDate")
    return _is_programme(aim) & ~followed & (aim.LearnActEndDate < last)


@ilr.rule("R144", since="2025/26", reads=(*CONTRACT, "AchDate"), next="Check the achievement date.")
def achieved_before_the_first_start(aim: Rows, aims: Rows) -> Truth:
    """A Skills Bootcamp was achieved before its contract's first programme aim started.

    For starts from August 2023.
    """
    return _is_programme(aim) & (aim.LearnStartDate >= date(2023, 8, 1)) & (aim.AchDate < _first_start(aims, aim))


# Training, by the list of aims -----------------------------------------------------------------------------------


def _training(others: Rows, aim: Rows, lars_category: Rows) -> Truth:
    """A part under the same contract that is a bootcamp's training."""
    alike = (others.AimType == 3) & same(others.ConRefNumber, aim.ConRefNumber)
    return alike & is_in_category_on(lars_category.of(others), others.LearnStartDate, TRAINING)


@ilr.rule(
    "R139",
    since="2025/26",
    reads=(*CONTRACT, "LearnAimRef", "CompStatus", "LearnActEndDate"),
    next="End the training, or check the completion status of the programme aim.",
)
def completed_without_finished_training(aim: Rows, others: Rows, lars_category: Rows) -> Truth:
    """A Skills Bootcamp is complete, but no training under its contract has ended."""
    ended = _training(others, aim, lars_category) & others.LearnActEndDate.notnull()
    return _is_programme(aim) & (aim.CompStatus == 2) & others.none(ended)


@ilr.rule(
    "R141",
    since="2025/26",
    reads=(*CONTRACT, "LearnAimRef", "LearnActEndDate"),
    next="Add the training, or check its aim code and contract number.",
)
def goes_on_without_training(aim: Rows, others: Rows, lars_category: Rows) -> Truth:
    """A Skills Bootcamp goes on, but there is no training under its contract."""
    return _is_programme(aim) & aim.LearnActEndDate.isnull() & others.none(_training(others, aim, lars_category))


@ilr.rule(
    "R149",
    since="2025/26",
    reads=(*CONTRACT, "LearnAimRef"),
    next="Check the start dates: training begins with the programme or later.",
)
def training_before_the_programme(aim: Rows, others: Rows, lars_category: Rows) -> Truth:
    """The training of a Skills Bootcamp started before its contract's first programme aim.

    For programme aims that started in August 2024 or later. The aim may be in the category of training at any time.
    """
    first = _first_start(others, aim)
    training = (aim.ProgType == BOOTCAMP) & is_in_category(lars_category, TRAINING)
    return training & is_not(aim.AimType, 1) & (first >= date(2024, 8, 1)) & (aim.LearnStartDate < first)


# Steps -----------------------------------------------------------------------------------------------------------


@ilr.rule(
    "R138",
    since="2025/26",
    reads=(
        *("AimType", "ProgType", "CompStatus", "LearnStartDate", "AchDate", "LearnAimRef", "LearnActEndDate"),
        "FilePreparationDate",
    ),
    next="Add the aim for the completion, or the achievement date.",
)
def completed_without_a_sign_of_it(aim: Rows, aims: Rows, file: Rows) -> Truth:
    """A Skills Bootcamp is complete, but has neither an achievement date nor an aim that says so.

    For starts to July 2025. No longer asked when the file was made more than six months after the end.
    """
    from alder.model import expr

    programmes = aims.where(_is_programme(aims))
    unsaid = programmes.latest("LearnStartDate").any(aims.AchDate.isnull()) & aims.none(
        aims.LearnAimRef.isin(COMPLETION)
    )
    long_ago = file.FilePreparationDate > aim.LearnActEndDate + expr.interval(months=6)
    complete = _is_programme(aim) & (aim.CompStatus == 2) & (aim.LearnStartDate < STEPS_2025)
    return complete & unsaid & ~long_ago.fill_null(False)


@ilr.rule("R150", since="2025/26", reads=(*CONTRACT, "LearnAimRef"), next="Check the start dates.")
def step_before_the_programme(aim: Rows, others: Rows) -> Truth:
    """A step of a Skills Bootcamp was taken before its contract's first programme aim started.

    For programme aims that started from August 2024 to July 2025.
    """
    first = _first_start(others, aim)
    step = (aim.ProgType == BOOTCAMP) & aim.LearnAimRef.isin(STEPS)
    return step & first.between(date(2024, 8, 1), date(2025, 7, 31)) & (aim.LearnStartDate < first)


FAM = ("LearnDelFAMType", "LearnDelFAMDateFrom")


@ilr.rule(
    "R152",
    since="2025/26",
    reads=(*CONTRACT, "LearnDelFAMType"),
    next="Record the step as an aim, as bootcamps to July 2025 do.",
)
def event_of_an_older_bootcamp(aim: Rows, aims: Rows, fam: Rows) -> Truth:
    """A Skills Bootcamp that started before August 2025 has an event record."""
    return _is_programme(aim) & (_first_start(aims, aim) < STEPS_2025) & has(fam, "EVI")


@ilr.rule("R153", since="2025/26", reads=(*CONTRACT, *FAM), next="Check the date of the event.")
def event_before_events_were_recorded(aim: Rows, aims: Rows, fam: Rows) -> Truth:
    """A Skills Bootcamp that started in August 2025 or later has an event dated before August 2025."""
    early = (fam.LearnDelFAMType == "EVI") & (fam.LearnDelFAMDateFrom < STEPS_2025)
    return _is_programme(aim) & (_first_start(aims, aim) >= STEPS_2025) & fam.any(early)


@ilr.rule(
    "R154",
    since="2025/26",
    reads=(*CONTRACT, "LearnAimRef"),
    next="Record the step as an event of the programme aim.",
)
def step_as_an_aim_of_a_newer_bootcamp(aim: Rows, aims: Rows) -> Truth:
    """A Skills Bootcamp that started in August 2025 or later records a step as an aim of its own."""
    step = (aims.AimType == 3) & aims.LearnAimRef.isin(STEPS)
    return _is_programme(aim) & (_first_start(aims, aim) >= STEPS_2025) & aims.any(step)
