"""The start of a European Social Fund contract: the learner's completed first aim ZESF0001 of the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
