"""`alder protect`: hide what is small in a table, and what would give it away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alder.cli.options import YearType, store_option
from alder.cli.protection import UNGUARDED, OutputFiles, Protection
from alder.errors import UsageError, present

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.disclosure.tables.folder import Folder
    from alder.disclosure.tables.protecting import Rule
    from alder.disclosure.tables.protecting_linked import Earlier
    from alder.disclosure.tables.pub_file import CellProtection
    from alder.disclosure.tables.table import Numbers, Table
    from alder.model.period import AcademicYear


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
@click.option(
    "--never-empty/--may-be-empty",
    default=None,
    help="Guard counts against readers who know that no hidden one is 0, as zeros tell. "
    "Without the guard every line of the file says so.  [default: never-empty]",
)
@click.option(
    "--telling",
    "tells",
    multiple=True,
    metavar="COLUMN[=VALUE]",
    help="A value, Yes if none is named, that no table says of everybody in a group: loan. May be repeated.",
)
@click.option("--by", help="Columns of RECORDS.csv to count by: region,level,sex.")
@click.option("--of", metavar="COLUMN", help="The column of RECORDS.csv with the values that a statistic is made of.")
@click.option(
    "--as",
    "statistic",
    metavar="STATISTIC",
    help="Of these values: total, mean, median, p1 to p99, minimum, maximum, or rate (of yes and no). [default: total]",
)
@click.option("--contributor", metavar="COLUMN", help="Whose a line is: a provider with all its sites, a learner.")
@click.option("--weight", metavar="COLUMN", help="How many a line of a survey stands for: 1 or more.")
@click.option("--to", type=float, help="Round means, percentiles and extremes to multiples of this.")
@click.option("--limit", "limits", type=float, multiple=True, help="A minimum or maximum that is so by design.")
@click.option(
    "--beside",
    multiple=True,
    metavar="STATISTIC:PUB.csv",
    help="A statistic of the same column that is out already: p25:P25.csv, or p25/100:P25.csv if rounded to hundreds.",
)
@click.option("--source", "sources", multiple=True, metavar="ID", help="With --policy: whose figures these are.")
@click.option("--keep", type=click.Path(path_type=Path), help="A CSV of cells to keep visible if at all possible.")
@click.option(
    "--against", multiple=True, metavar="FOLDER:PUB.csv", help="A table that is out already. May be repeated."
)
@click.option(
    "--base", type=click.Path(path_type=Path), help="The folder of what linked tables rest on: the finest table."
)
@click.option("--certificate", type=click.Path(path_type=Path), help="Write here what proves that the table is safe.")
@click.option(
    "--secret", type=click.Path(path_type=Path), help="A file of random bytes, for policies that draw at random."
)
@click.option(
    "--learner", metavar="COLUMN", help="The ULNs in RECORDS.csv: the table is judged beside earlier ones, and kept."
)
@click.option("--year", type=YearType(), help="With --learner: the academic year in which they are counted.")
@store_option
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
    never_empty: bool | None,
    tells: tuple[str, ...],
    by: str | None,
    of: str | None,
    statistic: str | None,
    contributor: str | None,
    weight: str | None,
    to: float | None,
    limits: tuple[float, ...],
    beside: tuple[str, ...],
    sources: tuple[str, ...],
    keep: Path | None,
    against: tuple[str, ...],
    base: Path | None,
    certificate: Path | None,
    secret: Path | None,
    learner: str | None,
    year: AcademicYear | None,
    folder: Path,
    seed: int,
) -> None:
    """Hide what is small in a table, and what would give it away; or round it.

    A TABLE_FOLDER holds `inner.csv`, the finest cells, and `hier.json`, what they add up to. RECORDS.csv has one line
    a person, or more with --contributor; --of and --as make statistics of a column. Several folders are protected
    together, as tables of the same people, and written to the folder --out.

    The file says of each cell whether it is small (`primary`), whether it is hidden (`suppressed`), and what is
    `published`. It is for you; --release writes the one for readers. A cell is hidden with the symbol c.

    That everybody of a group has a telling value is hidden like a small count: 42 of 42 with a loan. A policy has a
    list of such values, of columns that are named as in `alder table` (learner_loan); --telling names others.

    A --policy that rounds or perturbs publishes figures near the counts. What they give away together is told.

    With --learner the ledger of --store judges the table of RECORDS.csv beside all earlier tables of the same learners,
    and its figures of a column beside all that were made of it; and remembers them, as `alder table --out` does.
    Without it the command says that nobody does.
    """
    from alder.cli.progress import activity
    from alder.cli.protect_records import FOLDER_WAY, NOT_KNOWN, RECORDS_WAY, RecordQuery, say_statistic
    from alder.cli.protect_remembered import Learners, say_remembered
    from alder.cli.protect_rounded import say_rounded
    from alder.cli.protection import policy_with_sources, rounding_policy
    from alder.disclosure.tables.full_groups import asked_for

    where = OutputFiles(out, release, certificate, seed)
    where.check(len(tables))
    chosen = policy_with_sources(policy, sources)
    telling = asked_for(tells)
    chosen = replace(chosen, telling=chosen.telling | telling) if chosen else None
    how = Protection(chosen, threshold, p, insider, interval, never_empty, telling)
    ask = RecordQuery(tables[0], by, of, statistic, contributor, weight, to, limits, beside)
    ask.fits(one=len(tables) == 1 and not against and base is None)
    with activity() as tell:
        tell("Reading")
        if learner is not None:
            if tables[0].is_dir():
                raise UsageError("a table folder has no lines of learners", next="Leave --learner out.")
            who = Learners.asked(learner, year, folder)
            mixed: dict[str, object] = {"--keep": keep, "--certificate": certificate, "--secret": secret}
            mixed |= {"--interval": interval, "--weight": weight, "--threshold": threshold, "--p": p}
            mixed |= {"--contributor": contributor, "--beside": beside, "--may-be-empty": never_empty is False}
            said = say_remembered(ask, how, where, who, mixed, tell)
        elif ask.is_counted:
            said = say_statistic(ask, how, where, keep, secret, tell)
        elif rounds := rounding_policy(chosen):
            others: dict[str, object] = {
                "--threshold": threshold,
                "--p": p,
                "--interval": interval,
                "--never-empty": never_empty,
                "--may-be-empty": never_empty is False,
                "--keep": keep,
                "--base": base,
                "--of": of,
                "--contributor": contributor,
                "--weight": weight,
            }
            others |= {"--against": against, "--certificate": certificate, "a second table": tables[1:]}
            said = say_rounded(tables[0], by, rounds, secret, (out, release), others, tell, telling)
        elif secret is not None:
            raise UsageError("a secret is for policies that draw at random", next="Leave --secret out.")
        elif tables[0].is_dir():
            said = _folders(tables, base, against, keep, how, where, tell)
        else:
            table, also, more = ask.table(how, seed, tell)
            said = "\n".join([*ask.said(how.policy), _one(table, how.rule(table), keep, how, where, tell, also), *more])
    if release and learner is None:
        said = f"{said}\n{NOT_KNOWN}{FOLDER_WAY if tables[0].is_dir() else RECORDS_WAY}"
    click.echo(said)


def _folders(
    paths: tuple[Path, ...],
    base: Path | None,
    against: tuple[str, ...],
    keep: Path | None,
    how: Protection,
    to: OutputFiles,
    tell: Callable[[str], None],
) -> str:
    from alder.disclosure.tables.folder import read_folder

    folders = [read_folder(path) for path in paths]
    if len(folders) == 1 and not against:
        table = folders[0].table
        return _one(table, how.rule(table, folders[0]), keep, how, to, tell)
    return _several(folders, base, against, keep, how, to, tell)


def _one(
    table: Table,
    rule: Rule,
    keep: Path | None,
    how: Protection,
    to: OutputFiles,
    tell: Callable[[str], None],
    also: Numbers | None = None,
) -> str:
    from alder.disclosure.tables.keep_file import read_cells
    from alder.disclosure.tables.protecting import protect_table

    kept = read_cells(keep, table) if keep else None
    outcome, cells = protect_table(table, rule, keep=kept, also=also, seed=to.seed, progress=tell)
    if to.certificate:
        tell("Proving")
        outcome.certificate(cells).write(to.certificate)
    tell("Writing")
    lines = [*how.said(), _counted(table, outcome.protection)]
    if full := int((outcome.cube.freq == 0).sum()):
        lines.append(
            f"{full:,} of them {'is a 0' if full == 1 else 'are zeros'} that would say that everybody of a group "
            "has a telling value."
        )
    if outcome.given_up:
        lines.append(f"{outcome.given_up:,} of the cells to keep could not stay visible.")
    if outcome.protection.may_be_empty:
        lines.append(UNGUARDED)
    return "\n".join([*lines, *_written(table, outcome.protection, to.out, to.release)])


def _written(table: Table, protection: CellProtection, out: Path, release: Path | None) -> list[str]:
    from alder.disclosure.tables.pub_file import write

    for path in filter(None, (out, release)):
        write(table, protection, path, for_readers=path is release)
    return [f"Written to {out}."] + ([f"For readers: {release}."] if release else [])


def _counted(table: Table, protection: CellProtection) -> str:
    from alder.disclosure.tables.table import TableKind

    primary = int(protection.primary.sum())
    extra = protection.hidden & ~protection.primary
    count = table.kind is TableKind.COUNT
    why = "they are small" if count else "few contributors, or one above all, stand behind them"
    return (
        f"{len(protection.primary):,} cells: {primary:,} {'is' if primary == 1 else 'are'} hidden because {why}, "
        f"{int(extra.sum()):,} more so that these cannot be worked out (together {protection.shown[extra].sum():,.0f})."
    )


def _several(
    folders: list[Folder],
    base: Path | None,
    against: tuple[str, ...],
    keep: Path | None,
    how: Protection,
    to: OutputFiles,
    tell: Callable[[str], None],
) -> str:
    from alder.disclosure.tables.base import finest
    from alder.disclosure.tables.folder import read_folder
    from alder.disclosure.tables.full_groups import refuse
    from alder.disclosure.tables.keep_file import read_cells
    from alder.disclosure.tables.protecting_linked import New, protect_together

    if keep and len(folders) > 1:
        raise UsageError("--keep lists cells of one table, and there are several")
    earlier, old = zip(*(_earlier(one) for one in against), strict=True) if against else ((), ())
    new = [
        New(one.name, one.table, how.rule(one.table, one), read_cells(keep, one.table) if keep else None)
        for one in folders
    ]
    for each in new:
        refuse(each.table, how.telling, each.rule.threshold or 1, "In several tables no 0 can be hidden for it.")
    ground = read_folder(base) if base else finest([*folders, *old])
    together = protect_together(new, ground, earlier, seed=to.seed, progress=tell)
    if to.certificate:
        tell("Proving")
        together.write_certificate(to.certificate)
    tell("Writing")
    lines = how.said()
    for one, protection in zip(folders, together.protections, strict=True):
        out, release = (
            path / f"{one.name}.csv" if path and len(folders) > 1 else path for path in (to.out, to.release)
        )
        counted = f"{one.name}: {_counted(one.table, protection)}"
        lines += [counted, *_written(one.table, protection, present(out, "--out is asked for before"), release)]
    if any(one.may_be_empty for one in together.protections):
        lines.append(UNGUARDED)
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
