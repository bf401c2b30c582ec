"""What figures say, in a sentence: as much as `model.comparison` lets be said of them, and else a plain subject.

A group is named as the lowest or highest, two groups as apart, and a figure as risen or fallen, only where that allows
it. Across a break, a gap or a jump nothing is said to have changed.

The statements of a protected table stand over it as they are. Of a data set the subject alone stands on a page by
itself: a statement about its change is proposed, and shown once somebody at the desk has confirmed it. There groups and
places get the subject alone: who has the lowest figure is no ranking, and the ends of a range are mostly chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from alder.look.words import amount, in_sentence, number, sentence, with_minus
from alder.model.comparison import ComparisonVerdict, compare, lowest_and_highest, over_time, since_previous
from alder.show.table import decimals_shown

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from alder.model.comparison import Change, Comparand, Judgement
    from alder.model.statistic import Figure, Indicator
    from alder.show.table import MeasureColumn

GroupFigure = tuple[str, "Comparand | None"]
"""A group with its figure, where that is shown."""


@dataclass(frozen=True)
class SectionSubject:
    """What the statement over a section of a protected table is about."""

    section: str
    title: str
    """The measure, with what was left out of it."""
    period: str
    indicator: Indicator
    by: str = ""
    """What the table is split by: `by sex and age`."""

    @property
    def measure(self) -> str:
        """The measure as it stands before its figure: an indicator that is no count has a name of its own."""
        return self.title if self.indicator.is_count else self.indicator.label

    @property
    def words(self) -> str:
        """The beginning of the sentence."""
        return f"{sentence(self.section)}: {in_sentence(self.measure)}" if self.section else self.measure

    def figure(self, value: float | Decimal) -> str:
        """A figure with its unit, which a count has after its name alone."""
        i = self.indicator
        if i.is_count:
            return number(int(value))
        exact = value if isinstance(value, (int, Decimal)) else Decimal(f"{value:.{i.decimals}f}")
        return amount(exact, "%" if i.is_rate else i.unit)


def of_groups(
    subject: SectionSubject, whole: int | Decimal | None, groups: Sequence[GroupFigure], *, may_rank: bool
) -> str:
    """How high the whole is, and which group lies apart from all others."""
    i = subject.indicator
    if whole is None:
        return f"{subject.words} in {subject.period}" if groups else f"{subject.words}: too few people to show figures"
    height = f" was {subject.figure(whole)}" if i.is_rate else f": {subject.figure(whole)}"
    height += f" {i.unit}" if i.is_count else ""
    low, high = lowest_and_highest([figure for _, figure in groups]) if may_rank else (None, None)
    apart = []
    for word, at in (("lowest", low), ("most" if i.is_count else "highest", high)):
        if at is not None and (at == high or not i.is_count):
            label, figure = groups[at]
            value = subject.figure(figure.value if figure else 0)
            apart.append(f"{word} {'in' if i.is_count else 'for'} {label} ({value})")
    return f"{subject.words}{height}{', ' if apart else ''}{' and '.join(apart)}"


def between_groups(subject: SectionSubject, groups: Sequence[GroupFigure], *, may_rank: bool) -> str:
    """What a chart of groups shows, in other words than `of_groups`: whether two are apart, or what it is split by."""
    i, plain = subject.indicator, f"{subject.measure}{subject.by}"
    if len(groups) != 2 or not may_rank:
        return plain
    (first, figure), (second, other) = groups
    if figure is None or other is None:
        return plain
    judgement = compare(figure, other)
    if not judgement.verdict.is_difference:
        return f"{first} and {second} are too near each other to tell apart" if judgement.low is not None else plain
    most, high, least, low = (
        (second, other, first, figure) if judgement.difference > 0 else (first, figure, second, other)
    )
    if not i.is_count:
        apart = amount(Decimal(f"{high.value - low.value:.{i.decimals}f}"), "points" if i.is_rate else i.unit)
        return f"{most}: {apart} more than {least}"
    return f"{most}: {number(high.value / low.value, 1)} times as many as {least}" if low.value else plain


def of_years(
    subject: SectionSubject,
    years: Sequence[str],
    figures: Sequence[Figure],
    points: Sequence[Comparand | None],
    breaks: Collection[str],
) -> str:
    """What the whole was in the last year shown, and what became of it."""
    shown = list(points)
    while shown and shown[-1] is None:
        shown.pop()
    if not shown:
        return f"{subject.words}: too few people to show figures for all of them, year by year"

    def in_year(n: int) -> str:
        figure, i = figures[n], subject.indicator
        return f"{amount(0 if isinstance(figure, str) else figure, '%' if i.is_rate else i.unit)} in {years[n]}"

    change = over_time(shown, [n for n, year in enumerate(years) if year in breaks])
    earlier = [n for n, point in enumerate(shown[:-1]) if point is not None]
    last = f"{subject.words}: {in_year(change.until)}"
    if not earlier:
        return f"{last}, the only year that can be shown"
    if change.verdict.is_difference:
        return f"{subject.words} {change.verdict.over_time} from {in_year(change.since)} to {in_year(change.until)}"
    if change.verdict is ComparisonVerdict.ALIKE:
        return f"{last}, no clear change from {in_year(change.since)}"
    if change.verdict is ComparisonVerdict.BREAK:
        return f"{subject.words}: {in_year(earlier[0])} and {in_year(change.until)}, which a break in the series parts"
    if change.verdict is ComparisonVerdict.JUMP:
        return f"{last}, not compared with {years[change.since]}, since coverage may have changed"
    return last


def trend(rate: str, points: Sequence[Comparand | None], years: Sequence[str], breaks: Collection[str]) -> str:
    """What became of a rate, as a heading."""
    change = over_time(points, [n for n, year in enumerate(years) if year in breaks])
    since = f"since {years[change.since]}"
    if change.verdict.is_difference:
        word = "risen" if change.verdict is ComparisonVerdict.HIGHER else "fallen"
        return f"{rate} has {word} by {abs(change.judgement.difference):.1f} points {since}"
    is_alike = change.verdict is ComparisonVerdict.ALIKE
    return f"{rate} shows no clear change {since}" if is_alike else f"{rate} over time"


def lowest(groups: Sequence[GroupFigure]) -> str | None:
    """The group that lies below each of the others, for a heading; None where none does."""
    at, _ = lowest_and_highest([figure for _, figure in groups])
    return None if at is None else groups[at][0]


def year_by_year(breaks: Collection[str]) -> str:
    """What a chart of years shows, in other words than `of_years`: how many breaks it crosses, or that it has none."""
    if not breaks:
        return "Year by year, without a break in the series"
    places = "a break" if len(breaks) == 1 else f"{len(breaks)} breaks"
    return f"Year by year, with {places} in the series: do not read a trend across a dashed line"


Moment = tuple[str, "int | Decimal"]
"""A day of a cohort in words, with the share that is still there."""


def of_cohort(name: str, title: str, began: str, last: Moment | None, groups: int) -> str:
    """What is left of a cohort on the last day that is shown, all together or between so many groups.

    Groups stand beside each other; which is the lowest by chance is no headline.
    """
    who = f"who began in {began}"
    if last is not None:
        day, value = last
        return f"{name}{number(value)}% of those {who} were still in learning or had completed after {day}"
    return f"{name}{title}, of those {who}" if groups > 1 else f"{name}{title}: too few people to show figures"


def day_by_day(moments: Sequence[Moment]) -> str:
    """What a chart of a cohort shows, in other words than `of_cohort`: how much is lost early, and how much later."""
    if len(moments) < 3:
        return "From the start, day by day"
    (_, start), (early, then), (late, last) = moments[0], moments[len(moments) // 2], moments[-1]
    return f"{number(start - then)} points are lost by {early}, and {number(then - last)} more by {late}"


# Of data sets: a subject, and what could be said of it


@dataclass(frozen=True)
class Statement:
    """What is said of figures without anybody, what could be said if it is confirmed, and what that rests on."""

    subject: str
    proposed: str = ""
    why: str = ""
    """Why the statement holds, or why there is none, in a sentence for publishers."""


NOTHING_SAID = Statement("")


def beside_each_other(measure: MeasureColumn, by: str, series: str) -> Statement:
    """Of groups or places."""
    words = f"{measure.label} by {in_sentence(by)}" + (f" and {in_sentence(series)}" if series else "")
    return Statement(words, why="Groups and places stand beside each other: which of them is the lowest is not said.")


def of_series(measure: MeasureColumn, by: str, series: str) -> Statement:
    """Of several lines over time."""
    when = _when(by)
    joined = "and" if when == "by year" else "by"
    return Statement(f"{measure.label} {when} {joined} {in_sentence(series)}", why="Several lines have no one change.")


def of_change(
    measure: MeasureColumn,
    by: str,
    points: Sequence[Comparand | None],
    labels: Sequence[str],
    breaks: Collection[str],
    latest: str,
) -> Statement:
    """Of one line over time: its change since the last break or gap. `latest` is its last figure as it is written."""
    change = over_time(points, [n for n, label in enumerate(labels) if label in breaks])
    proposed = ""
    if change.verdict.is_difference:
        by_how_much = _difference(change.judgement, measure, latest)
        since, until = labels[change.since], labels[change.until]
        proposed = f"{measure.label} {change.verdict.over_time} by {by_how_much} from {since} to {until}"
    elif change.verdict is ComparisonVerdict.ALIKE:
        proposed = f"{measure.label}: no clear change from {labels[change.since]} to {labels[change.until]}"
    return Statement(f"{measure.label} {_when(by)}", proposed, _why(change, labels, measure))


def of_latest(
    measure: MeasureColumn,
    points: Sequence[Comparand | None],
    labels: Sequence[str],
    breaks: Collection[str],
    latest: str,
) -> Statement:
    """Of a headline figure: its change on the period before. The subject says only why there is nothing to compare."""
    if len(labels) < 2 or points[-1] is None:
        return NOTHING_SAID
    before = labels[-2]
    if labels[-1] in breaks:
        return Statement(f"Not compared with {before}: something changed, which the notes name.")
    if points[-2] is None:
        return Statement(f"There is no figure for {before}.")
    change = since_previous(points, [n for n, label in enumerate(labels) if label in breaks])
    proposed = ""
    if change.verdict.is_difference:
        word = "Up" if change.verdict is ComparisonVerdict.HIGHER else "Down"
        proposed = f"{word} {_difference(change.judgement, measure, latest)} on {before}."
    elif change.verdict is ComparisonVerdict.ALIKE:
        proposed = f"No clear change from {before}."
    return Statement("", proposed, _why(change, labels, measure))


def _when(by: str) -> str:
    return "by year" if by == "Year" else "over time"


def _why(change: Change, labels: Sequence[str], measure: MeasureColumn) -> str:
    judged = change.judgement
    if change.verdict in (
        ComparisonVerdict.BREAK,
        ComparisonVerdict.MISSING,
        ComparisonVerdict.JUMP,
        ComparisonVerdict.UNKNOWN,
    ):
        return f"The figures allow no statement about a change: {judged.because}."
    because = f": {judged.because}" if change.verdict is ComparisonVerdict.ALIKE else ""
    return f"Between {labels[change.since]} and {labels[change.until]}, {_range_of(judged, measure)}{because}."


def _range_of(judged: Judgement, measure: MeasureColumn) -> str:
    low, high = (with_minus(f"{end:+,.1f}") for end in (judged.low or 0, judged.high or 0))
    if measure.unit in ("%", "pp"):
        return f"the 95% interval of the difference is {low} to {high} points"
    return f"the difference lies between {low.removesuffix('.0')} and {high.removesuffix('.0')}, as far as is known"


def _difference(judged: Judgement, measure: MeasureColumn, latest: str) -> str:
    """How large a difference is, with as many places as figures have."""
    places = decimals_shown(measure, latest)
    text = number(round(abs(judged.difference), places), places)
    if measure.unit in ("%", "pp"):
        return f"{text} {'point' if text == '1' else 'points'}"
    return f"£{text}{measure.unit[1:]}" if measure.unit.startswith("£") else text
