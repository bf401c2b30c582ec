"""The attack on files that were published: the true tables or records and what readers have are read, and attacked by
what each kind of figure calls for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from alder.disclosure.asked import Statistic, What
from alder.disclosure.attack.attacked import Attacked, Attacker, attack
from alder.disclosure.attack.banded import Rules
from alder.disclosure.attack.certified import read_claims
from alder.disclosure.attack.contributed import Contributed, Limits
from alder.disclosure.attack.everybody import Everybody, names_any
from alder.disclosure.attack.figure_files import Counted, read_figures
from alder.disclosure.attack.figures import attack_figures, truth_under
from alder.disclosure.attack.ground import base_among
from alder.disclosure.attack.joined import claims_of, join, published_together, small_in_any
from alder.disclosure.attack.published import read_published
from alder.disclosure.attack.rated import attack_rates, pair, read_rates
from alder.disclosure.attack.rebuilt import rebuild
from alder.disclosure.attack.recorded import Recorded
from alder.disclosure.attack.shares import attack_shares, of_lines, read_counts
from alder.disclosure.attack.statistics import attack_statistics
from alder.disclosure.attack.values import attack_values
from alder.disclosure.microdata.lines import Lines
from alder.disclosure.settings import Guard
from alder.disclosure.tables.folder import Folder, folder_and_file, read_folder
from alder.disclosure.tables.full_groups import check_named
from alder.disclosure.tables.table import TableKind
from alder.errors import UsageError, present

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from alder.disclosure.attack.figure_files import Shown
    from alder.disclosure.attack.figures import Leak
    from alder.disclosure.attack.statistics import Tried
    from alder.disclosure.policy import Policy
    from alder.disclosure.protection import Protection, RecordQuery

    Tell = Callable[[str], None]
    Tables = Sequence[tuple[Folder, Path]]


@dataclass(frozen=True)
class FileAttack:
    """What an attack found, and what it was made with."""

    found: Attacked | Leak | Tried
    attacker: Attacker | None = None
    """Of small counts, and of rates under a policy that hides."""
    tables: int = 1
    may_be_empty: str = ""
    """Hidden cells that may be empty, as every reader knows, in words."""


BESIDE_A_TELLING_VALUE = "one beside a telling value"


def attack_files(asked: Protection, *, seconds: float, progress: Tell) -> FileAttack:
    """Attack what was published: several tables together, a table by itself, or statistics of records."""
    query, published = asked.query, present(asked.published, "an attack is on what was published")
    if query is not None and not query.is_table:
        return _statistics(asked, query, seconds, progress)
    true = read_folder(asked.folders[0]) if query is None else _table_of(query)
    check_named(asked.named, ((one.name, one.codes[1:]) for one in true.table.dimensions))
    tables = [(true, published), *(folder_and_file(one) for one in asked.against)]
    if true.table.kind is TableKind.MAGNITUDE and not asked.against:
        return FileAttack(_values(asked, *tables[0], seconds, progress))
    if asked.altering is not None:
        return FileAttack(_altered(asked, asked.altering, *tables[0], seconds))
    return _counts(asked, tables, seconds, progress)


def _counts(asked: Protection, tables: Tables, seconds: float, progress: Tell) -> FileAttack:
    """Counts that are shown or hidden."""
    threshold, interval = asked.threshold, asked.interval
    if asked.policy is not None:
        threshold, interval = asked.policy.threshold, interval or asked.policy.guard is Guard.WIDTH
    if asked.p is not None:
        raise UsageError("the p % rule is about who stands behind a value, and this is a table of counts")
    least = max(_threshold(threshold, one) for one, _ in tables)
    attacker = Attacker(least, asked.insider, asked.never_empty is not False, least - 1 if interval else 1, seconds)
    telling = asked.named if asked.against else asked.telling
    said = BESIDE_A_TELLING_VALUE if names_any(tables[0][0].table, telling) else ""
    progress("Adding up the tables" if asked.against else "Adding up the table")
    if asked.against:
        found = _together(asked, tables, threshold, attacker, progress)
    else:
        found = _alone(asked, *tables[0], attacker, telling, progress)
    return FileAttack(found, attacker, len(tables), said)


def _threshold(given: int | None, of: Folder) -> int:
    if of.table.kind is not TableKind.COUNT:
        raise UsageError("only tables of counts are attacked together, and this is one of values", where=str(of.path))
    least = given or of.threshold
    if least is None:
        raise UsageError("an attack needs to know which counts are small", next="Give --threshold.")
    return least


def _alone(
    asked: Protection, folder: Folder, published: Path, attacker: Attacker, telling: frozenset[str], progress: Tell
) -> Attacked:
    tells = names_any(folder.table, telling)
    truth = rebuild(folder.table, empties=tells)
    claims = read_claims(asked.certificate) if asked.certificate else None
    everybody = Everybody.of(truth, telling) if tells else None
    public = read_published(published, truth)
    return attack(truth, public, attacker, claims=claims, everybody=everybody, progress=progress)


def _together(asked: Protection, tables: Tables, threshold: int | None, attacker: Attacker, progress: Tell) -> Attacked:
    ground = read_folder(asked.base) if asked.base else None
    folders = [one for one, _ in tables]
    joined = join(folders, ground or base_among(folders))
    read = [read_published(path, one.truth) for (_, path), one in zip(tables, joined.members, strict=True)]
    public, elsewhere = published_together(joined, read)
    claims = claims_of(joined, read_claims(asked.certificate)) if asked.certificate else None
    small = small_in_any(joined, [_threshold(threshold, one) for one in folders])
    return attack(
        joined,
        public,
        attacker,
        claims=claims,
        small=small,
        elsewhere=elsewhere,
        unseen=joined.unseen,
        progress=progress,
    )


def _values(asked: Protection, folder: Folder, published: Path, seconds: float, progress: Tell) -> Attacked:
    limits = _limits(asked, folder)
    claims = read_claims(asked.certificate) if asked.certificate else None
    progress("Adding up the table")
    truth = rebuild(folder.table)
    public = read_published(published, truth)
    attacker = Attacker(limits.threshold, asked.insider, seconds=seconds)
    return attack_values(truth, public, Contributed.to(truth), limits, attacker, claims=claims, progress=progress)


def _altered(asked: Protection, policy: Policy, folder: Folder, published: Path, seconds: float) -> Leak:
    """Counts that are rounded or perturbed, or the rates between two such tables."""
    more = bool(asked.against or asked.certificate)
    if not (asked.numerator and asked.rates):
        _check_one_of_counts(folder, policy, more)
        truth = truth_under(folder.table, policy)
        return attack_figures(truth, read_published(published, truth), policy, seconds)
    part, part_published = folder_and_file(asked.numerator)
    for one in (folder, part):
        _check_one_of_counts(one, policy, more)
    rated = pair(folder.table, part.table)
    shown = read_published(published, rated.out_of), read_published(part_published, rated.of)
    return attack_rates(rated, shown, read_rates(asked.rates, rated.out_of), policy, seconds)


def _check_one_of_counts(folder: Folder, policy: Policy, more: bool) -> None:
    if folder.table.kind is not TableKind.COUNT or more:
        raise UsageError(
            f"policy {policy.name} rounds or perturbs counts: one table of them is attacked, without a certificate",
            next="Leave --against and --certificate out.",
        )


def _limits(asked: Protection, folder: Folder | None = None) -> Limits:
    """Which values are unsafe: by the policy, what is asked for, or else by what the folder says."""
    if (policy := asked.policy) is not None:
        return Limits(policy.p_percent, policy.threshold, policy.dominance, policy.pq)
    threshold, p = asked.threshold, asked.p
    if threshold is None and p is None and folder is not None:
        p = folder.p
        threshold = folder.threshold if p is None else None
    if threshold is None and p is None:
        raise UsageError("an attack needs to know which values are unsafe", next="Give --p, --threshold or --policy.")
    return Limits(p, threshold or 1)


def _lines(query: RecordQuery) -> Lines:
    return Lines.read(
        query.path,
        query.columns,
        of=query.of,
        yes_or_no=query.statistic == "rate",
        contributor=query.contributor,
        weight=query.weight,
    )


def _table_of(query: RecordQuery) -> Folder:
    """The true table: counts of lines, totals of a column, or weighted counts."""
    lines = _lines(query)
    if query.of is None and query.weight is None and not lines.is_held:
        return Folder(query.path, Recorded.of(lines).truth.table, None, None)
    return Folder(query.path, lines.table(np.ones(len(lines.value)) if query.of is None else lines.value), None, None)


def _statistics(asked: Protection, query: RecordQuery, seconds: float, progress: Tell) -> FileAttack:
    """Means, totals, percentiles, extremes or rates of one column."""
    limits, policy = _limits(asked), asked.policy
    wide = asked.interval or (policy is not None and policy.guard is Guard.WIDTH and query.contributor is None)
    width = max(1, limits.threshold - (2 if query.is_rate else 1)) if wide else 1  # as they are protected
    insider = asked.insider and (policy is None or policy.insider)
    attacker = Attacker(limits.threshold, insider, never_empty=True, width=width, seconds=seconds)
    progress("Reading")
    lines = _lines(query)
    if policy is not None and query.is_rate:
        return _shares(asked, policy, lines, attacker, progress)
    recorded = Recorded.of(lines)
    shown, counts = _read(asked, query, recorded)
    found = attack_statistics(
        recorded,
        shown,
        counts,
        limits,
        Rules(limits.threshold, asked.near_full, query.limits),
        width=attacker.width,
        insider=attacker.insider,
        seconds=attacker.seconds,
        progress=progress,
    )
    return FileAttack(found)


def _read(asked: Protection, query: RecordQuery, recorded: Recorded) -> tuple[list[Shown], Counted]:
    """Each file's figures, and the counts that stand beside any of them."""
    published = present(asked.published, "an attack is on what was published")
    files = [(Statistic.read(query.statistic or "total"), query.to, published), *query.statistics_beside]
    shown, counts = [], Counted.none(recorded.truth)
    for statistic, to, path in files:
        shown.append(read_figures(path, statistic, recorded.truth, to))
        if statistic.what is not What.TOTAL:
            counts = counts.beside(Counted.read(path, recorded.truth, asked.altering))
    return shown, counts


def _shares(asked: Protection, policy: Policy, lines: Lines, attacker: Attacker, progress: Tell) -> FileAttack:
    """Rates with their counts and numerators, under a policy that hides or one that rounds."""
    published = present(asked.published, "an attack is on what was published")
    named = replace(policy, telling=asked.telling)
    rated = of_lines(lines)
    shown, rates = read_counts(published, rated, named), read_rates(published, rated.out_of)
    if asked.altering is not None:
        return FileAttack(attack_rates(rated, shown, rates, named, attacker.seconds))
    found = attack_shares(rated, shown, rates, named, attacker, progress)
    loose = names_any(Recorded.of(lines).truth.table, named.telling)
    said = f"a numerator or difference{' or ' + BESIDE_A_TELLING_VALUE if loose else ''}"
    return FileAttack(found, attacker, may_be_empty=said)
