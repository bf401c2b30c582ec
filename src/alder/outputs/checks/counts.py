"""Checks 4 and 6: counts of people, their rounding and their sums, and groups of which everything is said."""

from __future__ import annotations

import re
from itertools import pairwise, product
from typing import TYPE_CHECKING

import numpy as np

from alder.outputs.finding import OutputCheck, OutputFinding, Weight
from alder.outputs.numbers_in_words import in_digits
from alder.outputs.relations import relations_of
from alder.outputs.table import is_total, number_in, says_kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from alder.outputs.content import OutputContent
    from alder.outputs.output import Output
    from alder.outputs.table import OutputColumn, OutputTable

BASES = (100, 50, 20, 10, 5, 3)
"""Bases to which services round; a table is taken to be rounded to the largest that fits."""
_BESIDE = frozenset(
    {"MEAN", "VAR", "PCTL", "EXT", "REGL", "OR", "HR", "CORR", "SURV", "SUMMAG", "RATIO", "GINI", "CONC"}
)
"""Beside these, a count says how many people stand behind: it is to be large, and need not be rounded."""
_MODEL_WORDS = re.compile(r"r-?squared|\bobs\b|observations|log.?lik|pseudo|\bdf\b|\baic\b", re.IGNORECASE)


def counts_are_large_and_rounded(output: Output) -> Iterator[OutputFinding]:
    """Each count of people against the threshold, the base of rounding, and the sums it is part of."""
    for content in output.leaving:
        tables = output.tables(content)
        for table in tables:
            for column in table.of("FREQ"):
                yield from _small(output, content, table, column)
        yield from _rounding(output, content, tables)
        yield from _exact_changes(content, tables)
        yield from _unnamed(output, content)


def _unnamed(output: Output, content: OutputContent) -> Iterator[OutputFinding]:
    """Small whole numbers under names that do not say what they are: `{"Female": 120, "Male": 7}`, or a seed."""
    for sheet in content.sheets:
        if not sheet.loose or len(sheet.rows[0]) < 2:
            continue
        numbers = [(n, number_in(in_digits(cell) or cell)) for n, cell in enumerate(sheet.rows[1])]
        small = [n for n, one in numbers if one and not one[1] and not one[2] and 0 < one[0] < output.threshold]
        small = [
            n for n in small if not says_kind(sheet.rows[0][n], but="FREQ") and not _SETTINGS.search(sheet.rows[0][n])
        ]
        of_people = [n for n in small if n in _of_people(sheet.rows[0], numbers)]
        if of_people:
            yield OutputFinding(
                OutputCheck.COUNTS,
                "FREQ",
                output.weight(content, "FREQ"),
                sheet.place(content.name, 1, of_people[0], sheet.rows[0][of_people[0]]),
                f"a count is below {output.threshold}",
                "Join it with its neighbours, or hide it and a second one beside it.",
                len(of_people),
            )
        small = [n for n in small if n not in of_people]
        if small:
            yield OutputFinding(
                OutputCheck.COUNTS,
                "FREQ",
                Weight.LOOK,
                sheet.place(content.name, 1, small[0], sheet.rows[0][small[0]]),
                f"a whole number is below {output.threshold}, and its name does not say whether it counts people",
                "See what it is. If it counts people, hide it.",
                len(small),
            )


def _of_people(names: Sequence[str], numbers: Sequence[tuple[int, tuple[float, int, bool] | None]]) -> set[int]:
    """Which values count people: whole numbers beside each other, one of them named as a group of people is.

    Numbers that count up from 0 or 1 are codes of the groups, and no counts.
    """
    beside: dict[str, list[int]] = {}
    for n, name in enumerate(names):
        beside.setdefault(name.rpartition(".")[0], []).append(n)
    values = dict(numbers)
    found: set[int] = set()
    for among in beside.values():
        own = [one for one in map(values.get, among) if one is not None]
        if len(own) < max(2, len(among)) or any(one[1] or one[2] or one[0] < 0 for one in own):
            continue
        whole = sorted(int(one[0]) for one in own)
        is_code = whole in (list(range(len(whole))), list(range(1, len(whole) + 1)))
        last = [_plainly(names[n]) for n in among]
        if not is_code and any(map(_GROUP.search, last)) and not any(map(_SETTINGS.search, last)):
            found |= set(among)
    return found


def _plainly(name: str) -> str:
    return name.rpartition(".")[2].replace("_", " ").strip()


_GROUP = re.compile(
    r"\b(?:fe)?males?\b|\b(?:wo)?men\b|\bboys\b|\bgirls\b|\bwhite\b|\basian\b|\bblack\b|\bmixed\b|\bchinese\b"
    r"|\b(?:non-?)?disabled\b|\b(?:un)?employed\b|\bwithdr[ae]w\w*|\bachieved\b|\bapprentices\b|\blearners\b"
    r"|^(?:aged? )?\d{2} ?(?:[-–]|to) ?\d{2}$|^\d{2} ?(?:\+|and over)$|^(?:under|over) \d{2}$",
    re.IGNORECASE,
)
"""Names of groups of people, where nothing says what a number counts."""

