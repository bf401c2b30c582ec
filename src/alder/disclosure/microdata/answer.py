"""What a query of a file of records is answered with: counts, totals and statistics, protected as they are asked to be.

Whatever is made of a file, its counts are protected first, and what stands beside them hides what they hide.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.asked import What
from alder.disclosure.attack.figure_files import Counted, read_figures
from alder.disclosure.attack.recorded import Recorded
from alder.disclosure.microdata.counting import LineKeys, counts_of
from alder.disclosure.microdata.lines import Lines
from alder.disclosure.microdata.protecting import (
    attack_of,
    beside_rounded,
    count_table,
    protect_statistic,
    protect_sums,
    protected_counts,
)
from alder.disclosure.microdata.remembered import Remembered, Rules
from alder.disclosure.microdata.together import Out
from alder.disclosure.protect import protect
from alder.disclosure.tables.full_groups import check_named
from alder.disclosure.tables.policed import check
from alder.disclosure.tables.protecting import rule_for
from alder.errors import UsageError, present
from alder.model.period import AcademicYear

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.disclosure.ledger import Ledger
    from alder.disclosure.microdata.together import Figures
    from alder.disclosure.policy import Policy
    from alder.disclosure.protected import Protected
    from alder.disclosure.protection import Protection, RecordQuery, Rule
    from alder.disclosure.tables.table import Numbers, Table
    from alder.model.statistic import Counts

    Tell = Callable[[str], None]


def read_lines(query: RecordQuery) -> Lines:
    """The lines of the file, with the columns that the query names."""
    return Lines.read(
        query.path,
        query.columns,
        of=query.of,
        yes_or_no=query.is_rate,
        contributor=query.contributor,
        weight=query.weight,
    )


def table_of(
    asked: Protection, query: RecordQuery, *, seed: int, progress: Tell
) -> tuple[Table, Rule, Numbers | None, Figures | None]:
    """Counts of people, or what is added up over contributors: the table and its rule, the cells that something else
    hides, and what came of attacking totals together."""
    lines = read_lines(query)
    if query.of is None and query.weight is None:
        table = count_table(lines)
        return table, rule_for(asked, table), None, None
    _refuse_yes_and_no(lines, query)
    table = lines.table(lines.value if query.of else np.ones(len(lines.value)))
    valued = rule_for(asked, table)  # before anything is worked out
    counted = _counted_rule(asked, lines)
    counts = protected_counts(lines, counted, seed=seed, progress=progress)
    if query.of is None:
        return table, valued, None if counts is None else np.flatnonzero(counts.hidden), None
    attack = attack_of(counted, valued, query.limits, None, _out(query, lines, None), progress)
    found, also = protect_sums(lines, valued, counts, attack, seed=seed)
    return table, valued, also, found


def statistic_of(asked: Protection, query: RecordQuery, *, seed: int, progress: Tell) -> tuple[Lines, Figures]:
    """A mean, percentile or extreme of each cell, with the counts beside it, and the lines that it is of."""
    lines = read_lines(query)
    _check_named(asked, lines)
    if query.asks.what is What.MEAN:
        _refuse_yes_and_no(lines, query)
    if (policy := asked.altering) is not None:
        check(count_table(lines), policy)
        beside = _out(query, lines, policy)
        found = beside_rounded(
            lines, query.asks, policy, to=query.to, limits=query.limits, beside=beside, progress=progress
        )
        return lines, found
    found = protect_statistic(
        lines,
        query.asks,
        _counted_rule(asked, lines),
        _valued_rule(asked),
        to=query.to,
        limits=query.limits,
        near_full=asked.near_full,
        beside=_out(query, lines, None),
        seed=seed,
        progress=progress,
    )
    return lines, found


def rates_of(asked: Protection, query: RecordQuery, *, progress: Tell) -> tuple[Protected, Counts]:
    """Rates of yes and no, with their counts."""
    year = AcademicYear(datetime.now(UTC).year)  # of the table, and printed nowhere
    lines = read_lines(query)
    _check_named(asked, lines)
    counts = counts_of(lines, title=query.path.stem, year=year, of=query.of or "")
    return protect(counts, present(asked.policy, "rates have a policy"), progress=progress), counts


def remembered_table(
    asked: Protection,
    query: RecordQuery,
    keys: Callable[[], LineKeys],
    open_ledger: Callable[[], Ledger],
    *,
    progress: Tell,
) -> tuple[Protected, Counts, Remembered | None, Ledger]:
    """A table that a ledger judges beside all earlier ones of the same learners, and keeps; its counts, and its values
    where it is made of some.
    """
    lines = read_lines(query)
    _check_named(asked, lines)
    of_lines = keys()
    year, policy = present(query.year, "learners are counted in a year"), present(asked.policy, "a ledger has policies")
    yes = (query.of or "") if query.is_rate else ""
    counts = counts_of(lines, title=query.path.stem, year=year, of=yes, keys=of_lines)
    said = {"file": query.path.name, "by": [d.name for d in lines.dimensions], "of": query.of, "period": year.label}
    ledger = open_ledger().asking(said)
    values = None
    if query.asks.what not in (What.COUNT, What.RATE):
        _refuse_yes_and_no(lines, query)
        counted, valued = _counted_rule(asked, lines), _valued_rule(asked)
        rules = Rules(counted, valued, query.to, query.limits, asked.near_full)
        values = Remembered(lines, query.asks, query.of or "", of_lines.record, rules, progress)
        ledger = replace(ledger.valuing(values), query={**said, "as": query.asks.name})
    return protect(counts, policy, against=ledger, progress=progress), counts, values, ledger


def _counted_rule(asked: Protection, lines: Lines) -> Rule:
    """The rule for the counts of lines: none of p, which is about what is added up."""
    if lines.is_held:
        return rule_for(asked, count_table(lines))
    if asked.threshold is None and asked.policy is None:
        return _valued_rule(asked)
    return rule_for(replace(asked, p=None), count_table(lines))


def _valued_rule(asked: Protection) -> Rule:
    """The rule for what is added up: an interval is promised for counts alone."""
    return replace(asked.rule(of_values=True), interval=False)


def _out(query: RecordQuery, lines: Lines, rounds: Policy | None) -> list[Out]:
    """What is out already of the same lines."""
    truth = Recorded.of(lines).truth
    return [
        Out(
            read_figures(path, statistic, truth, to),
            None if statistic.what is What.TOTAL else Counted.read(path, truth, rounds),
        )
        for statistic, to, path in query.statistics_beside
    ]


def _check_named(asked: Protection, lines: Lines) -> None:
    check_named(asked.named, ((of.name, of.codes[1:]) for of in lines.dimensions))


def _refuse_yes_and_no(lines: Lines, query: RecordQuery) -> None:
    """A mean of 0 and 1 is a rate, and a total of them a count of people: both are judged as such."""
    if query.of and len(lines.value) and bool(((lines.value == 0) | (lines.value == 1)).all()):
        raise UsageError(
            f"{query.of} is 0 or 1 throughout, so its {query.asks.what} counts people",
            next=f"Ask for --as rate, or count by it: --by {query.by},{query.of}",
        )
