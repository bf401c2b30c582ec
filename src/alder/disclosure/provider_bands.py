"""Providers beside each other: above all, below all, or no clear difference; in fifths where these are asked for; and
the order of rows. They are never ranked.

A place in a league table is mostly chance: intervals of neighbours overlap. So providers stand by their names, each
rate with its interval, and only where the interval leaves out the rate of all is a difference called clear. Whoever
reads an order of providers reads a league table, so there is none without bands.

Fifths are cut at every 20th percentile of the rates shown, in each group of learners by itself: providers of learners
who find work easily are not set against those of others. The published outcome-based success measures put providers in
quintile bands by percentiles of each category of learner, learners on benefits apart. How their percentiles are worked
out was not seen: between two rates in proportion, each provider alike, and no fewer than ten, are Alder's conventions
(A).
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from alder.disclosure.protected import rows_of
from alder.errors import NoFigures, UsageError
from alder.look.words import counted, listed, number
from alder.model.statistic import PROVIDER, TOTAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.disclosure.protected import Protected
    from alder.model.statistic import Counts, Filter


class Band(StrEnum):
    """How a provider's rate lies to that of all providers of the same row and column."""

    ABOVE = "above all"
    BELOW = "below all"
    UNCLEAR = "no clear difference"


_SAID = {
    Band.ABOVE: "above all together",
    Band.BELOW: "below all together",
    Band.UNCLEAR: "without a clear difference",
}


def bands(table: Protected, indicator: str) -> dict[tuple[str, ...], Band]:
    """The band of each row of a provider whose rate has an interval, by the codes of the row's filters."""
    at = next((n for n, f in enumerate(table.filters) if f.id == PROVIDER), None)
    place = next(n for n, i in enumerate(table.indicators) if i.id == indicator)
    rows, found = dict(rows_of(table)), {}
    for codes, figures in rows_of(table):
        if at is None or codes[at] == TOTAL:
            continue
        whole = rows.get((*codes[:at], TOTAL, *codes[at + 1 :]))
        between = table.interval_in(figures, indicator)
        of_all = whole[place] if whole else ""
        if between is None or isinstance(of_all, str):
            continue
        clear = Band.ABOVE if between.low > of_all else Band.BELOW if between.high < of_all else None
        found[codes] = clear or Band.UNCLEAR
    return found


def band_lines(table: Protected) -> list[str]:
    """What to know of a table by provider: its order, how many differ clearly, and what a fairer comparison is."""
    if not table.by_provider:
        return []
    said = ["Providers stand in the order of their names, and are not ranked."]
    if table.about.by_value:
        said = ["Providers stand in the order of their fifths, and within a fifth in that of their names."]
    if table.main.is_rate:
        at = [f.id for f in table.filters].index(PROVIDER)
        alone = [b for codes, b in bands(table, table.main.id).items() if all(c == TOTAL for c in _but(codes, at))]
        if alone:
            many = Counter(alone)
            told = [f"{counted(many[b], 'provider')} {_SAID[b]}" for b in Band if many[b]]
            said.append(f"By their 95% intervals {listed(told)}.")
            if many[Band.ABOVE] or many[Band.BELOW]:
                said.append("Of providers that are all alike about one in 20 would stand out so by chance.")
    others = [f for f in table.filters if f.id != PROVIDER and f.has_total]
    if not others:
        said.append("They recruit different learners: split by a characteristic as well to compare like with like.")
    return [" ".join(said)]


def _but(codes: tuple[str, ...], at: int) -> tuple[str, ...]:
    return codes[:at] + codes[at + 1 :]


LEAST_PROVIDERS = 10
"""The fewest providers of a group, with a rate that is shown, that can be put in fifths: two in each."""
FIFTHS = ("lowest fifth", "second fifth", "middle fifth", "fourth fifth", "highest fifth")


class Fifth(NamedTuple):
    """The fifth of a provider, 1 the lowest and 5 the highest, and those that its 95% interval touches."""

    own: int
    low: int
    high: int


def check_fifths(filters: Sequence[Filter], *, has_rates: bool) -> None:
    """Refuse what cannot be put in fifths."""
    if PROVIDER not in {f.id for f in filters}:
        raise UsageError("fifths are of providers, and the table has none", next="Split it by provider:  --by provider")
    if not has_rates:
        raise UsageError("fifths are of rates, and this measure counts", next="A count says how large a provider is.")
    if any(f.moments for f in filters):
        raise UsageError("fifths are of one rate a provider, and this measure has one for each day")


def fifths(table: Protected) -> dict[tuple[str, ...], Fifth]:
    """The fifth of each row of a provider by the main rate, in each combination of the other filters by itself.

    Only rates that are shown are compared, so that a fifth tells nothing of one that is hidden.
    """
    at = [f.id for f in table.filters].index(PROVIDER)
    place = table.indicators.index(table.main)
    groups: dict[tuple[str, ...], list[tuple[tuple[str, ...], Decimal]]] = {}
    for codes, figures in rows_of(table):
        if codes[at] != TOTAL and not isinstance(figures[place], str):
            group = (*codes[:at], *codes[at + 1 :])
            groups.setdefault(group, []).append((codes, Decimal(figures[place])))
    rows, found = dict(rows_of(table)), {}
    for members in groups.values():
        if len(members) < LEAST_PROVIDERS:
            continue
        cuts = edges([rate for _, rate in members])
        for codes, rate in members:
            between = table.interval_in(rows[codes], table.main.id)
            own = _of(rate, cuts)
            low, high = (_of(between.low, cuts), _of(between.high, cuts)) if between else (own, own)
            found[codes] = Fifth(own, low, high)
    return found


