"""`alder audit`: can anything be worked out of a published table?"""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import dataclass, replace
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alder.cli.options import format_option
from alder.errors import UsageError, present
from alder.look.words import counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.disclosure.attack.attacked import Attacked, Attacker
    from alder.disclosure.attack.contributed import Limits
    from alder.disclosure.attack.figure_files import Counted, Shown
    from alder.disclosure.attack.figures import Leak
    from alder.disclosure.attack.recorded import Recorded
    from alder.disclosure.attack.statistics import Tried
    from alder.disclosure.microdata import Lines, Statistic
    from alder.disclosure.policy import Policy
    from alder.disclosure.tables.folder import Folder


BUT = " but one beside a telling value"
"""Hidden cells that may be empty, though zeros are shown."""


@click.command()
@click.argument("folder", metavar="TABLE_FOLDER | RECORDS.csv", type=click.Path(path_type=Path))
@click.argument("published", metavar="PUB.csv", type=click.Path(path_type=Path))
@click.option(
    "--certificate", type=click.Path(path_type=Path), help="What `alder protect --certificate` wrote: checked first."
)
@click.option(
    "--against", multiple=True, metavar="FOLDER:PUB.csv", help="A published table of the same people. May be repeated."
)
@click.option(
    "--base", type=click.Path(path_type=Path), help="The folder of what these tables rest on: the finest table."
)
@click.option("--numerator", metavar="FOLDER:PUB.csv", help="A published table of some of the people of this one.")
@click.option("--rates", type=click.Path(path_type=Path), help="The rates that are published between the two.")
@click.option(
    "--telling",
    "tells",
    multiple=True,
    metavar="COLUMN[=VALUE]",
    help="A value that no table is to say of everybody in a group, beside those of the policy. May be repeated.",
)
@click.option("--by", help="Columns of RECORDS.csv that the table counts by.")
@click.option("--of", metavar="COLUMN", help="The column of RECORDS.csv that totals or other statistics are made of.")
@click.option(
    "--as",
    "statistic",
    metavar="STATISTIC",
    help="What is published: total, mean, median, p1 to p99, minimum, maximum or rate. [default: total]",
)
@click.option("--to", type=float, help="What means, percentiles and extremes were rounded to multiples of.")
@click.option("--limit", "limits", type=float, multiple=True, help="A minimum or maximum that is so by design.")
@click.option(
    "--beside",
    multiple=True,
    metavar="STATISTIC:PUB.csv",
    help="Another published statistic of the same column, p25:P25.csv, or p25/100:P25.csv if rounded to hundreds.",
)
@click.option("--contributor", metavar="COLUMN", help="The column of RECORDS.csv that says who stands behind a line.")
@click.option("--weight", metavar="COLUMN", help="The column of RECORDS.csv that says how many a line stands for.")
@click.option("--policy", metavar="NAME", help="The policy that the table was published under.")
@click.option("--source", "sources", multiple=True, metavar="ID", help="With --policy: whose figures these are.")
@click.option("--threshold", type=int, help="Counts below it are small. Without it, what the folder says.")
@click.option("--p", type=float, help="The p % rule, for tables of values. Without it, what the folder says.")
@click.option("--insider/--no-insider", default=True, show_default=True, help="Attack as people alone in a cell, too.")
@click.option(
    "--never-empty/--may-be-empty",
    default=None,
    help="Whether the attacker knows that no hidden count is 0, as readers do where zeros are shown.  "
    "[default: never-empty]",
)
@click.option("--interval", is_flag=True, help="Every small count must keep as many values as the threshold leaves.")
@click.option("--seconds", default=60.0, show_default=True, help="How long to look for lowest and highest values.")
@format_option
def audit(
    folder: Path,
    published: Path,
    certificate: Path | None,
    against: tuple[str, ...],
    base: Path | None,
    numerator: str | None,
    rates: Path | None,
    tells: tuple[str, ...],
    by: str | None,
    of: str | None,
    statistic: str | None,
    to: float | None,
    limits: tuple[float, ...],
    beside: tuple[str, ...],
    contributor: str | None,
    weight: str | None,
    policy: str | None,
    sources: tuple[str, ...],
    threshold: int | None,
    p: float | None,
    insider: bool,
    never_empty: bool | None,
    interval: bool,
    seconds: float,
    format: str,
) -> None:
    """Can anything be worked out of a published table?

    TABLE_FOLDER holds the true table, `inner.csv` and `hier.json`, and RECORDS.csv the people it was counted from;
    PUB.csv is the table as it is published. The attack shares no code with the engine that chose what to hide. What it
    finds tells true values: it is for the owner.
    With --against all tables are attacked together, as readers have them side by side, and with --beside all
    statistics of one column.

    Exit status: 0 nothing was found, 1 something was, 2 wrong usage, 10 and up a file could not be read.
    """
    from alder.cli.progress import activity
    from alder.cli.protection import policy_with_sources, rounding_policy
    from alder.disclosure import Guard
    from alder.disclosure.attack.attacked import Attacker
    from alder.disclosure.attack.everybody import names_any
    from alder.disclosure.tables.folder import read_folder
    from alder.disclosure.tables.full_groups import asked_for, check_named
    from alder.disclosure.tables.table import TableKind
    from alder.errors import UsageError

    if by is None and folder.is_file():
        raise UsageError(
            f"{folder} is no table folder; records are attacked with --by",
            next="Write: alder audit RECORDS.csv PUB.csv --by region,level --threshold 10",
        )
    rules = policy_with_sources(policy, sources)
    if policy is not None and (threshold is not None or p is not None):
        raise UsageError("a policy brings its own threshold", next="Give --policy, or --threshold or --p.")
    named = asked_for(tells)
    if named and (against or rounding_policy(rules)):
        raise UsageError(
            "--telling is about one table of counts that are shown or hidden", next="Leave it out, or --against."
        )
    records = None
    if by is not None:
        records = AuditRecords(folder, published, by, of, statistic, contributor, weight, to, limits, beside)
        records.fits()
    elif odd := [
        name for name, value in {"--as": statistic, "--to": to, "--limit": limits, "--beside": beside}.items() if value
    ]:
        raise UsageError(f"{odd[0]} is about a file of records, which is attacked with --by", next="Leave it out.")
    if records is not None and not records.is_table:
        if against or certificate or numerator or rates or base:
            raise UsageError("statistics of records are attacked by themselves, or with --beside")
        unsafe = _limits(None, rules, threshold, p)
        rules = replace(rules, telling=rules.telling | named) if rules is not None else None
        words, safe = _statistics(records, rules, unsafe, insider, interval, seconds, format)
        click.echo(words)
        sys.exit(0 if safe else 1)
    true = read_folder(folder) if records is None else records.table()
    check_named(named, ((one.name, one.codes[1:]) for one in true.table.dimensions))
    tables = [(true, published), *(_table_and_file(one) for one in against)]
    if tables[0][0].table.kind is TableKind.MAGNITUDE and not against:
        unsafe = _limits(tables[0][0], rules, threshold, p)
        of_values = _values(*tables[0], unsafe, insider, seconds, certificate)
        click.echo(_as_asked(of_values, format, said_of_values(of_values)))
        sys.exit(0 if of_values.safe else 1)
    rounds = rounding_policy(rules)
    if (numerator is None) != (rates is None) or (numerator and not rounds):
        raise UsageError(
            "rates are attacked with --numerator, --rates and a --policy that rounds",
            next="Under a policy that hides, rates follow their counts: attack each of the two tables.",
        )
    if rounds:
        more = bool(against or certificate)
        if numerator and rates:
            leak = _rates(*tables[0], *_table_and_file(numerator), rates, rounds, more, seconds)
        else:
            leak = _figures(*tables[0], rounds, more, seconds)
        click.echo(leak_as_asked(leak, format))
        sys.exit(0 if leak.safe else 1)
    if rules is not None:
        threshold, interval = rules.threshold, interval or rules.guard is Guard.WIDTH
    if p is not None:
        raise UsageError("the p % rule is about who stands behind a value, and this is a table of counts")
    least = max(_threshold(threshold, one) for one, _ in tables)
    attacker = Attacker(least, insider, never_empty is not False, least - 1 if interval else 1, seconds)
    telling = named | (rules.telling if rules is not None and not against else frozenset())
    but = BUT if names_any(tables[0][0].table, telling) else ""
    with activity() as tell:
        tell("Adding up the tables" if against else "Adding up the table")
        if against:
            ground = read_folder(base) if base else None
            found = _together(tables, ground, threshold, attacker, certificate, tell)
        else:
            found = _alone(*tables[0], attacker, certificate, telling, tell)
    click.echo(_as_asked(found, format, said(found, attacker, len(tables), but)))
    sys.exit(0 if found.safe else 1)


