"""A data set is screened: the checks are run stage by stage, as far as the first stage with a failure."""

from __future__ import annotations

import time
from itertools import groupby
from typing import TYPE_CHECKING

from alder.publishing.screener import checks
from alder.publishing.screener.book import screener
from alder.publishing.screener.lists import NO_LISTS, Lists
from alder.publishing.screener.screening import Screening
from alder.publishing.screener.subject import Subject
from alder.publishing.screener.verdict import Result, Stage, Verdict
from alder.publishing.standard.data_set import DataSet, read_pair

if TYPE_CHECKING:
    from pathlib import Path


def screen_files(data: Path, meta: Path | None = None, *, lists: Lists = NO_LISTS) -> Screening:
    """Read a pair of files and screen it. The time is that of both."""
    began = time.perf_counter()
    return screen(read_pair(data, meta), lists=lists, began=began)


def screen(data_set: DataSet, *, lists: Lists = NO_LISTS, began: float | None = None) -> Screening:
    """Run the checks. A whole stage is run before its failures end the run."""
    began = time.perf_counter() if began is None else began
    subject = Subject(data_set, lists)
    results: list[Result] = []
    notices = [*data_set.notices]
    for stage, of_stage in groupby(screener, key=lambda check: check.stage):
        results += [check.run(subject) for check in of_stage]
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
