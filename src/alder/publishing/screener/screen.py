"""A data set is screened: the checks are run stage by stage, as far as the first stage with a failure."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, TypeAlias

from alder.errors import UsageError, unknown_name
from alder.publishing.screener import checks
from alder.publishing.screener.book import screener
from alder.publishing.screener.lists import NO_LISTS, Lists
from alder.publishing.screener.screening import Screening
from alder.publishing.screener.subject import Subject
from alder.publishing.screener.verdict import Result, Stage, Verdict
from alder.publishing.standard.data_set import DataSet, read_pair
from alder.publishing.standard.plain import cautions

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path


Progress: TypeAlias = "Callable[[int], object]"
"""Is told how many more checks have been run."""


def _nobody(more: int) -> None:
    """Nobody wants to know."""


def screen_files(
    data: Path,
    meta: Path | None = None,
    *,
    lists: Lists = NO_LISTS,
    accept: Collection[str] = (),
    progress: Progress = _nobody,
) -> Screening:
    """Read a pair of files and screen it. The time is that of both."""
    began = time.perf_counter()
    return screen(read_pair(data, meta), lists=lists, accept=accept, progress=progress, began=began)


def screen(
    data_set: DataSet,
    *,
    lists: Lists = NO_LISTS,
    accept: Collection[str] = (),
    progress: Progress = _nobody,
    began: float | None = None,
) -> Screening:
    """Run the checks. A whole stage is run before its failures end the run.

    A failure of a check that is accepted does not end the run. Failures on which later checks rest cannot be, such as
    columns that are not there.
    """
    began = time.perf_counter() if began is None else began
    _may_be_accepted(accept)
    subject = Subject(data_set, lists)
    results: list[Result] = []
    notices = [*data_set.notices, *cautions(data_set), *checks.geography.made_up(subject)]
    for stage, of_stage in groupby(screener, key=lambda check: check.stage):
        for check in of_stage:
            results.append(_accepted(check.run(subject), accept))
            progress(1)
        if any(result.verdict is Verdict.FAILURE for result in results):
            break
        if stage is Stage.GEOGRAPHY and (note := checks.geography.left_out_of_tables(subject)):
            notices.append(note)
    return Screening(
        data_set.name,
        data_set.data_file,
        data_set.meta_file,
        data_set.data.num_rows,
        data_set.data.num_columns,
        tuple(results),
        len(screener) - len(results),
        tuple(notices),
        time.perf_counter() - began,
        bool(lists.rows),
    )


_RESTED_ON = (Stage.COLUMNS_NEEDED, Stage.META_NEEDED)
_RESTED_ON_TOO = ("cross_meta_to_data", "time_period_num")


def can_be_accepted(name: str) -> bool:
    """Whether later checks, and the site, can do with a file that fails the check."""
    return screener[name].stage not in _RESTED_ON and name not in _RESTED_ON_TOO


def _may_be_accepted(names: Collection[str]) -> None:
    known = [check.name for check in screener]
    for name in names:
        if name not in known:
            raise unknown_name("check", name, known)
        if not can_be_accepted(name):
            raise UsageError(f"a failure of {name} cannot be accepted", where="Every later check rests on it.")


def _accepted(result: Result, accept: Collection[str]) -> Result:
    taken_on = result.verdict is Verdict.FAILURE and result.check in accept
    return replace(result, verdict=Verdict.ACCEPTED) if taken_on else result
