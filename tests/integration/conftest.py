"""What tests of several rooms together may use: returns judged by a few rules, where the rules are not the subject."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace

import pytest

from alder.rules import runner
from alder.sources.ilr import judgement

FEW = ("DateOfBirth_48", "FRM_04", "LearnPlanEndDate_02", "Outcome_01", "ULN_02", "WithdrawReason_03")
"""Rules of a file, of the learner, of aims and of last year's return: each is broken by returns of these tests."""


@pytest.fixture(scope="module")
def few_rules() -> Iterator[None]:
    """Loads in this process judge by `FEW`: planning the whole book takes two thirds of loading a small return.

    Rooms and modules whose tests are about what rules find have a fixture of this name that leaves the book whole, and
    commands in processes of their own have the whole book always.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judgement, "runner", SimpleNamespace(run=partial(runner.run, only=FEW)))
        yield


@pytest.fixture(scope="module", autouse=True)
def _book(few_rules: None) -> None:
    """Before whatever a module loads once."""