def needed_fifths(table: Protected) -> dict[tuple[str, ...], Fifth]:
    """The same; refused where no group has enough providers."""
    found = fifths(table)
    if not found:
        raise NoFigures(
            f"fifths need {LEAST_PROVIDERS} providers of one group whose rate is shown, and there are fewer",
            next="Leave out --bands, or use fewer breakdowns.",
        )
    return found


def edges(rates: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """The 20th, 40th, 60th and 80th percentile, between two rates in proportion. Providers weigh alike."""
    ordered = sorted(rates)
    cuts = []
    for k in range(1, 5):
        whole, part = divmod(k * (len(ordered) - 1), 5)
        below, above = ordered[whole], ordered[min(whole + 1, len(ordered) - 1)]
        cuts.append(below + (above - below) * part / 5)
    return tuple(cuts)


def _of(rate: Decimal, cuts: Sequence[Decimal]) -> int:
    """A rate that lies on an edge belongs below it, so that equal rates are in one fifth."""
    return 1 + sum(rate > cut for cut in cuts)


class FifthGroup(NamedTuple):
    """A group of learners: its name, how many providers are in fifths, and each fifth with its providers, highest
    first. A provider is told with the fifths that its interval touches, where these are several."""

    name: str
    size: int
    fifths: tuple[tuple[str, tuple[str, ...]], ...]


ABOUT_FIFTHS = (
    "Fifths have as many providers each, cut in each group of learners by itself. “May be” names the fifths that the "
    "95% interval of a rate touches."
)


def fifth_groups(table: Protected) -> list[FifthGroup]:
    """Every group that was put in fifths; none of a table that was not asked for them."""
    if not table.about.bands:
        return []
    at = [f.id for f in table.filters].index(PROVIDER)
    provider, others = table.filters[at], [f for n, f in enumerate(table.filters) if n != at]
    found: dict[tuple[str, ...], list[tuple[str, Fifth]]] = {}
    for codes, fifth in fifths(table).items():
        found.setdefault((*codes[:at], *codes[at + 1 :]), []).append((provider.label_of(codes[at]), fifth))
    out = []
    for group, members in found.items():
        name = ", ".join(f.label_of(code) for f, code in zip(others, group, strict=True) if code != TOTAL)
        inside = {own: tuple(_told(m) for m in sorted(members) if m[1].own == own) for own in range(5, 0, -1)}
        told = tuple((FIFTHS[own - 1], labels) for own, labels in inside.items() if labels)
        out.append(FifthGroup(name, len(members), told))
    return out


def fifth_heading(table: Protected, group: FifthGroup) -> str:
    """`Fifths by achievement rate, apprenticeships (24 providers)`."""
    name = f", {group.name[:1].lower()}{group.name[1:]}" if group.name else ""
    return f"Fifths by {table.main.label.lower()}{name} ({number(group.size)} providers)"


def fifth_lines(table: Protected) -> list[str]:
    """Each group with its fifths in lines, and what fifths are."""
    out = []
    for group in fifth_groups(table):
        out.append(f"{fifth_heading(table, group)}:")
        out += [f"  {name}: {'; '.join(labels)}" for name, labels in group.fifths]
    return [*out, ABOUT_FIFTHS] if out else []


def _told(member: tuple[str, Fifth]) -> str:
    label, fifth = member
    return label if fifth.low == fifth.high else f"{label} (may be {fifth.low} to {fifth.high})"


def check_order(counts: Counts, *, bands: str, by_value: bool) -> None:
    """Refuse an order of providers by their figures alone, and bands of what has none."""
    if bands:
        check_fifths(counts.filters, has_rates=bool(counts.rates))
    if by_value and not bands and any(f.id == PROVIDER for f in counts.filters):
        raise UsageError(
            "providers are not put in the order of their figures",
            where="Neighbours in such an order mostly differ by chance, and each teaches other learners.",
            next="Ask for fifths, which stand in order:  --bands quintile",
        )


def ordered_rows(table: Protected, rows: Filter, where: Mapping[str, str]) -> list[str]:
    """The codes of a filter from the highest figure to the lowest, providers by fifths and then by name.

    What is not shown comes last, in its usual order, so that the order tells nothing of it. `where` has the categories
    of the other filters.
    """
    codes = [c.code for c in rows.categories]
    found = dict(rows_of(table))
    bands = fifths(table) if rows.id == PROVIDER else {}
    place = table.indicators.index(table.main)

    def key(code: str) -> tuple[float, int]:
        at = tuple(code if f.id == rows.id else where.get(f.id, TOTAL) for f in table.filters)
        if rows.id == PROVIDER:
            return (-float(bands[at].own) if at in bands else 0.0), codes.index(code)
        figures = found.get(at)
        figure = figures[place] if figures else ""
        return (1.0 if isinstance(figure, str) else -float(figure)), codes.index(code)

    return sorted(codes, key=key)
