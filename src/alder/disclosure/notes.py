"""What must travel with every figure, in words: policy, definition, quality, caveats, symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.disclosure import described, measured, provider_bands
from alder.disclosure.estimates import MOST_ERROR
from alder.disclosure.layout import by_words, sections
from alder.disclosure.protected import rows_of
from alder.disclosure.settings import Action, Rates
from alder.look.words import counted, listed
from alder.model.period import years_in_words
from alder.model.statistic import NOT_APPLICABLE
from alder.show.layout import UNRELIABLE_FLAG, SectionedTable

if TYPE_CHECKING:
    from alder.disclosure.protected import Protected
    from alder.model.quality import Grade


INTERVALS = "95% intervals of rates of fewer than 1,000 (Wilson's method, from the figures shown)"
EVERY_INTERVAL = "95% intervals of rates (Wilson's method, from the figures shown)"

_EVERY_SYMBOL = ("c", "low", "x", "u", NOT_APPLICABLE)

MEASURED = "Fields used: grade, and how they are filled in the returns of the year, over all of their records"


def intervals(table: Protected) -> str:
    """Which rates have an interval: of estimates and of providers all."""
    return EVERY_INTERVAL if table.are_estimates or table.by_provider else INTERVALS


def heading(table: Protected) -> str:
    """What the table is: measure, filter, split, years."""
    return f"{table.title}{by_words(table)}, {table.period}{of_group(table)}"


def of_group(table: Protected) -> str:
    """`, the 4 providers held`: whose records the table counts, after its title; nothing where nobody knows."""
    return f", {table.about.group.name}" if table.about.group.name else ""


def quality_words(table: Protected) -> str:
    """'B, from AchDate and Outcome', or the grade alone."""
    fields = [q.field for q in table.quality.because]
    return table.quality.grade.value + (f", from {listed(fields)}" if fields else "")


def source_words(table: Protected) -> str:
    sources = listed(table.about.sources) if table.about.sources else "Source not stated"
    some = [p.year for p in table.about.periods if p.provisional]
    if some and len(some) < sum(not p.missing for p in table.about.periods):
        return f"{sources}, provisional in {years_in_words(some)}"
    return f"{sources}{', provisional' if table.about.provisional else ''}"


def rates_left_out(table: Protected) -> str:
    """How many rates are not shown beside rounded counts, and why; nothing where all are, or counts are hidden too.

    It counts the symbols that stand in the table, so it tells what anybody can count. Which of the two reasons a rate
    has is not told, and neither is how many have it: what is left out for either reason is one group, and only as one
    is it large enough to keep its counts.
    """
    policy = table.policy
    if policy.action is not Action.ROUND or policy.rates is not Rates.COUNTS:
        return ""
    rates = [n for n, i in enumerate(table.indicators) if i.is_rate]
    figures = [row[n] for _, row in rows_of(table) for n in rates if row[n] != NOT_APPLICABLE]
    left = sum(f == policy.no_rate for f in figures)
    if not left:
        return ""
    why = "a part of each is small"
    if policy.rate_keeps:
        why += ", or it would give away a count that is rounded"
    are = "is" if left == 1 else "are"
    return f"{left:,} of {counted(len(figures), 'rate')} {are} not shown ({policy.no_rate}): {why}."


def protection_words(table: Protected) -> list[str]:
    """How people are protected: the policy, what it does, what it left out, and what came of attacking the table."""
    lines = [f"Protection: policy {table.policy.label}.", table.policy.says]
    if not described.is_known(table.policy):
        lines += [f"  {line}" for line in described.lines(table.policy)]
    return lines + [line for line in (rates_left_out(table), table.about.checked) if line]


def sectioned(table: Protected) -> SectionedTable:
    """The table in sections with all that is said of it, for whoever shows it."""
    about, policy = table.about, table.policy
    symbols = {*table.symbols, *_EVERY_SYMBOL}
    return SectionedTable(
        title=table.title,
        heading=heading(table),
        period=table.period,
        whose=of_group(table),
        sections=sections(table),
        symbols=table.symbols,
        meanings={symbol: table.meaning(symbol) for symbol in symbols},
        made_up=about.made_up,
        reads_as=about.reads_as,
        definition=about.definition,
        measure=about.measure,
        version=about.version,
        where=about.where,
        where_words=about.where_words,
        source=source_words(table),
        coverage=about.coverage,
        group_words=about.group.words,
        provisional=about.provisional,
        policy_name=policy.name,
        policy_label=policy.label,
        policy_says=policy.says,
        checked=about.checked,
        hidden=policy.hidden,
        rates_left_out=rates_left_out(table),
        quality=table.quality,
        breaks=table.breaks,
        quality_words=quality_words(table),
        statements=tuple(statements_of_quality(table)),
        fifths=tuple(provider_bands.fifth_lines(table)),
        measured_words=measured.in_a_line(about.measured),
        intervals=intervals(table),
        notes=about.notes,
    )


def notes(table: Protected) -> str:
    """The notes file: one paragraph a subject, so that it reads well and can be searched."""
    about = table.about
    lines = [heading(table), ""]
    if about.made_up:
        lines += [about.made_up.says, ""]
    if about.reads_as:
        lines += [about.reads_as, ""]
    if about.where:
        lines += [f"Only those where {about.where_words}.", f"Filter: {about.where}", ""]
    lines += [about.definition, f"Method: {about.measure}, version {about.version}.", ""]
    lines += [f"Source: {source_words(table)}.", f"Coverage: {about.coverage}.", ""]
    lines += [about.group.words, ""] if about.group.words else []
    if table.symbols:
        lines += ["Symbols", *(f"  {s}  {table.meaning(s)}" for s in table.symbols), ""]
    if any(table.interval_in(figures, i.id) for _, figures in rows_of(table) for i in table.indicators if i.is_rate):
        lines += [f"{intervals(table)} stand in the columns that end in _lower and _upper.", ""]
    lines += [*protection_words(table), ""]
    lines += [f"Quality: grade {table.quality.grade.value} ({table.quality.grade.meaning})."]
    lines += [f"  {q.field}: {q.why}" for q in table.quality.because]
    lines += [f"  Break from {b.year}: {b.text}" for b in table.breaks]
    lines += [f"  {line}" for line in (*statements_of_quality(table), *provider_bands.fifth_lines(table))]
    for strength in table.quality.strengths:
        lines += ["", strength.heading, *(f"  {line}" for line in strength.details)]
    if about.measured:
        lines += ["", MEASURED, *(f"  {line}" for line in measured.lines(about.measured))]
    if table.quality.caveats:
        lines += ["", "Take care", *(f"  {c.text} ({c.code})" for c in table.quality.caveats)]
    if about.notes:
        lines += ["", "Notes", *(f"  {n}" for n in about.notes)]
    return "\n".join(lines) + "\n"


def statements_of_quality(table: Protected) -> list[str]:
    """The design that was declared, grades of cells, match rates, what marks mean, and how providers stand."""
    return [*_design(table), *_grades(table), *_matched(table), *_marks(table), *provider_bands.band_lines(table)]


def _design(table: Protected) -> list[str]:
    return [f"Declared design: {table.about.design}"] if table.about.design else []


def _grades(table: Protected) -> list[str]:
    """Which cells have a better grade than the whole: those that are not split by the filters that lower it."""
    splits = [f for f in table.filters if f.id in table.quality.splits]
    best = table.quality.of_cell([])
    if best is table.quality.grade:
        return []
    lowered: dict[Grade, list[str]] = {}
    for f in splits:
        if (grade := table.quality.of_cell([f.id])) is not best:
            lowered.setdefault(grade, []).append(f.label.lower())
    told = [f"{grade} where they are split by {listed(labels, 'or')}" for grade, labels in sorted(lowered.items())]
    return [f"Grades of cells: {best}; {'; '.join(told)}."]


def _matched(table: Protected) -> list[str]:
    found = table.about.matched
    if found is None:
        return []
    return [f"Match rate: {found.says}, of all who were looked for in the year, in this table or not: {found.words()}."]


def _marks(table: Protected) -> list[str]:
    rates = [i.id for i in table.indicators if i.is_rate]
    found = (table.interval_in(figures, id) for _, figures in rows_of(table) for id in rates)
    if any(f and f.unsafe for f in found):
        return [
            f"{UNRELIABLE_FLAG} marks estimates whose standard error is over {MOST_ERROR}% of them: "
            "use with great care."
        ]
    return []
