"""What the figures of a block or a tile say: a plain subject, and a statement that a publisher may confirm.

The subject stands on a page by itself. A statement about a change is proposed only where `model.comparison` lets it be
said, and is shown once somebody at the desk has confirmed it. Groups and places get the subject alone: who has the
lowest figure is no ranking, and the ends of a range are mostly chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.look.words import in_sentence, number
from alder.model.comparison import Comparand, ComparisonVerdict, FigureKind, over_time, since_previous

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from alder.model.comparison import Change, Judgement
    from alder.publishing.contents.contents import DataSetIndicator
    from alder.publishing.contents.provenance import ColumnProvenance
    from alder.publishing.pages.block_table import BlockTable
    from alder.show.svg import Mark


@dataclass(frozen=True)
class Statement:
    """What is said of figures without anybody, what could be said if it is confirmed, and what that rests on."""

    subject: str
    proposed: str = ""
    why: str = ""
    """Why the statement holds, or why there is none, in a sentence for publishers."""


NOTHING_SAID = Statement("")


def of_block(found: BlockTable, breaks: Collection[str], known: ColumnProvenance | None) -> Statement:
    """Of a chart with its table."""
    what = found.first.label
    when = "by year" if found.by == "Year" else "over time"
    if not found.every:
        by = f"{what} by {in_sentence(found.by)}" + (f" and {in_sentence(found.series)}" if found.series else "")
        return Statement(by, why="Groups and places stand beside each other: which of them is the lowest is not said.")
    if found.series:
        joined = "and" if when == "by year" else "by"
        return Statement(f"{what} {when} {joined} {in_sentence(found.series)}", why="Several lines have no one change.")
    points = [comparand(line.cells[0], line.bases[0], found.first, known) for line in found.lines]
    points = _with_gaps(points, found.at)
    labels = found.every
    change = over_time(points, [n for n, label in enumerate(labels) if label in breaks])
    proposed = ""
    if change.verdict.is_difference:
        amount = _amount(abs(change.judgement.difference), found.first, found.lines[-1].cells[0])
        proposed = (
            f"{what} {change.verdict.over_time} by {amount} from {labels[change.since]} to {labels[change.until]}"
        )
    elif change.verdict is ComparisonVerdict.ALIKE:
        proposed = f"{what}: no clear change from {labels[change.since]} to {labels[change.until]}"
    return Statement(f"{what} {when}", proposed, _why(change, labels, found.first))


def of_latest(
    points: Sequence[Comparand | None],
    labels: Sequence[str],
    breaks: Collection[str],
    indicator: DataSetIndicator,
    latest: Mark,
) -> Statement:
    """Of a headline figure: its change on the period before. The subject says only why there is nothing to compare."""
    if len(labels) < 2 or points[-1] is None:
        return Statement("")
    before = labels[-2]
    if labels[-1] in breaks:
        return Statement(f"Not compared with {before}: something changed, which the notes name.")
    if points[-2] is None:
        return Statement(f"There is no figure for {before}.")
    change = since_previous(points, [n for n, label in enumerate(labels) if label in breaks])
    proposed = ""
    if change.verdict.is_difference:
        word = "Up" if change.verdict is ComparisonVerdict.HIGHER else "Down"
        proposed = f"{word} {_amount(abs(change.judgement.difference), indicator, latest)} on {before}."
    elif change.verdict is ComparisonVerdict.ALIKE:
        proposed = f"No clear change from {before}."
    return Statement("", proposed, _why(change, labels, indicator))


def comparand(
    mark: Mark, base: float | None, indicator: DataSetIndicator, known: ColumnProvenance | None
) -> Comparand | None:
    """A figure of a data set with what is known of it; None where there is no number."""
    if mark.value is None:
        return None
    decimals = _decimals(indicator, mark)
    if known is None:
        return Comparand(mark.value, FigureKind.ESTIMATE, decimals, interval=mark.interval)
    base = base if known.kind is FigureKind.RATE else None
    return Comparand(mark.value, known.kind, decimals, base, known.reach, mark.interval, known.from_published)


def _with_gaps(points: Sequence[Comparand | None], at: Sequence[int]) -> list[Comparand | None]:
    """Each at its place among all periods: one that the data set lacks is missing."""
    found: list[Comparand | None] = [None] * (at[-1] + 1)
    for n, point in zip(at, points, strict=True):
        found[n] = point
    return found


def _why(change: Change, labels: Sequence[str], indicator: DataSetIndicator) -> str:
    judged = change.judgement
    if change.verdict in (
        ComparisonVerdict.BREAK,
        ComparisonVerdict.MISSING,
        ComparisonVerdict.JUMP,
        ComparisonVerdict.UNKNOWN,
    ):
        return f"The figures allow no statement about a change: {judged.because}."
    pair = f"{labels[change.since]} and {labels[change.until]}"
    said = _range_of(judged, indicator)
    if change.verdict is ComparisonVerdict.ALIKE:
        return f"Between {pair}, {said}: {judged.because}."
    return f"Between {pair}, {said}."


def _range_of(judged: Judgement, indicator: DataSetIndicator) -> str:
    low, high = (f"{end:+,.1f}".replace("-", "−") for end in (judged.low or 0, judged.high or 0))
    if indicator.unit in ("%", "pp"):
        return f"the 95% interval of the difference is {low} to {high} points"
    return f"the difference lies between {low.removesuffix('.0')} and {high.removesuffix('.0')}, as far as is known"


def _decimals(indicator: DataSetIndicator, mark: Mark) -> int:
    return indicator.decimals if indicator.decimals is not None else len(mark.shown.partition(".")[2])


def _amount(difference: float, indicator: DataSetIndicator, mark: Mark) -> str:
    text = number(round(difference, _decimals(indicator, mark)), _decimals(indicator, mark))
    if indicator.unit in ("%", "pp"):
        return f"{text} {'point' if text == '1' else 'points'}"
    return f"£{text}{indicator.unit[1:]}" if indicator.unit.startswith("£") else text
