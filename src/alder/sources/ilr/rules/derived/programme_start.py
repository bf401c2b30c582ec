"""The day on which the programme, or the European Social Fund contract, began that an aim is part of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.sources.ilr.rules.terms import same

if TYPE_CHECKING:
    from alder.model.expr import Day
    from alder.rules.language import Rows


def programme_start(aim: Rows, aims: Rows) -> Day:
    """The first start of the programme, told by type, framework and pathway (DD04 of 2020/21); missing without one.

    Missing codes equal missing ones, so of an apprenticeship standard any will do.
    """
    programme = (
        (aims.AimType == 1)
        & same(aims.ProgType, aim.ProgType)
        & same(aims.FworkCode, aim.FworkCode)
        & same(aims.PwayCode, aim.PwayCode)
    )
    return aims.where(programme).smallest("LearnStartDate")


def programme_start_by_type(aim: Rows, aims: Rows) -> Day:
    """The first start of a programme of the same type (DD04 since frameworks are gone)."""
    return aims.where((aims.AimType == 1) & same(aims.ProgType, aim.ProgType)).smallest("LearnStartDate")


def standard_start(aim: Rows, aims: Rows) -> Day:
    """The first start of the programme aim of the same apprenticeship standard (DD18)."""
    programme = (aims.AimType == 1) & (aims.ProgType == 25) & (aims.StdCode == aim.StdCode)
    return aims.where(programme).smallest("LearnStartDate")


FIRST_AIM = "ZESF0001"
"""The aim with which the learner's part in a contract begins."""


def completed_first_aims(aims: Rows) -> Rows:
    """The learner's completed first aims, of whichever contract."""
    return aims.where((aims.LearnAimRef == FIRST_AIM) & (aims.CompStatus == 2) & aims.ConRefNumber.notnull())


def contract_start(aim: Rows, aims: Rows) -> Day:
    """The last start of a completed first aim of the contract of `aim` (DD22); missing if there is none."""
    return completed_first_aims(aims).where(aims.ConRefNumber == aim.ConRefNumber).greatest("LearnStartDate")


def start_that_tells_the_age(aim: Rows, aims: Rows) -> Day:
    """The same day, for the age of the learner (DD23): here aims without a contract number are of one contract too."""
    completed = (aims.LearnAimRef == FIRST_AIM) & (aims.CompStatus == 2)
    return aims.where(completed & same(aims.ConRefNumber, aim.ConRefNumber)).greatest("LearnStartDate")
