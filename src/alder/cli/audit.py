"""`alder audit`: can anything be worked out of a published table?"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alder.cli.options import format_option

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.cli.audit_records import Records
    from alder.disclosure.attack.attacked import Attacked, Attacker
    from alder.disclosure.attack.contributed import Limits
    from alder.disclosure.attack.figures import Leak
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
    from alder.cli.audit_records import Records
    from alder.cli.audit_said import leak_as_asked, said, said_of_values
    from alder.cli.protect_rounded import asked, rounding
    from alder.cli.saying import saying
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
    rules = asked(policy, sources)
    if policy is not None and (threshold is not None or p is not None):
        raise UsageError("a policy brings its own threshold", next="Give --policy, or --threshold or --p.")
    named = asked_for(tells)
    if named and (against or rounding(rules)):
        raise UsageError(
            "--telling is about one table of counts that are shown or hidden", next="Leave it out, or --against."
        )
    records = None
    if by is not None:
        records = Records(folder, published, by, of, statistic, contributor, weight, to, limits, beside)
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
    tables = [(true, published), *(_named(one) for one in against)]
    if tables[0][0].table.kind is TableKind.MAGNITUDE and not against:
        unsafe = _limits(tables[0][0], rules, threshold, p)
        of_values = _values(*tables[0], unsafe, insider, seconds, certificate)
        click.echo(_as_asked(of_values, format, said_of_values(of_values)))
        sys.exit(0 if of_values.safe else 1)
    rounds = rounding(rules)
    if (numerator is None) != (rates is None) or (numerator and not rounds):
        raise UsageError(
            "rates are attacked with --numerator, --rates and a --policy that rounds",
            next="Under a policy that hides, rates follow their counts: attack each of the two tables.",
        )
    if rounds:
        more = bool(against or certificate)
        if numerator and rates:
            leak = _rates(*tables[0], *_named(numerator), rates, rounds, more, seconds)
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
    with saying() as tell:
        tell("Adding up the tables" if against else "Adding up the table")
        if against:
            ground = read_folder(base) if base else None
            found = _together(tables, ground, threshold, attacker, certificate, tell)
        else:
            found = _alone(*tables[0], attacker, certificate, telling, tell)
    click.echo(_as_asked(found, format, said(found, attacker, len(tables), but)))
    sys.exit(0 if found.safe else 1)


def _as_asked(found: Attacked, format: str, words: str) -> str:
    from alder.cli.audit_said import as_object

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
    records: Records,
    rules: Policy | None,
    limits: Limits,
    insider: bool,
    interval: bool,
    seconds: float,
    format: str,
) -> tuple[str, bool]:
    """What an attack on statistics of records says, and whether they are safe."""
    from alder.cli.audit_records import attack_rates_of, attack_records
    from alder.cli.audit_said import leak_as_asked, said, said_of_statistics, statistics_as_object
    from alder.cli.saying import saying
    from alder.disclosure import Guard
    from alder.disclosure.attack.attacked import Attacked, Attacker
    from alder.disclosure.attack.everybody import names_any
    from alder.disclosure.microdata.protecting import count_table

    wide = interval or (rules is not None and rules.guard is Guard.WIDTH and records.contributor is None)
    width = max(1, limits.threshold - (2 if records.statistic == "rate" else 1)) if wide else 1  # as they are protected
    insider = insider and (rules is None or rules.insider)
    attacker = Attacker(limits.threshold, insider, never_empty=True, width=width, seconds=seconds)
    with saying() as tell:
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
    from alder.cli.saying import saying
    from alder.disclosure.attack.attacked import Attacker
    from alder.disclosure.attack.certified import read_claims
    from alder.disclosure.attack.contributed import Contributed
    from alder.disclosure.attack.published import read_published
    from alder.disclosure.attack.rebuilt import rebuild
    from alder.disclosure.attack.values import attack_values

    claims = read_claims(certificate) if certificate else None
    with saying() as tell:
        tell("Adding up the table")
        truth = rebuild(folder.table)
        public = read_published(published, truth)
        attacker = Attacker(limits.threshold, insider, seconds=seconds)
        return attack_values(truth, public, Contributed.to(truth), limits, attacker, claims=claims, progress=tell)


def _named(said: str) -> tuple[Folder, Path]:
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
