"""Rules about aims that belong together: programmes and their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.sources.ilr import codes
from alder.sources.ilr.rules.book import ilr
from alder.sources.ilr.rules.terms import is_not, is_unknown, same

if TYPE_CHECKING:
    from alder.model.expr import Truth
    from alder.model.period import AcademicYear
    from alder.rules.language import Rows

PROGRAMME_AIM = "ZPROG001"
"""The code that stands for a programme as a whole."""


@ilr.rule("AimType_01", since="2016/17", reads=("AimType",), next="Use one of the codes 1, 3, 4 and 5.")
def unknown_aim_type(aim: Rows, year: AcademicYear) -> Truth:
    """The aim type is not on the code list."""
    return is_unknown(aim.AimType, codes.aim.aim_type, year)


@ilr.rule(
    "AimType_05", since="2016/17", reads=("AimType", "FundModel"), next="Check the aim type and the funding model."
)
def core_aim_outside_16_to_19(aim: Rows) -> Truth:
    """The aim is a core aim, but not in 16 to 19 funding."""
    return (aim.AimType == 5) & is_not(aim.FundModel, 25, 82)


@ilr.rule(
    "AimSeqNumber_02",
    since="2016/17",
    reads=("AimSeqNumber",),
    next="Number the learner's aims 1, 2, 3 and so on.",
)
def numbered_beyond_the_last(aim: Rows, aims: Rows) -> Truth:
    """The aim's number is greater than the number of the learner's aims."""
    return aim.AimSeqNumber > aims.count()


@ilr.rule("R07", since="2016/17", reads=("AimSeqNumber",), next="Give each of the learner's aims a number of its own.")
def same_number_twice(learner: Rows, aims: Rows) -> Truth:
    """Two aims of the learner have the same number."""
    return aims.any(aims.copies("AimSeqNumber") > 1)


@ilr.rule(
    "LearnAimRef_30",
    since="2016/17",
    reads=("LearnAimRef", "AimType"),
    next="Use ZPROG001 for programme aims, and for nothing else.",
)
def programme_code_and_type_differ(aim: Rows) -> Truth:
    """The aim is a programme by its code but not by its type, or the other way round."""
    return (aim.LearnAimRef == PROGRAMME_AIM).fill_null(False) != (aim.AimType == 1).fill_null(False)


@ilr.rule("ProgType_01", since="2016/17", reads=("ProgType", "AimType"), next="Add the programme type.")
def programme_without_a_type(aim: Rows) -> Truth:
    """The aim is a programme or part of one, but has no programme type."""
    return aim.AimType.isin([1, 3]) & aim.ProgType.isnull()


@ilr.rule(
    "ProgType_02",
    since="2016/17",
    reads=("ProgType", "AimType"),
    next="Take out the programme type, or change the aim type.",
)
def programme_type_of_a_single_aim(aim: Rows) -> Truth:
    """The aim stands alone, but has a programme type."""
    return (aim.AimType == 4) & aim.ProgType.notnull()


@ilr.rule(
    "R30",
    until="2020/21",
    reads=("AimType", "ProgType", "FworkCode", "PwayCode"),
    next="Add the programme aim, or check the programme of this part.",
)
def part_without_a_programme_2020(aim: Rows, others: Rows) -> Truth:
    """The aim is part of a programme, but the learner has no such programme.

    Programmes are told apart by type, framework and pathway; apprenticeship standards are left to R66. The service
    reported the first such aim of a programme only; here each of them is told.
    """
    programme = (
        (others.AimType == 1)
        & same(others.ProgType, aim.ProgType)
        & same(others.FworkCode, aim.FworkCode)
        & same(others.PwayCode, aim.PwayCode)
    )
    return (aim.AimType == 3) & is_not(aim.ProgType, 25) & others.none(programme)


@ilr.rule(
    "R30",
    since="2025/26",
    reads=("AimType", "ProgType", "StdCode"),
    next="Add the programme aim, or check the programme of this part.",
)
def part_without_a_programme(aim: Rows, others: Rows) -> Truth:
    """The aim is part of a programme, but the learner has no such programme.

    Programmes are told apart by type and apprenticeship standard.
    """
    programme = (others.AimType == 1) & same(others.ProgType, aim.ProgType) & same(others.StdCode, aim.StdCode)
    return (aim.AimType == 3) & others.none(programme)


@ilr.rule(
    "R31",
    until="2020/21",
    reads=("AimType", "LearnActEndDate", "ProgType", "FworkCode", "PwayCode"),
    next="Add the aims that make up the programme.",
)
def programme_without_parts_2020(aim: Rows, others: Rows) -> Truth:
    """The programme goes on, but the learner has no aim that is part of it."""
    part = (
        others.AimType.isin([3, 5])
        & same(others.ProgType, aim.ProgType)
        & same(others.FworkCode, aim.FworkCode)
        & same(others.PwayCode, aim.PwayCode)
    )
    return (aim.AimType == 1) & aim.LearnActEndDate.isnull() & others.none(part)


@ilr.rule(
    "R31",
    since="2025/26",
    reads=("AimType", "LearnActEndDate", "ProgType", "StdCode"),
    next="Add the aims that make up the programme.",
)
def programme_without_parts(aim: Rows, others: Rows) -> Truth:
    """The programme goes on, but the learner has no aim that is part of it.

    The printed text asks for another programme aim, which cannot be meant: parts have aim type 3, as in 2020/21.
    """
    part = (others.AimType == 3) & same(others.ProgType, aim.ProgType) & same(others.StdCode, aim.StdCode)
    return (aim.AimType == 1) & aim.LearnActEndDate.isnull() & others.none(part)


@ilr.rule(
    "R58",
    since="2016/17",
    reads=("AimType", "LearnStartDate", "LearnActEndDate"),
    next="End one core aim before the next begins.",
)
def core_aims_overlap(learner: Rows, aims: Rows) -> Truth:
    """Two core aims of the learner overlap."""
    core = aims.where(aims.AimType == 5)
    next_start = core.following("LearnStartDate", by="LearnStartDate")
    # An open aim overlaps with any later one; the last has none after it.
    return core.any(next_start.notnull() & (aims.LearnActEndDate.isnull() | (aims.LearnActEndDate >= next_start)))


@ilr.rule(
    "R125",
    reads=("AimType", "ProgType", "FundModel"),
    next="Add the T Level programme aim, or check the programme of this aim.",
)
def t_level_part_without_a_programme(aim: Rows, others: Rows) -> Truth:
    """The aim is part of a T Level or its foundation year, but the learner has no such programme."""
    programme = (others.AimType == 1) & (others.FundModel == aim.FundModel) & (others.ProgType == aim.ProgType)
    return aim.AimType.isin([3, 5]) & aim.ProgType.isin([30, 31]) & others.none(programme)


@ilr.rule(
    "R126",
    reads=("AimType", "ProgType", "FundModel"),
    next="Add the aims that make up the T Level.",
)
def t_level_programme_without_parts(aim: Rows, others: Rows) -> Truth:
    """The aim is a T Level or its foundation year, but the learner has no aim that is part of it."""
    part = others.AimType.isin([3, 5]) & (others.FundModel == aim.FundModel) & (others.ProgType == aim.ProgType)
    return (aim.AimType == 1) & aim.ProgType.isin([30, 31]) & others.none(part)


@ilr.rule(
    "R67",
    since="2016/17",
    reads=("WorkPlaceStartDate", "WorkPlaceEmpId"),
    next="Take out one of the placements.",
)
def same_placement_twice(aim: Rows, placement: Rows) -> Truth:
    """The aim has the same work placement twice."""
    return placement.any(placement.copies("WorkPlaceStartDate", "WorkPlaceEmpId") > 1)