_SETTINGS = re.compile(
    r"seed|depth|fold|iter|epoch|version|format|order|degree|level|leaf|node|feature|child|split|class|index|width"
    r"|height|size|dimension|bandwidth|digits|decimal|year|month|page|tick|zoom|padding|offset|step",
    re.IGNORECASE,
)


def _small(output: Output, content: OutputContent, table: OutputTable, column: OutputColumn) -> Iterator[OutputFinding]:
    values = column.values
    small = (values > 0) & (values < output.threshold)
    if not small.any():
        return
    people = column.counts_people
    weight = Weight.HELD if people and not output.is_excepted(content, "FREQ") else Weight.LOOK
    yield OutputFinding(
        OutputCheck.COUNTS,
        "FREQ",
        weight,
        table.place(int(np.flatnonzero(small)[0]), column),
        f"a count is below {output.threshold}"
        if people
        else f"a count of something other than people is below {output.threshold}",
        "Join it with its neighbours, or hide it and a second one in each of its rows and columns."
        if people
        else "Say on the cover sheet what is counted, if no person can be told from it.",
        int(small.sum()),
    )


def _rounding(output: Output, content: OutputContent, tables: Sequence[OutputTable]) -> Iterator[OutputFinding]:
    wanted = output.cover.rounding
    subject = [
        (table, column)
        for table in tables
        if not any(column.kind in _BESIDE for column in table.columns)
        and not _MODEL_WORDS.search(" ".join(c for row in table.labels for c in row))
        for column in table.of("FREQ")
        if column.counts_people
    ]
    if wanted:
        subject = (
            [(t, c) for t in tables for c in t.of("FREQ") if c.counts_people] if output.cover.rounding else subject
        )
    counts = [column.values[column.values > 0] for _, column in subject]
    every = np.concatenate(counts) if counts else np.array([])
    if not len(every):
        return
    base = base_of(every)
    if wanted:
        fits = is_rounded(every, wanted) if wanted > 1 else np.ones(len(every), dtype=bool)
        if not fits.all():
            yield from _unrounded(
                subject,
                wanted,
                content,
                f"a count is no multiple of {wanted}, though the cover sheet says that all are",
                OutputCheck.COUNTS,
            )
        return
    if base > 1:
        return
    share = max(float(is_rounded(every, one).mean()) for one in (10, 5))
    if share >= 0.7 and len(every) >= 5:
        yield from _unrounded(
            subject, 5, content, "most counts are rounded and this one is not", OutputCheck.COUNTS, "ROUND"
        )
    else:
        yield from _unrounded(subject, output.limits.base, content, "counts are not rounded", OutputCheck.COUNTS)


def _unrounded(
    subject: Sequence[tuple[OutputTable, OutputColumn]],
    base: int,
    content: OutputContent,
    what: str,
    check: OutputCheck,
    rule: str = "FREQ",
) -> Iterator[OutputFinding]:
    odd = [(t, c, np.flatnonzero((c.values > 0) & ~is_rounded(c.values, base))) for t, c in subject]
    odd = [(t, c, rows) for t, c, rows in odd if len(rows)]
    if odd:
        table, column, rows = odd[0]
        yield OutputFinding(
            check,
            rule,
            Weight.HELD,
            table.place(int(rows[0]), column),
            what,
            f"Round every count and total to {base}, each by itself, and say so.",
            sum(len(rows) for _, _, rows in odd),
        )


def _exact_changes(content: OutputContent, tables: Sequence[OutputTable]) -> Iterator[OutputFinding]:
    """Changes that were worked out before the counts beside them were rounded, and so say more than these do."""
    for table in tables:
        counts = [column for column in table.of("FREQ") if not _SAYS_CHANGE.search(column.heading)]
        counts = [column for column in counts if column.counts_people and column.is_number.any()]
        changes = [
            column
            for column in table.columns
            if _SAYS_CHANGE.search(column.heading) and column.kind != "PCT" and "%" not in column.heading
        ]
        for change, (before, after) in product(changes, pairwise(counts)):
            base = base_of(np.concatenate([before.values[before.is_number], after.values[after.is_number]]))
            gaps = np.abs(change.values - (after.values - before.values))
            known = ~np.isnan(gaps)
            if base == 1 or change.decimals.any() or known.sum() < _FEWEST_CHANGES or (gaps[known] > base).any():
                continue
            rows = np.flatnonzero(known & ~is_rounded(change.values, base))
            if len(rows):
                yield OutputFinding(
                    OutputCheck.COUNTS,
                    "ROUND",
                    Weight.HELD,
                    table.place(int(rows[0]), change),
                    "this change is exact, though the counts beside it are rounded",
                    f"Work changes out from the counts that are rounded to {base}.",
                    len(rows),
                )