def _as_asked(found: Attacked, format: str, words: str) -> str:

    return json.dumps(as_object(found), indent=1, ensure_ascii=False) if format == "json" else words


def _figures(folder: Folder, published: Path, policy: Policy, more: bool, seconds: float) -> Leak:
    from alder.disclosure.attack.figures import attack_figures, truth_under
    from alder.disclosure.attack.published import read_published

    _one_of_counts(folder, policy, more)
    truth = truth_under(folder.table, policy)
    return attack_figures(truth, read_published(published, truth), policy, seconds)


def _rates(
    folder: Folder,
    published: Path,
    part: Folder,
    part_published: Path,
    rates: Path,
    policy: Policy,
    more: bool,
    seconds: float,
) -> Leak:
    from alder.disclosure.attack.published import read_published
    from alder.disclosure.attack.rated import attack_rates, pair, read_rates

    for one in (folder, part):
        _one_of_counts(one, policy, more)
    rated = pair(folder.table, part.table)
    shown = read_published(published, rated.out_of), read_published(part_published, rated.of)
    return attack_rates(rated, shown, read_rates(rates, rated.out_of), policy, seconds)


def _one_of_counts(folder: Folder, policy: Policy, more: bool) -> None:
    from alder.disclosure.tables.table import TableKind
    from alder.errors import UsageError

    if folder.table.kind is not TableKind.COUNT or more:
        raise UsageError(
            f"policy {policy.name} rounds or perturbs counts: one table of them is attacked, without a certificate",
            next="Leave --against and --certificate out.",
        )


