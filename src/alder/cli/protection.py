"""What `alder protect` and `alder audit` were told: the rule for a table, the files, and which options go together."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.disclosure.microdata import Statistic
    from alder.disclosure.policy import Policy
    from alder.disclosure.tables.folder import Folder
    from alder.disclosure.tables.protecting import Rule
    from alder.disclosure.tables.table import Dimension, Table

UNGUARDED = (
    "Made with --may-be-empty, so without the guard against readers who know that no hidden count is 0: what they can "
    "work out was not looked for. Every line of the file says so, in the column hidden_may_be_empty."
)


def hiding_policy(found: Policy) -> Policy:
    """The policy, if it hides. Raises `UsageError` where it alters counts, protects nothing or lets intervals slide."""
    from alder.disclosure import Action, Guard

    if found.action in (Action.ROUND, Action.PERTURB):
        raise UsageError(
            f"policy {found.name} alters counts, and what is asked for is protected by hiding",
            next="Use a policy that hides, such as srs-output, or --threshold.",
        )
    if found.action is not Action.SUPPRESS:
        raise UsageError(
            f"policy {found.name} protects nothing",
            where="It is for figures that are not about people, and a table folder does not say what it is about.",
            next="Choose a policy that hides, rounds or perturbs.",
        )
    if found.guard is Guard.SLIDE:
        raise UsageError(f"policy {found.name} lets intervals slide, which tables of this kind cannot be given yet")
    return found


@dataclass(frozen=True)
class Protection:
    """The rule as it was asked for."""

    policy: Policy | None
    threshold: int | None
    p: float | None
    insider: bool
    interval: bool
    never_empty: bool | None
    named: frozenset[str] = frozenset()
    """The telling values that options name."""

    @property
    def telling(self) -> frozenset[str]:
        return self.named | (self.policy.telling if self.policy is not None else frozenset())

    def rule(self, table: Table, folder: Folder | None = None) -> Rule:
        """Of this table: a policy, what the command says, or else what the folder does.

        Raises `AlderError` where the policy does not let such a table out.
        """
        from alder.disclosure.tables.full_groups import refuse
        from alder.disclosure.tables.policed import check
        from alder.disclosure.tables.table import TableKind

        self.check_named(table.dimensions)
        of_values = table.kind is TableKind.MAGNITUDE
        if self.policy is not None:
            check(table, hiding_policy(self.policy))
        rule = replace(self.wide(folder, of_values=of_values), never_empty=self.never_empty, telling=self.telling)
        if of_values:
            refuse(table, self.telling, rule.threshold or 1, "Beside values no 0 can be hidden for it.")
        return rule

    def check_named(self, dimensions: Sequence[Dimension]) -> None:
        """Raises `UsageError` where --telling names what is not there."""
        from alder.disclosure.tables.full_groups import check_named

        check_named(self.named, ((of.name, of.codes[1:]) for of in dimensions))

    def said(self) -> list[str]:
        """The policy with its version, as it is printed with each table."""
        return [f"Policy {self.policy.label}: {self.policy.says}"] if self.policy is not None else []

    def wide(self, folder: Folder | None = None, *, of_values: bool) -> Rule:
        """The rule for whatever table."""
        from alder.disclosure.tables.protecting import Rule

        threshold, p = self.threshold, self.p
        if self.policy is not None:
            if threshold is not None or p is not None:
                raise UsageError("a policy brings its own threshold", next="Give --policy, or --threshold or --p.")
            found = hiding_policy(self.policy)
            insider = self.insider and found.insider
            if of_values:
                p, dominance, pq = found.p_percent, found.dominance, found.pq
                return Rule(found.threshold, p, insider, self.interval, dominance, pq)
            return Rule(found.threshold, None, insider, self.interval or found.guard != "exact")
        if threshold is None and p is None and folder is not None:
            p = folder.p
            threshold = None if p is not None else folder.threshold
        return Rule(threshold, p, self.insider, self.interval)


@dataclass(frozen=True)
class OutputFiles:
    """What is written, and where."""

    out: Path
    release: Path | None
    certificate: Path | None
    seed: int

    def check(self, tables: int) -> None:
        """Raises where a file has no folder to go to, before anything is worked out: as `alder table --out` does.

        A folder that was never named is not made, since it is more often a wrong name than a wish. For several tables
        --out and --release are folders themselves, and are made where they are missing, in one that is there.
        """
        from alder.disclosure.ledger.finished import check_folder

        for path in filter(None, (self.out, self.release, self.certificate)):
            check_folder(path)
        for folder in filter(None, (self.out, self.release) if tables > 1 else ()):
            if folder.exists() and not folder.is_dir():
                raise UsageError(f"{folder} is a file, and several tables go to a folder", next="Name a folder.")
            folder.mkdir(exist_ok=True)


def policy_with_sources(name: str | None, sources: Sequence[str] = ()) -> Policy | None:
    """The policy of that name, with what the authors of these sources ask for."""
    from alder.disclosure import policy_of
    from alder.sources import catalogue

    if name is None:
        if sources:
            raise UsageError(
                "--source says whose figures these are, and what their authors ask for comes with a policy",
                next="Give --policy too.",
            )
        return None
    return policy_of(name).for_sources(catalogue.source(one).id for one in sources)


def rounding_policy(policy: Policy | None) -> Policy | None:
    """The policy if it rounds or perturbs."""
    from alder.disclosure import Action

    return policy if policy is not None and policy.action in (Action.ROUND, Action.PERTURB) else None


def statistics_named(beside: Sequence[str]) -> list[tuple[Statistic, float | None, Path]]:
    """Each file with its statistic and what its figures are rounded to."""
    from alder.disclosure.microdata import Statistic, What

    found = []
    for said in beside:
        read = re.fullmatch(r"([^:/]+)(?:/(\d+(?:\.\d+)?))?:(.+)", said)
        if read is None or (read[2] and not float(read[2])):
            raise UsageError(
                f"{said} names no statistic and file",
                next="Write --beside p25:P25.csv, or --beside p25/100:P25.csv for one rounded to hundreds.",
            )
        statistic = Statistic.read(read[1])
        if statistic.what is What.RATE:
            raise UsageError("rates are of yes and no, and stand by themselves", next="Leave them out of --beside.")
        found.append((statistic, float(read[2]) if read[2] else None, Path(read[3])))
    return found
