"""`protect`: from counts to a table that may leave, or a refusal that says what to do instead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure import (
    about_people,
    averages,
    estimates,
    kept,
    large,
    matched,
    presentation,
    provider_bands,
    rounding,
    wide_audit,
)
from alder.disclosure.audit import audit
from alder.disclosure.averages_remembered import Averages
from alder.disclosure.exact_rates import exact_rates, with_decimals
from alder.disclosure.ledger import finished
from alder.disclosure.ledger.hidden import Hidden, Tried
from alder.disclosure.ledger.membership import OtherRecords
from alder.disclosure.ledger.ranges import Ranges
from alder.disclosure.ledger.words import SAME
from alder.disclosure.measured import said as measured_words
from alder.disclosure.narrowing import narrowed, rate_facts
from alder.disclosure.noise.applied import altered
from alder.disclosure.noise.possible import bounds, exactly_known
from alder.disclosure.primary import primaries
from alder.disclosure.protected import SEAL, About, Beside, Protected, put_beside
from alder.disclosure.protection import Fate, Protection
from alder.disclosure.reasons import Answers, Grounds, Owner
from alder.disclosure.rounded_ranges import redrawn, rounded_ranges
from alder.disclosure.secondary import ONE_BY_ONE
from alder.disclosure.settings import Action, Method, Rates, finer
from alder.disclosure.system import build, table_rows
from alder.disclosure.yearly import year_in, years_of
from alder.errors import NotProtected, present
from alder.look.words import listed
from alder.model.design import effect_words
from alder.model.statistic import NOT_APPLICABLE, Counts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from alder.disclosure.ledger import Ledger
    from alder.disclosure.policy import Policy
    from alder.disclosure.system import Bools
    from alder.model.design import Design
    from alder.model.statistic import Figure, Indicator


BESIDE = f"Attacked together with every earlier table of the same people that the ledger holds, and held. {SAME}"
COMPARED = (
    "Compared with every earlier table of the same people that the ledger holds: as one system of intervals where "
    f"they are small, and count by count where they are large. {SAME}"
)
"""Said of a table that is rounded or perturbed."""
ALONE = "Its means and medians were compared with none, since nobody knows whose values they are made of."
SUMS_ALONE = "Of its means and medians sums alone were compared."
LINKED = "Q-LINK"
"""The caution of figures that rest on linked records."""


def protect(
    counts: Counts,
    policy: str | Policy | Protection = "srs-output",
    *,
    design: Design | None = None,
    bands: str = "",
    by_value: bool = False,
    against: Ledger | None = None,
    unremembered: str = "",
    keep: Iterable[Mapping[str, str]] = (),
    progress: Callable[[str], None] | None = None,
) -> Protected:
    """Apply a policy to a whole table, margins and all indicators together, and attack the result before it leaves.

    `policy` is the name of one, or a `Protection`, which has `bands`, `by_value`, `keep` and why a table is
    `unremembered` in it, and is refused as it is made where two of them do not go together.

    `design` declares what allows the words of the table to claim an effect; it then stands beside the figures. Raises
    `NotProtected` where the table cannot be made safe, and says how to ask for one that can.

    `bands="quintile"` puts providers in fifths beside their rates. `by_value` orders the rows by their figures;
    providers are ordered by their fifths then, and without these not at all.

    Counts of a store are judged beside every table of the same people that is out, by the ledger of the store: the
    table hides more if it must, or is refused. Nothing is kept by that. When the table is written to a file or
    published it is judged once more, and counts as out from then on; made into a frame, it is kept as one that stays
    inside. `against=store.ledger()` keeps it as out at once, and the counts have to come with their records then.
    `unremembered` is a reason why neither is done: whatever is written of the table is in no later comparison, and the
    ledger keeps the reason, with your name.

    `keep` are cells that should stay visible, such as `{"sex": "F"}`, with filters that are not named at their total;
    `indicator` names one count, else all are meant. They and the grand totals are hidden only where nothing else helps;
    `Protected.not_kept` says which were.

    `progress` hears how far the work on a large table is.
    """
    if not isinstance(counts, Counts):
        raise NotProtected("only counts can be protected", next="Make them with: alder.tabulate(...)")
    asked = Protection.of_counts(policy, bands=bands, by_value=by_value, keep=tuple(keep), reason=unremembered)
    asked = asked.for_sources(counts.source_ids)
    if asked.fate is not Fate.STAYS:
        asked = replace(asked, fate=Fate.of_ledger(is_judged=against is not None, unremembered=asked.reason))
    elif against is not None and not against.stays:
        against = against.keeping_in(asked.reason)
    chosen = present(asked.policy, "counts are protected under a policy")
    counts = with_decimals(counts, chosen)
    for f in counts.filters:
        if f.id in chosen.not_by or finer(f.id, chosen.smallest_area):
            raise NotProtected(
                f"policy {chosen.name} does not allow figures by {f.id}", next="Use a larger area instead."
            )
    if chosen.action is Action.NONE:
        about_people.refuse(counts, chosen)
    if design is None:
        _check_words(counts)
    about_people.check_classes(counts, chosen)
    estimates.check(counts)
    averages.check(counts, chosen)
    if LINKED in {c.code for c in counts.quality.caveats} and counts.matched is None:
        raise NotProtected(
            "this rests on linked records, and does not say how many of the people looked for were found",
            next="Give the measure its match: see alder.measures.calculation.shared_counting.",
        )
    provider_bands.check_order(counts, bands=asked.bands, by_value=asked.by_value)
    codes = table_rows(counts)
    owner = Owner(counts, kept.asked(counts, asked.cells), progress or (lambda said: None))
    unremembered = asked.reason.strip() if asked.fate is Fate.UNREMEMBERED else ""
    if not unremembered and chosen.action is not Action.NONE:
        finished.check_origin(counts, against)
    implied = against is None and not unremembered and chosen.action is not Action.NONE
    found = finished.beside_what_is_out(counts) if implied else None
    if found is not None:
        counts, against = found
        owner = replace(owner, counts=counts)
    if asked.bands and against is not None and not against.tries:
        # Whether there are enough for fifths shows once all is judged, and a table that is refused must not be kept.
        protect(counts, asked, design=design, against=against.trying())
    tries: list[Tried] = []

    def alone(more: Hidden) -> Tried:
        tries.append(_beside(chosen, more, owner) if chosen.action is Action.SUPPRESS else _rounded(chosen, owner))
        return tries[-1]

    if against is not None:
        hides = chosen.action is Action.SUPPRESS
        means = Averages(counts, chosen) if Averages.can_be(counts) else None
        try:
            judged = (against.valuing(means) if means else against).judged(counts, chosen, alone)
        except OtherRecords as error:
            if found is None:
                raise
            raise finished.changed(error.what) from None
        figures = means.shown(judged.figures) if means else judged.figures
        beside = BESIDE if hides else COMPARED
        apart = ALONE if means is None else SUMS_ALONE if means.is_sums_alone else ""
        said = [judged.checked] if against.stays else [judged.checked, beside, apart if counts.averages else ""]
        checked = " ".join(filter(None, said))
    elif chosen.action is Action.SUPPRESS:
        tried = alone(Hidden(np.zeros(counts.cells.num_rows * len(counts.counts), dtype=bool)))
        figures, checked = tried.figures, tried.checked
    else:
        figures, checked = _worked(chosen, owner)
    seen = [n for n, i in enumerate(counts.indicators) if i.shown]
    about = replace(_about(counts, chosen, checked, design), bands=asked.bands, by_value=asked.by_value)
    rows = tuple((code, tuple(figures[n][k] for n in seen)) for k, code in enumerate(codes))
    table = Protected(
        SEAL,
        about=about,
        policy=chosen,
        quality=counts.quality,
        filters=counts.filters,
        indicators=tuple(counts.indicators[n] for n in seen),
        rows=rows,
    )
    if asked.bands:
        provider_bands.needed_fifths(table)
    answers = Answers(chosen, table.indicators, dict(rows), owner.reasons())
    put_beside(table, Beside(answers, finished, presentation))
    if against is not None and not against.tries and finished.is_home(counts, against):
        finished.kept_as(table, against, judged.id, means.words() if means else ())
    elif chosen.action is not Action.NONE:
        last = tries[-1] if tries else None
        finished.made_of(
            table,
            finished.Made(
                counts,
                chosen,
                lambda: last if last is not None else _with_ranges(chosen, counts, figures, checked),
                figures,
                against if found is not None or counts.behind is None else None,
                unremembered,
            ),
        )
    return table


def _worked(policy: Policy, owner: Owner) -> tuple[list[list[Figure]], str]:
    """The figures of a table in which nothing is hidden, year by year, and what its audit said."""
    counts = owner.counts
    figures: list[list[Figure]] = [[""] * counts.cells.num_rows for _ in counts.indicators]
    said: dict[str, str] = {}
    for rows, year in years_of(counts):
        found, said[year_in(counts, rows)] = _WORK[policy.action](year, policy)
        _put(figures, rows, found)
    return figures, _of_all_years(said)


def _of_all_years(said: dict[str, str]) -> str:
    """What the audits of the years said: once where they said the same, else each with its years."""
    years: dict[str, list[str]] = {}
    for year, checked in said.items():
        years.setdefault(checked, []).append(year)
    if len(years) == 1:
        return next(iter(years))
    return " ".join(f"{listed(of)}: {checked}" for checked, of in years.items() if checked)


def _put(figures: list[list[Figure]], rows: list[int], found: list[list[Figure]]) -> None:
    for whole, part in zip(figures, found, strict=True):
        for row, figure in zip(rows, part, strict=True):
            whole[row] = figure


def _beside(policy: Policy, others: Hidden, owner: Owner) -> Tried:
    """The same with more hidden for the sake of others, or all that is hidden said."""
    counts = owner.counts
    size = counts.cells.num_rows
    figures: list[list[Figure]] = [[""] * size for _ in counts.indicators]
    hidden, said = np.zeros((len(counts.counts), size), dtype=bool), dict[str, str]()
    for rows, year in years_of(counts):
        found, said[year_in(counts, rows)], own = _hidden_in(year, policy, others.rows(rows, size), owner, rows)
        _put(figures, rows, found)
        hidden[:, rows] = own
    known = np.concatenate([*seen_by_readers(counts, figures).values()])
    value = np.concatenate([np.asarray(counts.cells[i.id], dtype=np.int64) for i in counts.counts])
    ranges = Ranges.of_shown(value, known)
    return Tried(figures, _of_all_years(said), hidden.ravel(), known, ranges, redrawn(policy, ranges))


def _rounded(policy: Policy, owner: Owner) -> Tried:
    """A table that is rounded or perturbed, with what readers know of each count."""
    return _with_ranges(policy, owner.counts, *_worked(policy, owner))


def _with_ranges(policy: Policy, counts: Counts, figures: list[list[Figure]], checked: str) -> Tried:
    ranges = rounded_ranges(counts, policy, figures)
    nothing = np.zeros(len(ranges.low), dtype=bool)
    return Tried(figures, checked, nothing, ranges.exact, ranges, redrawn(policy, ranges))


def _check_words(counts: Counts) -> None:
    """Refuse words that claim an effect."""
    for sentence in (counts.title, counts.reads_as, counts.definition, *counts.notes):
        if words := effect_words(sentence):
            raise NotProtected(
                f"a table compares, and does not say why: “{words[0]}” claims an effect",
                where=sentence,
                next="Say what is, or what differs. Words of effect need a design: protect(counts, design=...).",
            )


def _altered(counts: Counts, policy: Policy) -> tuple[list[list[Figure]], str]:
    """Rounded or perturbed, with rates of what the policy says they are made of."""
    published = altered(counts, policy)  # refuses a table that does not add up
    exact = policy.rates is Rates.COUNTS
    told = averages.beside_rounded(counts, policy)
    rates = exact_rates(counts, policy, published)

    def figure(i: Indicator, row: int) -> Figure:
        if i.average:
            return told[i.id][row]
        if i.of is None:
            return published.figures[i.id][row]
        if not exact:
            return _rate_of_figures(i, *(published.figures[name][row] for name in i.of), policy=policy)
        numerator, denominator = (published.values[name][row] for name in i.of)
        nobody = denominator == 0 and rounding.may_show_rate(0, 0, policy)
        return _rate(counts, i, numerator, denominator, policy) if nobody or (i.id, row) in rates else policy.no_rate

    figures = [[figure(i, row) for row in range(counts.cells.num_rows)] for i in counts.indicators]
    if policy.action is Action.ROUND and policy.method is Method.NEAREST and not policy.refuses_leaks:
        return figures, ""
    low, high = bounds(counts, policy, published)
    low, high = narrowed(counts, policy, low, high, rates)
    known = exactly_known(counts, policy, low, high, rate_facts(counts, rates)).names
    if known and policy.refuses_leaks:
        raise NotProtected(
            "a small count follows from the rounded ones around it, because they fit together in one way only",
            next="Use fewer breakdowns, merge small categories, or ask for a longer period.",
        )
    far = " Some counts moved two steps, because no nearer table adds up." if published.steps > 1 else ""
    held = "no small count follows exactly" if not known else "it promises no more than each rounding by itself"
    return figures, f"Attacked as intervals, with everything that is shown: {held}.{far}"


def _rate_of_figures(i: Indicator, numerator: int | str, denominator: int | str, *, policy: Policy) -> Figure:
    """A rate of what readers see. Where that is more than all, because each was altered by itself, there is none."""
    if isinstance(numerator, str) or isinstance(denominator, str) or numerator > denominator:
        return policy.no_rate
    found = i.worked_out(numerator, denominator)
    return NOT_APPLICABLE if found is None else found


def _as_they_are(counts: Counts, policy: Policy) -> tuple[list[list[Figure]], str]:
    """Counts that are not about people, unprotected."""
    build(counts, policy)  # refuses a table that does not add up
    values = {i.id: counts.cells.column(i.id).to_pylist() for i in counts.counts}
    told = averages.open_to_all(counts, policy)

    def figure(i: Indicator, row: int) -> Figure:
        if i.average:
            return told[i.id][row]
        if i.of is None:
            return int(values[i.id][row])
        numerator, denominator = (values[name][row] for name in i.of)
        return _rate(counts, i, numerator, denominator, policy)

    return [[figure(i, row) for row in range(counts.cells.num_rows)] for i in counts.indicators], ""


def _hidden_in(
    counts: Counts, policy: Policy, others: Hidden, owner: Owner, rows: Sequence[int]
) -> tuple[list[list[Figure]], str, Bools]:
    """The figures, what the audit said, and for each count whether it is hidden. Shape of this: indicators, rows."""
    system = build(counts, policy)
    own = primaries(system, policy)
    if others.settled:
        hidden = np.r_[others.cells, np.zeros(system.size - system.counts, dtype=bool)]
    else:
        primary = own.copy()
        primary[: system.counts] |= others.cells & ~system.fixed[: system.counts]
        hidden = kept.choose(system, policy, primary, owner.keep[:, rows].ravel(), owner.tell)
    owner.note(rows, Grounds.of(system, policy, own, hidden, others))
    names = system.indicators
    shut = {name: hidden[n * system.rows : (n + 1) * system.rows] for n, name in enumerate(names)}
    values = {i.id: counts.cells.column(i.id).to_pylist() for i in counts.counts}
    told = averages.figures(counts, policy, shut)

    def figure(i: Indicator, row: int) -> Figure:
        if i.average:
            return told[i.id][row]
        if i.of is None:
            return policy.hidden if shut[i.id][row] else int(values[i.id][row])
        if any(shut[name][row] for name in i.of):
            return policy.hidden
        numerator, denominator = (values[name][row] for name in i.of)
        return _rate(counts, i, numerator, denominator, policy)

    figures = [[figure(i, row) for row in range(system.rows)] for i in counts.indicators]
    seen = seen_by_readers(counts, figures)
    many = system.counts > ONE_BY_ONE
    if many and not system.proof:  # an earlier choice, or nothing that had to be hidden
        large.prove(system, policy, own, hidden)
    verdict = wide_audit.audit(counts, seen, policy, system.proof) if many else audit(counts, seen, policy)
    if not verdict.safe:
        raise NotProtected(
            "this table was protected, attacked, and did not hold",
            next="Use fewer breakdowns, merge small categories, or ask for a longer period.",
        )
    return figures, verdict.words(), hidden[: system.counts].reshape(-1, system.rows)


_WORK = {
    Action.ROUND: _altered,
    Action.PERTURB: _altered,
    Action.NONE: _as_they_are,
}


def seen_by_readers(counts: Counts, figures: list[list[Figure]]) -> dict[str, Bools]:
    """For each count whether a reader knows it: it is shown, or a shown rate gives it away."""
    known = {}
    for n, i in enumerate(counts.indicators):
        if not i.is_count:
            continue
        told = [i.shown and not isinstance(f, str) for f in figures[n]]
        for m, r in enumerate(counts.indicators):
            if r.of and i.id in r.of and not i.shown:
                told = [t or not isinstance(f, str) for t, f in zip(told, figures[m], strict=True)]
        known[i.id] = np.array(told, dtype=bool)
    return known


def _rate(counts: Counts, i: Indicator, numerator: int, denominator: int, policy: Policy) -> Figure:
    found = i.worked_out(numerator, denominator)
    if found is None:
        return NOT_APPLICABLE
    # Of a rounded base the least that it can stand for decides, so that the symbol tells no more than the base does.
    least, _ = (denominator, 0) if policy.action is Action.NONE else rounding.interval(denominator, policy)
    if least < estimates.LEAST_BASE and estimates.are_estimates(counts.quality):
        return estimates.UNRELIABLE
    return found


def _about(counts: Counts, policy: Policy, checked: str, design: Design | None) -> About:
    """What goes with the figures. Of `counts.excluded` and `counts.unknown` nothing does, not even whether any are.

    A number that is printed for every filter that somebody thinks of is a table of its own, and nobody protects it.
    """
    return About(
        measure=counts.measure,
        title=counts.title,
        year=counts.year,
        definition=counts.definition,
        version=counts.version,
        coverage=counts.coverage,
        group=counts.group,
        sources=counts.sources,
        notes=counts.notes,
        reads_as=counts.reads_as,
        provisional=counts.provisional,
        checked=checked,
        measured=measured_words(counts.measured, policy.threshold),
        period=counts.period,
        periods=counts.periods,
        where=counts.where,
        where_words=counts.where_words,
        matched=matched.said(counts.matched, policy.threshold),
        design=design.words if design else "",
        made_up=counts.made_up,
    )
