"""Drawings of lines drawn anew, from the table that they show: what leaves in the place of one that was handed in.

A drawing says its figures by places of marks, to many digits, and can carry whatever nobody sees. So none leaves as it
came. Its author names the table, a file that leaves with it, and the chart is drawn from the figures as that table has
them: it cannot say more than the table does. Nothing is guessed: where it is not plain what is to be drawn, the author
is asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alder.look.words import counted, listed
from alder.outputs.content import Form
from alder.outputs.cover_sheet import Part
from alder.outputs.finding import FindingPlace, OutputCheck, OutputFinding, Weight
from alder.outputs.table import is_total
from alder.show.chart import as_file, chart
from alder.show.chart_plan import MOST_SERIES, ChartKind, ChartRefused, ChartRequest, plan
from alder.show.notes import TableSource
from alder.show.table import INDICATOR, TIME, Dimension, Key, Member, StatisticalTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alder.outputs.content import OutputContent
    from alder.outputs.cover_sheet import FileCover
    from alder.outputs.output import Output
    from alder.outputs.table import OutputColumn, OutputTable

_NOT_DRAWN = frozenset(["CI", "DF", "TEST", "VAR", "SHARE", "SPEC"])
"""What stands beside a figure and is none of the figures that a chart compares."""
_GROUPS = "columns"
"""The dimension of groups whose names head columns."""
_PERIOD = re.compile(r"(?:19|20)\d\d(?:\s?[/–-]\s?(?:\d\d|(?:19|20)\d\d))?(?:[ -]?(?:Q[1-4]|T[1-3]|[01]\d))?")
"""A year, an academic year, a quarter, a term or a month."""
_ELSE = "Or hand it in as a picture of dots (PNG), which is drawn anew with fewer colours, beside its table."


class NotDrawn(Exception):
    """Why a drawing cannot be drawn anew, and what its author can do."""

    def __init__(self, why: str, mend: str) -> None:
        super().__init__(why)
        self.why, self.mend = why, mend


@dataclass(frozen=True)
class _Measure:
    """A column of figures, as charts ask for it."""

    label: str
    unit: str
    decimals: int | None = None


def drawn_anew(output: Output, content: OutputContent) -> str:
    """The drawing that leaves in the place of this one. Raises `NotDrawn` with what stands in the way."""
    said = output.said_of(content)
    if " > " in content.name:
        raise NotDrawn(
            "it is within another file, where it cannot be drawn anew",
            f"Hand it in as a file of its own, and name its table. {_ELSE}",
        )
    table = _table_of(output, said)
    shown = _as_shown(output, table, said)
    try:
        asked = plan(shown, _asked(shown, said))
        made = chart(asked, shown, _source(said.table), title=_title(output, said), beside=f"in {said.table}")
        measured = " ".join(part for part in (made.measured, _sentence(output.cover.population)) if part)
    except ChartRefused as refused:
        raise NotDrawn(
            f"{said.table} makes no chart: {refused.why[0].lower()}{refused.why[1:].rstrip('.')}",
            f"Hand in a smaller table, or say which figures are drawn. {_ELSE}",
        ) from None
    return as_file(replace(made, measured=measured, source=f"Drawn by Alder from {said.table}, which left with it."))


def drawings(output: Output) -> Iterator[OutputFinding]:
    """What becomes of each drawing that is to leave. A desk holds one that cannot be drawn anew."""
    for content in output.leaving:
        if content.form is not Form.SVG:
            continue
        place = FindingPlace(content.name)
        try:
            drawn_anew(output, content)
        except NotDrawn as stopped:
            what = f"a drawing leaves only as Alder draws it from its table, and {stopped.why}"
            yield OutputFinding(OutputCheck.PLOTS, "VEC", Weight.LOOK, place, what, stopped.mend)
        else:
            what = f"it leaves as Alder draws it from {output.said_of(content).table}, and not as it was handed in"
            mend = "The desk shows it as it leaves. To change it, say which figures are drawn and as what (chart)."
            yield OutputFinding(OutputCheck.PLOTS, "VEC", Weight.NOTE, place, what, mend)


def _table_of(output: Output, said: FileCover) -> OutputTable:
    """The one table of the file that is named."""
    if not said.table:
        raise NotDrawn(
            "nothing says which table that is",
            f'Name a file of the same group that leaves with it, on the cover sheet: table = "figures.csv". {_ELSE}',
        )
    named = next((one for one in output.contents if one.name == said.table), None)
    if named is None:
        raise NotDrawn(f"there is no {said.table} in its group", "Add the file, or correct its name.")
    if output.part(named) is not Part.OUTPUT:
        raise NotDrawn(
            f"{said.table} does not leave, so neither does what is drawn from it",
            "Name the table that leaves with it: a chart says no more than its table.",
        )
    found = output.tables(named)
    if len(found) != 1:
        raise NotDrawn(
            f"{said.table} holds {'no table' if not found else counted(len(found), 'table')}",
            "Hand in the one table that it shows, in a file of its own.",
        )
    return found[0]


def _drawn_columns(table: OutputTable, said: FileCover) -> list[OutputColumn]:
    """The columns of figures that are drawn: the one that is named, else those of the one kind that there is."""
    figures = [column for column in table.columns if column.kind not in _NOT_DRAWN]
    headings = [column.heading or f"column {column.at + 1}" for column in figures]
    if said.figures:
        found = [column for column, heading in zip(figures, headings, strict=True) if heading == said.figures]
        if len(found) != 1:
            raise NotDrawn(
                f"{said.table} has {'no' if not found else 'more than one'} column of figures {said.figures!r}",
                f"Its columns of figures: {listed(headings)}." if headings else "It has no figures.",
            )
        return found
    if not figures:
        raise NotDrawn(f"{said.table} has no figures that can be drawn", "Name the table that it shows.")
    are_alike = len({column.kind for column in figures}) == 1
    are_times = all(_PERIOD.fullmatch(heading.strip()) for heading in headings)
    if not are_alike or (len(figures) > MOST_SERIES and not are_times):
        raise NotDrawn(
            f"{said.table} has {len(figures)} columns of figures ({listed(headings)})",
            f'Say on the cover sheet which one is drawn: figures = "{headings[-1]}"',
        )
    return figures


def _as_shown(output: Output, table: OutputTable, said: FileCover) -> StatisticalTable:
    """The table as charts read it: a dimension for each column of labels, and one for groups that head columns."""
    columns = _drawn_columns(table, said)
    headings = [(column.heading or f"column {column.at + 1}").strip() for column in columns]
    measure = _measure(output, columns, headings)
    sides = [_dimension(table, n) for n in range(len(table.label_names))]
    if len({one.name for one in sides}) < len(sides):
        raise NotDrawn(
            f"{said.table} has more than one column of times", "Hand in a table with one column of years or quarters."
        )
    heads = [] if len(columns) == 1 else [_heads(headings, has_time=any(one.name == TIME for one in sides))]
    dimensions = (*sides, *heads, Dimension(INDICATOR, "Measure", ((0, measure.label),)))
    at = [{words: member for member, words in one.members} for one in (*sides, *heads)]
    figures: dict[Key, str] = {}
    for row, labels in enumerate(table.labels):
        for column, heading in zip(columns, headings, strict=True):
            names = (*labels, heading) if heads else labels
            key: Key = (*(where[words] for where, words in zip(at, names, strict=True)), 0)
            if key in figures:
                raise NotDrawn(
                    f"two rows of {said.table} have the same labels",
                    "Hand in a table whose rows differ by their labels.",
                )
            figures[key] = _figure(column, row)
    return StatisticalTable(dimensions, (measure,), figures, len(figures), len(figures))


def _dimension(table: OutputTable, n: int) -> Dimension:
    """A column of labels. One of years, quarters or terms goes along lines, the earliest first."""
    labels = list(dict.fromkeys(row[n] for row in table.labels))
    is_time = len(labels) > 1 and all(_PERIOD.fullmatch(label.strip()) for label in labels)
    title = table.label_names[n].strip() or "Group"
    ordered = sorted(labels) if is_time else labels
    return Dimension(TIME if is_time else f"label {n + 1}", title, tuple(enumerate(ordered)))


def _heads(headings: Sequence[str], *, has_time: bool) -> Dimension:
    if len(set(headings)) < len(headings):
        raise NotDrawn("two columns of its table have the same heading", "Give each column a heading of its own.")
    is_time = not has_time and all(_PERIOD.fullmatch(heading) for heading in headings)
    ordered = sorted(headings) if is_time else headings
    return Dimension(TIME if is_time else _GROUPS, "Year" if is_time else "Group", tuple(enumerate(ordered)))


def _measure(output: Output, columns: Sequence[OutputColumn], headings: Sequence[str]) -> _Measure:
    """What the figures are of: the heading of one column; of several, what the cover sheet says a count counts."""
    first = columns[0]
    words = " ".join([*headings, *(text for column in columns for text in column.texts)])
    percent = first.kind == "PCT" and ("%" in words or bool(re.search(r"per ?cent|pct|rate", words, re.IGNORECASE)))
    percent = percent and any(value > 1 for column in columns for value in column.values[column.is_number])
    unit = "%" if percent else "£" if "£" in words else ""
    if len(columns) == 1:
        label = re.sub(r"\s*\(?%\)?\s*$", "", headings[0].replace("_", " ")) or headings[0]
        return _Measure(label[:1].upper() + label[1:], unit)
    counts = output.cover.unit.strip().capitalize() or "Count"
    return _Measure(counts if first.kind == "FREQ" else "Per cent" if percent else "Value", unit)


def _figure(column: OutputColumn, row: int) -> str:
    """A figure as the table has it, without the signs that charts add themselves; else what stands in its place."""
    if column.is_number[row]:
        return f"{column.values[row]:.{int(column.decimals[row])}f}"
    return column.texts[row].strip()


def _asked(shown: StatisticalTable, said: FileCover) -> ChartRequest:
    """The chart as its author says, else as the table has it: lines over time, dots for two to four groups, bars."""
    split = {one.name: one for one in shown.split}
    if said.chart or TIME in split:
        return ChartRequest(said.chart)
    few = [one for one in split.values() if len(_parts(one)) in range(2, MOST_SERIES + 1)]
    if len(split) < 2 or not few:
        return ChartRequest(ChartKind.BARS)
    by = few[-1]
    along = next(name for name in split if name != by.name)
    return ChartRequest(
        ChartKind.DOTS, along, by.name, {by.name: tuple(str(member) for member in _parts(by))} if _parts(by) else {}
    )


def _parts(dimension: Dimension) -> list[Member]:
    """The groups of a dimension without the whole that they make."""
    return [member for member, words in dimension.members if not is_total(words)]


def _title(output: Output, said: FileCover) -> str:
    """What the cover sheet calls its group."""
    return output.cover.title or output.cover.shows or said.table


def _sentence(words: str) -> str:
    words = " ".join(words.split())
    return f"{words[:1].upper()}{words[1:].rstrip('.')}." if words else ""


def _source(table: str) -> TableSource:
    """A table of which nobody but its author knows where it is from."""
    return TableSource(table, "", "", "", "", "", "", "", (), ())