def _statistics(
    records: AuditRecords,
    rules: Policy | None,
    limits: Limits,
    insider: bool,
    interval: bool,
    seconds: float,
    format: str,
) -> tuple[str, bool]:
    """What an attack on statistics of records says, and whether they are safe."""
    from alder.cli.progress import activity
    from alder.disclosure import Guard
    from alder.disclosure.attack.attacked import Attacked, Attacker
    from alder.disclosure.attack.everybody import names_any
    from alder.disclosure.microdata.protecting import count_table

    wide = interval or (rules is not None and rules.guard is Guard.WIDTH and records.contributor is None)
    width = max(1, limits.threshold - (2 if records.statistic == "rate" else 1)) if wide else 1  # as they are protected
    insider = insider and (rules is None or rules.insider)
    attacker = Attacker(limits.threshold, insider, never_empty=True, width=width, seconds=seconds)
    with activity() as tell:
        if records.statistic == "rate":
            found = attack_rates_of(records, rules, attacker, tell)
            if not isinstance(found, Attacked):
                return leak_as_asked(found, format), found.safe
            loose = rules is not None and names_any(count_table(records.lines()), rules.telling)
            words = said(found, attacker, but=f" but a numerator or difference{' or' + BUT[4:] if loose else ''}")
            return _as_asked(found, format, words), found.safe
        tried = attack_records(records, rules, limits, attacker, tell)
    if format == "json":
        return json.dumps(statistics_as_object(tried), indent=1, ensure_ascii=False), tried.safe
    return said_of_statistics(tried), tried.safe


