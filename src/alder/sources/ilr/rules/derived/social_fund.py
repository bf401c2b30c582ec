"""The start of a European Social Fund contract: the learner's completed first aim ZESF0001 of the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.sources.ilr.rules.terms import same

if TYPE_CHECKING:
    from alder.model.expr import Day
    from alder.rules.language import Rows

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
