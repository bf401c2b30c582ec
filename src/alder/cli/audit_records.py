"""`alder audit RECORDS.csv PUB.csv --by`: attacks on what was made of plain records, several statistics together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from alder.disclosure.attack.attacked import Attacked, Attacker
    from alder.disclosure.attack.contributed import Limits
    from alder.disclosure.attack.figure_files import Counted, Shown
    from alder.disclosure.attack.figures import Leak
    from alder.disclosure.attack.recorded import Recorded
    from alder.disclosure.attack.statistics import Tried
    from alder.disclosure.microdata import Lines, Statistic
    from alder.disclosure.policy import Policy
    from alder.disclosure.tables.folder import Folder

FORM = "alder audit RECORDS.csv PUB.csv --by region,level --of pay --as mean --policy srs-output"


@dataclass(frozen=True)
class Records:
    """Records, what was published of them, and what of them that is."""

    path: Path
    published: Path
    by: str
    of: str | None
    statistic: str | None
    contributor: str | None
    weight: str | None
    to: float | None
    limits: tuple[float, ...]
    beside: tuple[str, ...]

    @property
    def is_table(self) -> bool:
        """Whether it is counts or totals alone, and so attacked like a table folder."""
        return self.statistic in (None, "total") and not self.beside

    def fits(self) -> None:
        """Raises `UsageError` for options that do not belong together."""
        if self.statistic and not self.of:
            raise UsageError(f"--as {self.statistic} needs the column that it is made of", next="Give --of COLUMN.")
        if self.beside and not self.statistic:
            raise UsageError("--beside is about statistics of one column", next=f"Write: {FORM} --beside p25:P25.csv")
        if self.statistic == "rate" and (self.beside or self.weight or self.contributor or self.to or self.limits):
            raise UsageError(
                "rates are attacked by themselves, one line a person",
                next="Leave --beside, --weight, --contributor, --to and --limit out.",
            )
        if self.is_table and (self.to is not None or self.limits):
            raise UsageError("--to and --limit are about means, percentiles and extremes", next="Say which with --as.")
        if self.to is not None and self.to <= 0:
            raise UsageError("--to rounds to multiples of a number above 0")

    def lines(self) -> Lines:
        from alder.disclosure.microdata import Lines

        return Lines.read(
            self.path,
            [name.strip() for name in self.by.split(",")],
            of=self.of,
            yes_or_no=self.statistic == "rate",
            contributor=self.contributor,
            weight=self.weight,
        )

    def table(self) -> Folder:
        """The true table: counts of lines, totals of a column, or weighted counts."""
        import numpy as np

        from alder.disclosure.attack.recorded import Recorded
        from alder.disclosure.tables.folder import Folder

        lines = self.lines()
        if self.of is None and self.weight is None and not lines.is_held:
            return Folder(self.path, Recorded.of(lines).truth.table, None, None)
        return Folder(self.path, lines.table(np.ones(len(lines.value)) if self.of is None else lines.value), None, None)

    def files(self) -> list[tuple[Statistic, float | None, Path]]:
        """Each file with its statistic and what its figures are rounded to."""
        from alder.cli.statistics_beside import named
        from alder.disclosure.microdata import Statistic

        return [(Statistic.read(self.statistic or "total"), self.to, self.published), *named(self.beside)]


def attack_records(
    ask: Records,
    rules: Policy | None,
    limits: Limits,
    attacker: Attacker,
    tell: Callable[[str], None],
) -> Tried:
    """Means, totals, percentiles and extremes of one column, all that are given together."""
    from alder.disclosure.attack.banded import Rules
    from alder.disclosure.attack.recorded import Recorded
    from alder.disclosure.attack.statistics import attack_statistics

    tell("Reading")
    recorded = Recorded.of(ask.lines())
    shown, counts = _read(ask, recorded, rules)
    near = rules.near_full if rules is not None and rules.class_disclosure else None
    return attack_statistics(
        recorded,
        shown,
        counts,
        limits,
        Rules(limits.threshold, near, ask.limits),
        width=attacker.width,
        insider=attacker.insider,
        seconds=attacker.seconds,
        progress=tell,
    )


def _read(ask: Records, recorded: Recorded, rules: Policy | None) -> tuple[list[Shown], Counted]:
    from alder.cli.protect_rounded import rounding
    from alder.disclosure.attack.figure_files import Counted, read_figures
    from alder.disclosure.microdata import What

    shown, counts = [], Counted.none(recorded.truth)
    for statistic, to, path in ask.files():
        shown.append(read_figures(path, statistic, recorded.truth, to))
        if statistic.what is not What.TOTAL:
            counts = counts.beside(Counted.read(path, recorded.truth, rounding(rules)))
    return shown, counts


def attack_rates_of(
    ask: Records, rules: Policy | None, attacker: Attacker, tell: Callable[[str], None]
) -> Attacked | Leak:
    """Rates with their counts and numerators, under a policy that hides or one that rounds."""
    from alder.cli.protect_rounded import rounding
    from alder.disclosure.attack.rated import attack_rates, read_rates
    from alder.disclosure.attack.shares import attack_shares, of_lines, read_counts

    if rules is None:
        raise UsageError(
            "rates are attacked under a policy, which says what is asked of numerator, denominator and difference",
            next="Give --policy srs-output.",
        )
    tell("Reading")
    rated = of_lines(ask.lines())
    shown, rates = read_counts(ask.published, rated, rules), read_rates(ask.published, rated.out_of)
    if rounding(rules):
        return attack_rates(rated, shown, rates, rules, attacker.seconds)
    return attack_shares(rated, shown, rates, rules, attacker, tell)