def _limits(folder: Folder | None, rules: Policy | None, threshold: int | None, p: float | None) -> Limits:
    from alder.disclosure.attack.contributed import Limits
    from alder.errors import UsageError

    if rules is not None:
        return Limits(rules.p_percent, rules.threshold, rules.dominance, rules.pq)
    if threshold is None and p is None and folder is not None:
        p = folder.p
        threshold = folder.threshold if p is None else None
    if threshold is None and p is None:
        raise UsageError("an attack needs to know which values are unsafe", next="Give --p, --threshold or --policy.")
    return Limits(p, threshold or 1)


def _values(
    folder: Folder, published: Path, limits: Limits, insider: bool, seconds: float, certificate: Path | None
) -> Attacked:
    from alder.cli.progress import activity
    from alder.disclosure.attack.attacked import Attacker
    from alder.disclosure.attack.certified import read_claims
    from alder.disclosure.attack.contributed import Contributed
    from alder.disclosure.attack.published import read_published
    from alder.disclosure.attack.rebuilt import rebuild
    from alder.disclosure.attack.values import attack_values

    claims = read_claims(certificate) if certificate else None
    with activity() as tell:
        tell("Adding up the table")
        truth = rebuild(folder.table)
        public = read_published(published, truth)
        attacker = Attacker(limits.threshold, insider, seconds=seconds)
        return attack_values(truth, public, Contributed.to(truth), limits, attacker, claims=claims, progress=tell)


def _table_and_file(said: str) -> tuple[Folder, Path]:
    from alder.disclosure.tables.folder import read_folder
    from alder.errors import UsageError

    folder, colon, published = said.rpartition(":")
    if not colon:
        raise UsageError(f"{said} names no published table", next="Write --against FOLDER:PUB.csv.")
    return read_folder(Path(folder)), Path(published)


def _threshold(asked: int | None, of: Folder) -> int:
    from alder.disclosure.tables.table import TableKind
    from alder.errors import UsageError

    if of.table.kind is not TableKind.COUNT:
        raise UsageError("only tables of counts are attacked together, and this is one of values", where=str(of.path))
    least = asked or of.threshold
    if least is None:
        raise UsageError("an attack needs to know which counts are small", next="Give --threshold.")
    return least


def _alone(
    folder: Folder,
    published: Path,
    attacker: Attacker,
    certificate: Path | None,
    telling: frozenset[str],
    tell: Callable[[str], None],
) -> Attacked:
    from alder.disclosure.attack.attacked import attack
    from alder.disclosure.attack.certified import read_claims
    from alder.disclosure.attack.everybody import Everybody, names_any
    from alder.disclosure.attack.published import read_published
    from alder.disclosure.attack.rebuilt import rebuild

    tells = names_any(folder.table, telling)
    truth = rebuild(folder.table, empties=tells)
    claims = read_claims(certificate) if certificate else None
    everybody = Everybody.of(truth, telling) if tells else None
    public = read_published(published, truth)
    return attack(truth, public, attacker, claims=claims, everybody=everybody, progress=tell)


def _together(
    tables: list[tuple[Folder, Path]],
    base: Folder | None,
    threshold: int | None,
    attacker: Attacker,
    certificate: Path | None,
    tell: Callable[[str], None],
) -> Attacked:
    from alder.disclosure.attack.attacked import attack
    from alder.disclosure.attack.certified import read_claims
    from alder.disclosure.attack.ground import base_among
    from alder.disclosure.attack.joined import claims_of, join, published_together, small_in_any
    from alder.disclosure.attack.published import read_published

    folders = [one for one, _ in tables]
    joined = join(folders, base or base_among(folders))
    read = [read_published(path, one.truth) for (_, path), one in zip(tables, joined.members, strict=True)]
    public, elsewhere = published_together(joined, read)
    claims = claims_of(joined, read_claims(certificate)) if certificate else None
    small = small_in_any(joined, [_threshold(threshold, one) for one in folders])
    return attack(
        joined, public, attacker, claims=claims, small=small, elsewhere=elsewhere, unseen=joined.unseen, progress=tell
    )


FORM = "alder audit RECORDS.csv PUB.csv --by region,level --of pay --as mean --policy srs-output"


