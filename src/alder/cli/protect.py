"""`alder protect`: hide what is small in a table, and what would give it away."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.disclosure.policy import Policy
    from alder.disclosure.tables.folder import Folder
    from alder.disclosure.tables.protecting import Rule
    from alder.disclosure.tables.protecting_linked import Earlier
    from alder.disclosure.tables.pub_file import Protection
    from alder.disclosure.tables.table import Table


@click.command()
@click.argument(
    "tables", metavar="TABLE_FOLDER... | RECORDS.csv", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="The file to write; for several tables the folder."
)
@click.option("--release", type=click.Path(path_type=Path), help="Write what readers get here too: without reasons.")
@click.option("--policy", metavar="NAME", help="A policy that hides; its threshold and what it promises.")
@click.option("--threshold", type=int, help="Counts below it are small. Without it, what the folder says.")
@click.option("--p", type=float, help="The p % rule, for tables of values.")
@click.option("--insider/--no-insider", default=True, show_default=True, help="Guard against people alone in a cell.")
@click.option("--interval", is_flag=True, help="Small counts keep as many values as the threshold leaves open.")
@click.option("--by", help="Columns of RECORDS.csv to count by: region,level,sex.")
@click.option("--keep", type=click.Path(path_type=Path), help="A CSV of cells to keep visible if at all possible.")
@click.option(
    "--against", multiple=True, metavar="FOLDER:PUB.csv", help="A table that is out already. May be repeated."
)
@click.option(
    "--base", type=click.Path(path_type=Path), help="The folder of what linked tables rest on: the finest table."
)
@click.option("--certificate", type=click.Path(path_type=Path), help="Write here what proves that the table is safe.")
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same choice.")
def protect(
    tables: tuple[Path, ...],
    out: Path,
    release: Path | None,
    policy: str | None,
    threshold: int | None,
    p: float | None,
    insider: bool,
    interval: bool,
    by: str | None,
    keep: Path | None,
    against: tuple[str, ...],
    base: Path | None,
    certificate: Path | None,
    seed: int,
) -> None:
    """Hide what is small in a table, and what would give it away.

    A TABLE_FOLDER holds `inner.csv`, the finest cells, and `hier.json`, what they add up to. RECORDS.csv has one line
    a person. Several folders are protected together, as tables of the same people, and written to the folder --out.

    The file says of each cell whether it is small (`primary`), whether it is hidden (`suppressed`), and what is
    `published`. It is for you; --release writes the one for readers. A cell is hidden with the symbol c.
    """
    from alder.cli.saying import saying
    from alder.disclosure.tables.folder import read_folder

    with saying() as tell:
        tell("Reading")
        if by or not tables[0].is_dir():
            if len(tables) > 1 or against or not by:
                raise UsageError(
                    "records are protected one file at a time, with --by" if by else f"{tables[0]} is no folder",
                    next="Write: alder protect RECORDS.csv --by region,level --threshold 10 --out PUB.csv",
                )
            from alder.disclosure.tables.records import count_records

            table = count_records(tables[0], [name.strip() for name in by.split(",")])
            said = _one(
                table, _rule(policy, threshold, p, insider, interval, None), keep, out, release, certificate, seed, tell
            )
        else:
            folders = [read_folder(path) for path in tables]
            if len(folders) == 1 and not against:
                rule = _rule(policy, threshold, p, insider, interval, folders[0])
                said = _one(folders[0].table, rule, keep, out, release, certificate, seed, tell)
            else:
                said = _several(
                    folders,
                    base,
                    against,
                    _rule(policy, threshold, p, insider, interval, folders[0]),
                    keep,
                    out,
                    release,
                    certificate,
                    seed,
                    tell,
                )
    click.echo(said)


def _rule(
    policy: str | None, threshold: int | None, p: float | None, insider: bool, interval: bool, folder: Folder | None
) -> Rule:
    from alder.disclosure.tables.protecting import Rule

    if policy is not None:
        if threshold is not None or p is not None:
            raise UsageError("a policy brings its own threshold", next="Give --policy, or --threshold or --p.")
        found = _hiding(policy)
        return Rule(found.threshold, None, insider and found.insider, interval or found.guard != "exact")
    if threshold is None and p is None and folder is not None:
        threshold, p = folder.threshold, folder.p
        threshold = None if p is not None else threshold
    return Rule(threshold, p, insider, interval)


def _hiding(name: str) -> Policy:
    from alder.disclosure import Action, Guard, policy_of

    found = policy_of(name)
    if found.action is not Action.SUPPRESS:
        raise UsageError(
            f"policy {found.name} does not hide cells, and alder protect does nothing else",
            next="Choose a policy that suppresses, or make the table with: alder table --policy",
        )
    if found.guard is Guard.SLIDE:
        raise UsageError(f"policy {found.name} lets intervals slide, which tables of this kind cannot be given yet")
    return found


def _one(
    table: Table,
    rule: Rule,
    keep: Path | None,
    out: Path,
    release: Path | None,
    certificate: Path | None,
    seed: int,
    tell: Callable[[str], None],
) -> str:
    from alder.disclosure.tables.keep_file import read_cells
    from alder.disclosure.tables.protecting import protect_table
    from alder.disclosure.tables.pub_file import write

    kept = read_cells(keep, table) if keep else None
    outcome, cells = protect_table(table, rule, keep=kept, seed=seed, progress=tell)
    if certificate:
        tell("Proving")
        outcome.certificate(cells).write(certificate)
    tell("Writing")
    write(table, outcome.protection, out)
    if release:
        write(table, outcome.protection, release, for_readers=True)
    lines = [_counted(outcome.protection)]
    if outcome.given_up:
        lines.append(f"{outcome.given_up:,} of the cells to keep could not stay visible.")
    return "\n".join([*lines, f"Written to {out}."])


def _counted(protection: Protection) -> str:
    primary = int(protection.primary.sum())
    extra = protection.hidden & ~protection.primary
    return (
        f"{len(protection.primary):,} cells: {primary:,} are hidden because they are small, {int(extra.sum()):,} more "
        f"so that these cannot be worked out (together {protection.shown[extra].sum():,.0f})."
    )


def _several(
    folders: list[Folder],
    base: Path | None,
    against: tuple[str, ...],
    rule: Rule,
    keep: Path | None,
    out: Path,
    release: Path | None,
    certificate: Path | None,
    seed: int,
    tell: Callable[[str], None],
) -> str:
    from alder.disclosure.tables.folder import read_folder
    from alder.disclosure.tables.keep_file import read_cells
    from alder.disclosure.tables.protecting_linked import New, protect_together
    from alder.disclosure.tables.pub_file import write

    earlier, old_folders = zip(*(_earlier(one) for one in against), strict=True) if against else ((), ())
    ground = read_folder(base) if base else _finest([*folders, *old_folders])
    if keep and len(folders) > 1:
        raise UsageError("--keep lists cells of one table, and there are several")
    new = [
        New(one.name, one.table, rule.threshold or one.threshold or 0, read_cells(keep, one.table) if keep else None)
        for one in folders
    ]
    together = protect_together(new, ground, earlier, insider=rule.insider, seed=seed, progress=tell)
    if certificate:
        tell("Proving")
        together.certificate().write(certificate)
    tell("Writing")
    if len(folders) > 1:
        out.mkdir(parents=True, exist_ok=True)
    lines = []
    for one, protection in zip(folders, together.protections, strict=True):
        to = out / f"{one.name}.csv" if len(folders) > 1 else out
        write(one.table, protection, to)
        if release:
            release_to = release / f"{one.name}.csv" if len(folders) > 1 else release
            release_to.parent.mkdir(parents=True, exist_ok=True)
            write(one.table, protection, release_to, for_readers=True)
        lines += [f"{one.name}: {_counted(protection)}", f"Written to {to}."]
    if together.out:
        lines.append(f"{together.out:,} small cells were shown by an earlier release already.")
    if together.lost:
        lines.append(
            f"{together.lost:,} small cells can be worked out from the earlier releases, whatever is hidden now."
        )
    return "\n".join(lines)


def _earlier(said: str) -> tuple[Earlier, Folder]:
    from alder.disclosure.attack.published import read_published
    from alder.disclosure.attack.rebuilt import rebuild
    from alder.disclosure.tables.folder import read_folder
    from alder.disclosure.tables.protecting_linked import Earlier

    folder, colon, published = said.rpartition(":")
    if not colon:
        raise UsageError(f"{said} names no published table", next="Write --against FOLDER:PUB.csv.")
    read = read_folder(Path(folder))
    truth = rebuild(read.table)
    public = read_published(Path(published), truth)
    import numpy as np

    hidden = np.zeros(read.table.size, dtype=bool)
    hidden[truth.keys[public.hidden]] = True
    return Earlier(read.name, read.table, hidden), read


def _finest(folders: list[Folder]) -> Folder:
    """The one on which all others rest, if there is one."""
    from alder.disclosure.tables.base import rows_in

    for one in sorted(folders, key=lambda f: -len(f.table.freq)):
        try:
            for other in folders:
                rows_in(one, other.table, other.name)
        except UsageError:
            continue
        return one
    raise UsageError(
        "none of these tables is fine enough to hold the others",
        where="Linked tables are tied by the finest table of the same people, which every other one is a sum of.",
        next="Name its folder with --base.",
    )