_SAYS_CHANGE = re.compile(r"\bchange\b|\bdiff(?:erence)?\b|\bincrease\b|\bdecrease\b|\bgrowth\b|\bnet\b", re.IGNORECASE)
_FEWEST_CHANGES = 2
"""Rows in which a column is the difference of two others within their rounding: one alone may be so by chance."""


def is_rounded(values: NDArray[np.float64], base: int) -> NDArray[np.bool_]:
    """Whether numbers are multiples of a base, or the middles of classes of six, which midpoint rounding gives."""
    found: NDArray[np.bool_] = np.nan_to_num(values) % base == 0
    return found


def base_of(values: NDArray[np.float64]) -> int:
    """The base to which all are rounded, 6 for the middles of classes of six; 1 where they keep to none."""
    if len(values) < 2:
        return next((base for base in BASES[:-1] if len(values) and (values % base == 0).all()), 1)
    for base in BASES:
        if (values % base == 0).all():
            return base
    return 6 if (values % 6 == 3).all() else 1


def no_group_is_whole(output: Output) -> Iterator[OutputFinding]:
    """A category that has all of a group, or nearly all; zeros that nobody explained."""
    for content in output.leaving:
        for table in output.tables(content):
            yield from _whole_groups(output, content, table)
            yield from _full_rates(output, content, table)


def _whole_groups(output: Output, content: OutputContent, table: OutputTable) -> Iterator[OutputFinding]:
    told: set[tuple[int, int]] = set()
    for relation in relations_of(table):
        total = relation.total_value
        parts = relation.part_values
        if not total or np.isnan(total) or len(parts) < 2 or np.isnan(parts).any():
            continue
        column, row = relation.parts[int(np.nanargmax(parts))]
        most = float(np.nanmax(parts))
        if (column.at, row) in told or not column.counts_people:
            continue
        labels = [*table.labels[row], column.heading]
        others = [label for (c, r) in relation.parts for label in (*table.labels[r], c.heading)]
        if output.is_structural(content, labels) or output.is_structural(content, others):
            continue
        if most >= total:
            told.add((column.at, row))
            yield OutputFinding(
                OutputCheck.WHOLE_GROUPS,
                "ZERO",
                output.weight(content, "ZERO"),
                table.place(row, column),
                "everybody in a group is in this category",
                "Join groups until it is not so. If it is so by definition, name it on the cover sheet (structural).",
            )
        elif most / total >= output.limits.group_share and total - most < output.threshold:
            told.add((column.at, row))
            yield OutputFinding(
                OutputCheck.WHOLE_GROUPS,
                "ZERO",
                Weight.LOOK,
                table.place(row, column),
                "nearly everybody in a group is in this category",
                "See whether it says something private of each of them.",
            )


def _full_rates(output: Output, content: OutputContent, table: OutputTable) -> Iterator[OutputFinding]:
    rates = list(table.of("PCT"))
    values = np.array([column.values for column in rates])
    for n, column in enumerate(rates):
        if re.search(r"\bcum|\bvalid\b|missing|matched|coverage", column.heading, re.IGNORECASE):
            continue
        full = 100.0 if (column.values[column.is_number] > 1.0).any() or "%" in column.heading else 1.0
        if is_total(column.heading) or _is_cumulative(values, n):
            continue
        whole = (column.values == full) | (column.values == 0)
        whole &= ~table.is_total_row if len(table.labels) else whole
        rows = [
            int(row)
            for row in np.flatnonzero(whole)
            if not output.is_structural(content, [*table.labels[row], column.heading])
        ]
        if rows:
            yield OutputFinding(
                OutputCheck.WHOLE_GROUPS,
                "PCT",
                Weight.LOOK
                if output.is_excepted(content, "ZERO") or output.is_excepted(content, "PCT")
                else Weight.HELD,
                table.place(rows[0], column),
                "a percentage is 0 or 100, which says something of everybody in its group",
                "Join groups. If it is so by definition, name it on the cover sheet (structural).",
                len(rows),
            )


def _is_cumulative(values: NDArray[np.float64], own: int) -> bool:
    """Whether percentages add up those of another column, row by row. Columns that do not are left out row by row."""
    steps = np.diff(values[own], prepend=0.0)
    if len(steps) <= 2:
        return False
    others = np.flatnonzero(np.arange(len(values)) != own)
    for row, step in enumerate(steps):
        others = others[np.isclose(step, values[others, row], atol=0.15)]
        if not len(others):
            return False
    return True