@dataclass(frozen=True)
class AuditRecords:
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
        from alder.cli.protection import statistics_named
        from alder.disclosure.microdata import Statistic

        return [(Statistic.read(self.statistic or "total"), self.to, self.published), *statistics_named(self.beside)]


def attack_records(
    ask: AuditRecords,
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


def _read(ask: AuditRecords, recorded: Recorded, rules: Policy | None) -> tuple[list[Shown], Counted]:
    from alder.cli.protection import rounding_policy
    from alder.disclosure.attack.figure_files import Counted, read_figures
    from alder.disclosure.microdata import What

    shown, counts = [], Counted.none(recorded.truth)
    for statistic, to, path in ask.files():
        shown.append(read_figures(path, statistic, recorded.truth, to))
        if statistic.what is not What.TOTAL:
            counts = counts.beside(Counted.read(path, recorded.truth, rounding_policy(rules)))
    return shown, counts


def attack_rates_of(
    ask: AuditRecords, rules: Policy | None, attacker: Attacker, tell: Callable[[str], None]
) -> Attacked | Leak:
    """Rates with their counts and numerators, under a policy that hides or one that rounds."""
    from alder.cli.protection import rounding_policy
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
    if rounding_policy(rules):
        return attack_rates(rated, shown, rates, rules, attacker.seconds)
    return attack_shares(rated, shown, rates, rules, attacker, tell)


_TOLD = 10


def said(found: Attacked, attacker: Attacker, tables: int = 1, but: str = "") -> str:
    """The attack in words. `but` are hidden cells that may be empty, as every reader knows."""
    lines = ["Safe: no attack found anything." if found.safe else "Not safe."]
    of = f"{found.cells:,} cells hold somebody"
    if tables > 1:
        of = f"{tables} tables have {found.cells:,} different cells that hold somebody, with those they rest on"
    lines += ["", f"{of}; {found.hidden:,} are hidden, {found.secrets:,} of them small."]
    if found.certificate is not None:
        lines += _of_certificate(found)
    by = Counter(one.how for one in found.found)
    lines += [
        f"{number:,} small count{'' if number == 1 else 's'} can be told {how}." for how, number in by.most_common()
    ]
    lines += _findings_named(found)
    if found.unasked:
        lines += [
            "",
            f"For {found.unasked:,} small counts there was no time to look for the lowest and highest value.",
            "Give more --seconds, or a --certificate.",
        ]
    lines += ["", *_known_of_zeros(found, attacker, but)]
    if tables > 1:
        lines += ["", "The attacker knew which of the finest cells are empty."]
    return "\n".join(lines)


def _known_of_zeros(found: Attacked, attacker: Attacker, but: str) -> list[str]:
    """With what knowledge of empty cells the attack was made, and the table."""
    if found.never_empty:
        lines = [f"The attacker knew that no hidden cell{but} is empty, as readers do where zeros are shown."]
    elif attacker.never_empty:
        lines = ["Empty cells are hidden here, so the attacker allowed for hidden cells that are empty."]
    else:
        lines = [
            "The attacker allowed for hidden cells that are empty. Readers can rule that out where zeros are shown:",
            "leave --may-be-empty out to attack as they do.",
        ]
    if found.is_unguarded:
        lines.append("The published file says that it was made with --may-be-empty: without a guard against them.")
    return lines


def said_of_values(found: Attacked) -> str:
    lines = ["Safe: no attack found anything." if found.safe else "Not safe."]
    lines += ["", f"{found.cells:,} cells have a value; {found.hidden:,} are hidden, {found.secrets:,} of them unsafe."]
    if found.certificate is not None:
        lines += [f"To readers, {line[0].lower()}{line[1:]}" for line in _of_certificate(found, "unsafe values")]
    by = Counter(one.how for one in found.found)
    lines += [f"{number:,} can be told, or told too nearly, {how}." for how, number in by.most_common()]
    lines += _findings_named(found)
    if found.unasked:
        lines += [
            "",
            f"For {found.unasked:,} values there was no time to look for the highest one. Give more --seconds.",
        ]
    return "\n".join(lines)


def said_of_statistics(found: Tried) -> str:
    others = f" and of {counted(found.viewers, 'person', 'people')} behind the lines" if found.viewers else ""
    lines = ["Safe: no attack found anything." if found.safe else "Not safe.", ""]
    lines.append(
        f"{counted(found.figures, 'shown figure')} and {counted(found.hidden, 'hidden one')} were attacked together, "
        f"through the eyes of readers{others}, with {counted(found.groups, 'group')} of too few in mind."
    )
    by = Counter(one.how for one in found.found)
    lines += [f"{number:,} can be told {how}." for how, number in by.most_common()]
    lines += _findings_named(found)
    if found.unasked:
        lines += ["", f"For {found.unasked:,} questions there was no time. Give more --seconds."]
    return "\n".join(lines)


def statistics_as_object(found: Tried) -> dict[str, object]:
    return {
        "safe": found.safe,
        "figures": found.figures,
        "hidden": found.hidden,
        "groups": found.groups,
        "viewers": found.viewers,
        "found": [
            {"how": one.how.name.lower(), "steps": one.steps, "low": _finite(one.low), "high": _finite(one.high)}
            for one in found.found
        ],
        "not_asked": found.unasked,
        "wrong_figures": list(found.wrong),
    }


def _finite(end: float) -> float | None:
    """JSON has no infinity: nothing stands for an end that is open."""
    return end if isfinite(end) else None


def _findings_named(found: Attacked | Tried) -> list[str]:
    """The first of what was found, step by step, and figures that are wrong."""
    lines = ["", *(f"  {one.steps}" for one in found.found[:_TOLD])] if found.found else []
    if len(found.found) > _TOLD:
        lines.append(f"  and {len(found.found) - _TOLD:,} more")
    if found.wrong:
        lines += ["", "These figures are not what the table says:", *(f"  {name}" for name in found.wrong)]
    return lines


def leak_as_asked(leak: Leak, format: str) -> str:
    """What rounded figures give away, in words or as JSON."""
    if format == "json":
        import json

        found = [{"cell": one.name, "value": one.value} for one in leak.told]
        said = {"safe": leak.safe, "counts": leak.counts, "exact": leak.exact, "small": leak.small, "found": found}
        said |= {"possible_values": leak.width, "promised_values": leak.promised}
        said |= {"not_asked": leak.unasked, "wrong_figures": list(leak.wrong)}
        return json.dumps(said, indent=1, ensure_ascii=False)
    if leak.wrong:
        names = (f"  {name}" for name in leak.wrong)
        return "\n".join(["Not safe.", "", "The policy does not give these figures for their counts:", *names])
    from alder.cli.protect_rounded import said as in_words

    lines = ["Safe: no small count follows exactly." if leak.safe else "Not safe.", "", in_words(leak)]
    if leak.told:
        lines += ["", *(f"  {one.name} can only be {one.value}" for one in leak.told[:_TOLD])]
    if len(leak.told) > _TOLD:
        lines.append(f"  and {len(leak.told) - _TOLD:,} more")
    return "\n".join(lines)


def _of_certificate(found: Attacked, of: str = "small counts") -> list[str]:
    checked = present(found.certificate, "an audit with a certificate says what came of it")
    if checked.broken:
        return [f"The certificate proves nothing: {checked.broken}."]
    proved = found.secrets - len(checked.narrow)
    return [
        f"The certificate shows two possible values or more for {proved:,} of {found.secrets:,} {of}"
        f" ({checked.decoys} other tables).",
        "Sums alone give none away, it proves."
        if checked.proves_sums
        else f"It leaves {len(checked.still) + len(checked.told):,} open to sums; these were attacked.",
    ]


def as_object(found: Attacked) -> dict[str, object]:
    return {
        "safe": found.safe,
        "cells": found.cells,
        "hidden": found.hidden,
        "small": found.secrets,
        "found": [
            {"how": one.how.name.lower(), "steps": one.steps, "low": one.low, "high": one.high} for one in found.found
        ],
        "not_asked": found.unasked,
        "wrong_figures": list(found.wrong),
        "never_empty": found.never_empty,
        "made_as_may_be_empty": found.is_unguarded,
    }
