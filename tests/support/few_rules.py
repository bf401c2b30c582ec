"""Returns judged by a few rules, where a test is not about what rules find.

Planning the whole book takes two thirds of loading a small return.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from types import SimpleNamespace

import pytest

from alder.rules import runner
from alder.sources.ilr import check, judgement
from alder.sources.ilr.rules import ilr

FEW = ("DateOfBirth_48", "FRM_04", "LearnPlanEndDate_02", "Outcome_01", "ULN_02", "WithdrawReason_03")
"""Rules of the learner, of aims and of last year's return."""


def judge_by_few(patch: pytest.MonkeyPatch, rules: Collection[str] = FEW) -> None:
    """Loads in this process judge by `FEW`, or other few rules, until the patch is undone."""
    patch.setattr(judgement, "runner", SimpleNamespace(run=partial(runner.run, only=rules)))


def rules_of(*fields: str) -> frozenset[str]:
    """The rules that are named for these fields."""
    return frozenset(r.code for r in ilr if r.code.startswith(tuple(f"{field}_" for field in fields)))


def judge_by_all(patch: pytest.MonkeyPatch) -> None:
    """They judge by the whole book, as they do where no test is."""
    patch.setattr(judgement, "runner", runner)


def check_by(patch: pytest.MonkeyPatch, rules: Collection[str]) -> None:
    """Checks of single returns in this process judge by these rules."""
    patch.setattr(check, "run", partial(runner.run, only=rules))
