"""`alder protect` under policies that round or perturb: figures near the counts, and what they still give away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.errors import NotProtected, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from alder.disclosure.attack.figures import Leak
    from alder.disclosure.policy import Policy
    from alder.disclosure.tables.rounding import Rounded
    from alder.disclosure.tables.table import Table

SECONDS = 60.0
"""How long the leak is looked for by linear programmes, after single sums."""


def say_rounded(
    path: Path,
    by: str | None,
    policy: Policy,
    secret: Path | None,
    to: tuple[Path, Path | None],
    others: Mapping[str, object],
    tell: Callable[[str], None],
    named: frozenset[str] = frozenset(),
) -> str:
    """Round one table, attack what came out, and write it; or refuse it where the policy refuses what leaks."""
    from alder.disclosure.tables.full_groups import check_named
    from alder.disclosure.tables.policed import check
    from alder.disclosure.tables.pub_file import write
    from alder.disclosure.tables.rounding import rounded

    if given := [name for name, value in others.items() if value]:
        raise UsageError(
            f"{given[0]} is for tables that hide cells, and policy {policy.name} rounds or perturbs one table",
            next="Leave it out, or choose a policy that hides.",
        )
    table, keys = _read(path, by)
    check_named(named, ((of.name, of.codes[1:]) for of in table.dimensions))
    check(table, policy)
    if keys is None and secret is not None:
        from alder.disclosure.tables.record_keys import keys_from

        keys = keys_from(secret, table)
    tell("Rounding")
    made = rounded(table, policy, keys)
    tell("Attacking")
    leak = leak_of(table, policy, made)
    if policy.refuses_leaks and leak.told:
        raise NotProtected(
            f"{len(leak.told):,} small counts follow exactly from the rounded figures together",
            where=f"Policy {policy.name} refuses such a table. Nothing was written.",
            next="Merge categories, leave a dimension out, or use a policy that hides.",
        )
    tell("Writing")
    out, release = to
    for file in filter(None, to):
        write(table, made.protection, file, for_readers=file is release)
    lines = [_counted(made, policy), said(leak), f"Written to {out}."]
    return "\n".join([*lines, *([f"For readers: {release}."] if release else [])])


def leak_of(table: Table, policy: Policy, made: Rounded, seconds: float = SECONDS) -> Leak:
    """The attack on figures that were just made."""
    import numpy as np

    from alder.disclosure.attack.figures import attack_figures, truth_under
    from alder.disclosure.attack.published import Published

    truth = truth_under(table, policy)
    hidden = made.protection.hidden[truth.keys]
    shown = np.where(hidden, np.nan, made.protection.shown[truth.keys])
    return attack_figures(truth, Published(hidden, shown, 0), policy, seconds)


def said(leak: Leak) -> str:
    """In words without values."""
    found = (
        f"Together the figures give away {len(leak.told):,} of {leak.small:,} small counts exactly; each alone "
        f"{leak.alone:,}. Of all {leak.counts:,} counts {leak.exact:,} follow exactly. A count keeps {leak.width:.1f} "
        f"possible values on average, where its own figure leaves {leak.promised:.1f}."
    )
    if leak.unasked:
        found += f" For {leak.unasked:,} small counts there was time for single sums alone."
    return found


def _counted(made: Rounded, policy: Policy) -> str:
    protection = made.protection
    symbols = int(protection.hidden.sum())
    found = (
        f"{len(protection.primary):,} cells under policy {policy.label}: {int(protection.primary.sum()):,} are small"
    )
    found += f", {symbols:,} stand as {protection.symbol}." if symbols else "."
    if made.steps > 1:
        found += f" To add up, counts moved up to {made.steps} steps of {policy.base}."
    return found


def _read(path: Path, by: str | None) -> tuple[Table, NDArray[np.int64] | None]:
    from alder.disclosure.tables.folder import INNER, read_folder
    from alder.disclosure.tables.record_keys import keys_in
    from alder.disclosure.tables.records import count_keyed

    if path.is_dir():
        return read_folder(path).table, keys_in(path / INNER, INNER)
    if not by:
        raise UsageError(
            f"{path} is no table folder; records are protected with --by",
            next="Write: alder protect RECORDS.csv --by region,level --policy NAME --out PUB.csv",
        )
    return count_keyed(path, [name.strip() for name in by.split(",")], keys_in(path, "the file of records"))
