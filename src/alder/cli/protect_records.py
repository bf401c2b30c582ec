"""`alder protect RECORDS.csv`: counts, totals and other statistics of plain records."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from alder.errors import UsageError, present

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alder.cli.protection import OutputFiles, Protection
    from alder.disclosure import Policy, Protected
    from alder.disclosure.microdata import Figures, Lines, Statistic
    from alder.disclosure.microdata.together import Out
    from alder.disclosure.tables.protecting import Rule
    from alder.disclosure.tables.table import Numbers, Table
    from alder.model.statistic import Counts

CONTRIBUTORS_KEEP = 2
"""What is added up over contributors is guarded against exact knowledge, and numbers of contributors with it."""
FORM = "alder protect RECORDS.csv --by region,level --threshold 10 --out PUB.csv"


@dataclass(frozen=True)
class RecordQuery:
    """What is asked of a file of records: by which columns, of which, and what is made of it."""

    path: Path
    by: str | None
    of: str | None
    statistic: str | None
    contributor: str | None
    weight: str | None
    to: float | None
    limits: tuple[float, ...]
    beside: tuple[str, ...] = ()

    def fits(self, *, one: bool) -> None:
        """Raises `UsageError` for options that do not belong together. `one` says that one table alone is asked for."""
        given: dict[str, object] = {"--of": self.of, "--as": self.statistic, "--weight": self.weight}
        given |= {"--contributor": self.contributor, "--to": self.to, "--limit": self.limits}
        given["--beside"] = self.beside
        if self.path.is_dir():
            if odd := [name for name, value in {"--by": self.by, **given}.items() if value]:
                raise UsageError(
                    f"{odd[0]} is about a file of records, and {self.path} is a table folder", next="Leave it out."
                )
            return
        if not self.by or not one:
            raise UsageError(
                f"{self.path} is no table folder; records are protected one file at a time, with --by",
                next=f"Write: {FORM}",
            )
        if self.statistic and not self.of:
            raise UsageError(f"--as {self.statistic} needs the column that it is made of", next="Give --of COLUMN.")
        if self.to is not None and (self.to <= 0 or not self.is_placed):
            raise UsageError("--to rounds means, percentiles and extremes to multiples of a number above 0")
        if self.limits and self.asks.what not in ("minimum", "maximum"):
            raise UsageError("--limit is about a minimum or a maximum", next="Leave it out, or ask for one of these.")
        if self.beside and self.asks.what in ("count", "rate"):
            raise UsageError("--beside is about totals, means, percentiles and extremes of one column")

    @property
    def asks(self) -> Statistic:
        from alder.disclosure.microdata import Statistic, What

        return Statistic(What.COUNT) if self.of is None else Statistic.read(self.statistic or "total")

    @property
    def is_placed(self) -> bool:
        """Whether it is a mean, a percentile or an extreme, which stand beside counts."""
        return self.asks.what in ("mean", "percentile", "minimum", "maximum")

    @property
    def is_counted(self) -> bool:
        """Whether counts stand beside what is asked for."""
        return not self.path.is_dir() and (self.is_placed or self.asks.what == "rate")

    def lines(self) -> Lines:
        from alder.disclosure.microdata import Lines

        return Lines.read(
            self.path,
            [name.strip() for name in (self.by or "").split(",")],
            of=self.of,
            yes_or_no=self.asks.what == "rate",
            contributor=self.contributor,
            weight=self.weight,
        )

    def table(self, how: Protection, seed: int, tell: Callable[[str], None]) -> tuple[Table, Numbers | None, list[str]]:
        """Counts of people, or what is added up over contributors, with the cells that something else hides.

        Gives also what is to be said of these.
        """
        import numpy as np

        from alder.disclosure.microdata.protecting import attack_of, count_table, protect_sums, protected_counts

        lines = self.lines()
        if self.of is None and self.weight is None:
            return count_table(lines), None, []
        no_yes_and_no(lines, self)
        table = lines.table(lines.value if self.of else np.ones(len(lines.value)))
        valued = how.rule(table)  # before anything is worked out
        counted = self.counted(lines, how)
        counts = protected_counts(lines, counted, seed=seed, progress=tell)
        if self.of is None:
            return table, None if counts is None else np.flatnonzero(counts.hidden), []
        attack = attack_of(counted, valued, self.limits, None, self.out(lines, None), tell)
        found, also = protect_sums(lines, valued, counts, attack, seed=seed)
        return table, also, together(found, self)

    def out(self, lines: Lines, rounds: Policy | None) -> list[Out]:
        """What is out already of the same lines."""
        from alder.cli.protection import statistics_named
        from alder.disclosure.attack.figure_files import Counted, read_figures
        from alder.disclosure.attack.recorded import Recorded
        from alder.disclosure.microdata import What
        from alder.disclosure.microdata.together import Out

        truth = Recorded.of(lines).truth
        return [
            Out(
                read_figures(path, statistic, truth, to),
                None if statistic.what is What.TOTAL else Counted.read(path, truth, rounds),
            )
            for statistic, to, path in statistics_named(self.beside)
        ]

    def counted(self, lines: Lines, how: Protection) -> Rule:
        """The rule for the counts of lines."""
        from alder.disclosure.microdata.protecting import count_table

        table = count_table(lines)
        if not lines.is_held and how.threshold is None and how.policy is None:
            return replace(how.wide(of_values=True), interval=False)
        return (how if lines.is_held else replace(how, p=None)).rule(table)

    def said(self, policy: Policy | None) -> list[str]:
        """Who is taken to stand behind a line, and what a policy promises that contributors are not given."""
        if not self.contributor:
            return [f"Each line of {self.path.name} is taken for a person, or a contributor, of its own."]
        if policy is None or policy.values <= CONTRIBUTORS_KEEP:
            return []
        return [
            f"A hidden number of contributors keeps {CONTRIBUTORS_KEEP} possible values at least: the "
            f"{policy.values} of {policy.name} are for people with a line each."
        ]


def say_statistic(
    ask: RecordQuery,
    how: Protection,
    to: OutputFiles,
    keep: Path | None,
    secret: Path | None,
    tell: Callable[[str], None],
) -> str:
    """Protect a mean, percentile, extreme or rate, and write it with the counts beside it."""
    if odd := [name for name, value in {"--keep": keep, "--certificate": to.certificate}.items() if value]:
        raise UsageError(f"{odd[0]} is about counts and totals, and {ask.asks.plural} stand beside them")
    if secret is not None:
        raise UsageError(f"a secret is for counts that are drawn at random, and {ask.asks.plural} are not")
    if ask.asks.what == "rate":
        return _rate(ask, how, to, tell)
    from alder.cli.protection import rounding_policy
    from alder.disclosure.microdata.protecting import beside_rounded, count_table
    from alder.disclosure.microdata.worked_out import decimals_of
    from alder.disclosure.microdata.written import write_figures
    from alder.disclosure.tables.policed import check

    lines = ask.lines()
    how.check_named(lines.dimensions)
    if ask.asks.what == "mean":
        no_yes_and_no(lines, ask)
    symbol = "c"
    if rounds := rounding_policy(how.policy):
        check(count_table(lines), rounds)
        found = beside_rounded(
            lines, ask.asks, rounds, to=ask.to, limits=ask.limits, beside=ask.out(lines, rounds), progress=tell
        )
        symbol = rounds.no_rate
    else:
        found = _beside_hidden(ask, lines, how, to, tell)
    tell("Writing")
    decimals = decimals_of(ask.asks, lines, ask.to)
    for path in filter(None, (to.out, to.release)):
        write_figures(found, decimals, path, symbol=symbol, for_readers=path is to.release)
    from alder.cli.protection import UNGUARDED

    without = [UNGUARDED] if found.counts is not None and found.counts.may_be_empty else []
    return "\n".join([*ask.said(how.policy), *how.said(), *told(found, ask), *without, *where_written(to)])


def _beside_hidden(
    ask: RecordQuery, lines: Lines, how: Protection, to: OutputFiles, tell: Callable[[str], None]
) -> Figures:
    from alder.disclosure.microdata import protect_statistic

    near = how.policy.near_full if how.policy is not None and how.policy.class_disclosure else None
    return protect_statistic(
        lines,
        ask.asks,
        ask.counted(lines, how),
        replace(how.wide(of_values=True), interval=False),
        to=ask.to,
        limits=ask.limits,
        near_full=near,
        beside=ask.out(lines, None),
        seed=to.seed,
        progress=tell,
    )


def no_yes_and_no(lines: Lines, ask: RecordQuery) -> None:
    """A mean of 0 and 1 is a rate, and a total of them a count of people: both are judged as such."""
    if ask.of and len(lines.value) and bool(((lines.value == 0) | (lines.value == 1)).all()):
        raise UsageError(
            f"{ask.of} is 0 or 1 throughout, so its {ask.asks.what} counts people",
            next=f"Ask for --as rate, or count by it: --by {ask.by},{ask.of}",
        )


def told(found: Figures, ask: RecordQuery) -> list[str]:
    """How much is hidden, without a number of anybody."""
    of_counts = present(found.counts, "figures are told of with the counts that they rest on")
    what, hidden = ask.asks.plural, int(found.hidden.sum())
    primary, counts = int(found.primary.sum()), int(of_counts.hidden.sum())
    lines = [
        f"{found.table.size:,} cells: {primary:,} {what} are hidden for what they would tell or because their count is "
        f"hidden, {hidden - primary:,} more so that these cannot be worked out. {counts:,} counts are hidden."
    ]
    if ask.asks.what == "percentile" and ask.to is None and found.unshared:
        lines.append(
            f"A {'median' if ask.asks.share == 0.5 else 'percentile'} that fewer than three have is somebody's own: "
            "--to 100 shows those that three or more have to the nearest 100."
        )
    return [*lines, *together(found, ask)]


def together(found: Figures, ask: RecordQuery) -> list[str]:
    """What came of the attack on all figures together."""
    if not found.is_attacked:
        return [
            "There are too many figures to attack them here, so each was judged by itself: attack what came out with "
            f"alder audit --as {ask.asks.name}, or ask for fewer columns, or round to larger steps."
        ]
    beside = f" with {len(ask.beside):,} that stand beside them" if ask.beside else ""
    if not found.out and not found.unasked:
        lines = [f"Attacked together{beside}, and held."]
    else:
        lines = [f"Attacked together{beside}."]
    if found.more:
        lines.insert(0, f"{found.more:,} of them are hidden for what they would tell beside others.")
    if found.out:
        lines.append(f"Findings that rest on what is out already: {found.out:,}. alder audit names them.")
    if found.unasked:
        lines.append(f"For {found.unasked:,} questions of the attack there was no time.")
    return lines


def where_written(to: OutputFiles) -> list[str]:
    return [f"Written to {to.out}."] + ([f"For readers: {to.release}."] if to.release else [])


NOT_KNOWN = "No ledger remembers this table, nor was it judged beside earlier ones: "
"""Said of a table that leaves without one."""
FOLDER_WAY = "a table folder does not say who is behind its cells. Give it to later tables with --against."
RECORDS_WAY = "nobody knows who is behind its lines. Say it with --learner COLUMN --year 2020/21 --store DIR."


def _rate(ask: RecordQuery, how: Protection, to: OutputFiles, tell: Callable[[str], None]) -> str:
    from datetime import UTC, datetime

    from alder.disclosure import protect
    from alder.disclosure.microdata import counts_of
    from alder.model.period import AcademicYear

    if how.policy is None:
        raise UsageError(
            "rates are protected under a policy, which says what is asked of numerator, denominator and difference",
            next="Give --policy srs-output.",
        )
    if how.never_empty is False:
        raise UsageError(
            "rates stand beside counts that are always guarded against readers who know that no hidden one is 0",
            next="Leave --may-be-empty out.",
        )
    year = AcademicYear(datetime.now(UTC).year)  # of the table, and printed nowhere
    lines = ask.lines()
    how.check_named(lines.dimensions)
    counts = counts_of(lines, title=ask.path.stem, year=year, of=ask.of or "")
    table = protect(counts, how.policy, progress=tell)
    tell("Writing")
    write_counts(table, counts, to)
    return "\n".join([*how.said(), *counted_told(table), *where_written(to)])


def write_counts(table: Protected, counts: Counts, to: OutputFiles) -> None:
    from alder.disclosure.ledger.finished import note_file
    from alder.disclosure.microdata.written import write_counted

    for path in filter(None, (to.out, to.release)):
        write_counted(table, counts, path, for_readers=path is to.release)
        note_file(table, path)


def counted_told(table: Protected) -> list[str]:
    from alder.disclosure.protected import rows_of

    names = [i.id for i in table.indicators]
    gone = {name: sum(row[n] in ("c", "low", "x") for _, row in rows_of(table)) for n, name in enumerate(names)}
    rates = f"{gone['rate']:,} rates and " if "rate" in gone else ""
    said = f"{len(rows_of(table)):,} cells: {rates}{gone['count']:,} counts are hidden or left out."
    return [said, *([table.about.checked] if table.about.checked else [])]
