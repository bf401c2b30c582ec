"""Providers in fifths: bands of a rate with as many providers in each, and those that a provider's interval touches.

A place in an order of providers is mostly chance. A fifth says less and keeps longer, and beside it stands how far
chance alone may have moved the provider. Within a fifth providers stand in the order of their names. Fifths are cut at
the 20th, 40th, 60th and 80th percentile of the rates shown, in each group of learners by itself: providers of learners
who find work easily are not set against those of others.

The published outcome-based success measures put providers in quintile bands by percentiles of each category of learner,
learners on benefits apart. How their percentiles are worked out was not seen: between two rates in proportion, each
provider alike, and no fewer than ten, are Alder's conventions (A).
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from alder.disclosure.protected import rows_of
from alder.errors import NoFigures, UsageError
from alder.look.words import number
from alder.model.statistic import PROVIDER, TOTAL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.disclosure.protected import Protected
    from alder.model.statistic import Filter

LEAST = 10
"""The fewest providers of a group, with a rate that is shown, that can be put in fifths: two in each."""
NAMES = ("lowest fifth", "second fifth", "middle fifth", "fourth fifth", "highest fifth")


class Fifth(NamedTuple):
    """The fifth of a provider, 1 the lowest and 5 the highest, and those that its 95% interval touches."""

    own: int
    low: int
    high: int


def check(filters: Sequence[Filter], *, has_rates: bool) -> None:
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
        if len(members) < LEAST:
            continue
        cuts = edges([rate for _, rate in members])
        for codes, rate in members:
            between = table.interval_in(rows[codes], table.main.id)
            own = _of(rate, cuts)
            low, high = (_of(between.low, cuts), _of(between.high, cuts)) if between else (own, own)
            found[codes] = Fifth(own, low, high)
    return found


def needed(table: Protected) -> dict[tuple[str, ...], Fifth]:
    """The same; refused where no group has enough providers."""
    found = fifths(table)
    if not found:
        raise NoFigures(
            f"fifths need {LEAST} providers of one group whose rate is shown, and there are fewer",
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


class Group(NamedTuple):
    """A group of learners: its name, how many providers are in fifths, and each fifth with its providers, highest
    first. A provider is told with the fifths that its interval touches, where these are several."""

    name: str
    size: int
    fifths: tuple[tuple[str, tuple[str, ...]], ...]


SAID = (
    "Fifths have as many providers each, cut in each group of learners by itself. “May be” names the fifths that the "
    "95% interval of a rate touches."
)


def groups(table: Protected) -> list[Group]:
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
        told = tuple((NAMES[own - 1], labels) for own, labels in inside.items() if labels)
        out.append(Group(name, len(members), told))
    return out


def heading(table: Protected, group: Group) -> str:
    """`Fifths by achievement rate, apprenticeships (24 providers)`."""
    name = f", {group.name[:1].lower()}{group.name[1:]}" if group.name else ""
    return f"Fifths by {table.main.label.lower()}{name} ({number(group.size)} providers)"


def lines(table: Protected) -> list[str]:
    """Each group with its fifths in lines, and what fifths are."""
    out = []
    for group in groups(table):
        out.append(f"{heading(table, group)}:")
        out += [f"  {name}: {'; '.join(labels)}" for name, labels in group.fifths]
    return [*out, SAID] if out else []


def _told(member: tuple[str, Fifth]) -> str:
    label, fifth = member
    return label if fifth.low == fifth.high else f"{label} (may be {fifth.low} to {fifth.high})"
