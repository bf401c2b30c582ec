"""`alder store`: look after the store."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alder.cli.options import ReturnType, YearType, store_option
from alder.errors import StoreError, UsageError

if TYPE_CHECKING:
    from alder.engine.coverage import DeclarationCheck
    from alder.engine.integrity import IntegrityReport
    from alder.engine.store import Store
    from alder.model.period import AcademicYear, ReturnNumber


@click.group(invoke_without_command=True)
@store_option
@click.pass_context
def store(context: click.Context, folder: Path) -> None:
    """Look after the store.

    Without a subcommand: what the store is. Its place, and what it is declared to be all of.
    """
    if context.invoked_subcommand is None:
        from alder.engine.coverage import standing_of_all
        from alder.look.words import counted
        from alder.sources.ilr.submissions import open_store

        opened = open_store(folder)
        click.echo(f"{folder}: {counted(opened.submissions().num_rows, 'submission')}.")
        _say_place(opened)
        for one in standing_of_all(opened):
            _say_standing(one)
        _say_spine(opened)
        click.echo("")
        click.echo("What can be done with it:  alder store --help")


@store.command()
@store_option
@click.option(
    "--grace",
    type=click.FloatRange(min=0),
    default=24.0,
    show_default=True,
    envvar="ALDER_GRACE",
    show_envvar=True,
    metavar="HOURS",
    help="How long old files stay after others took their place. 0 makes room at once, as when the disk is full.",
)
def optimise(folder: Path, grace: float) -> None:
    """Join many small files into few large ones, so that reading stays fast.

    Nothing that the store holds changes. Others may read and load meanwhile. The old files stay for a day: until the
    next copy of the store has been made, and other programs that read them have ended.
    """
    from alder.engine.compaction import optimise
    from alder.look.words import counted
    from alder.sources.ilr.submissions import open_store

    done = optimise(open_store(folder), grace=timedelta(hours=grace))
    click.echo(f"{counted(done.before, 'file')} before, {done.after:,} now.")
    if done.removed:
        click.echo(f"{counted(done.removed, 'old file')} removed.")
    if done.removed is None:
        click.echo("Somebody is reading, so the old files stay for now. They go the next time.")
    elif done.waiting:
        click.echo(f"{counted(done.waiting, 'old file')} stay until {grace:g} hours after others took their place.")
        click.echo("To make room now:  alder store optimise --grace 0")
    click.echo("")
    click.echo("See what is held:  alder returns")


@store.command()
@store_option
def measure(folder: Path) -> None:
    """Measure the returns that an earlier release loaded without measuring, for alder quality.

    It adds to what the store says of a return, and changes nothing else. Others may read and load meanwhile.
    """
    from alder.cli.progress import counting
    from alder.look.words import counted
    from alder.sources.ilr.profile.field_quality import measure_missing, not_measured
    from alder.sources.ilr.submissions import open_store

    store = open_store(folder)
    with counting("Measuring", not_measured(store).num_rows, "returns") as progress:
        done = measure_missing(store, progress)
    click.echo(f"{counted(done, 'return')} measured." if done else "Every return is measured.")
    click.echo("")
    click.echo("How the fields are filled:  alder quality")


@store.command()
@click.argument("place", required=False, metavar="[PLACE]")
@click.option("--year", type=YearType(), help="The academic year that it is said of.")
@click.option("--return", "return_number", type=ReturnType(), help="As of which return.  [default: R14]")
@click.option(
    "--providers",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="LIST.csv",
    help="The list of the place's providers: a CSV with a column ukprn, and one with names if it has them.",
)
@click.option("--from", "proof", metavar="TEXT", help="Where the list is from, for everybody to read.")
@click.option("--date", "proof_date", metavar="DAY", help="Of which day the list is: 2021-10-20.")
@click.option("--of", "source", default="", help="Of the deliveries of a source: of ilr its research copy.")
@click.option("--withdraw", is_flag=True, help="Take back what was declared of the year and return.")
@store_option
def covers(
    place: str | None,
    year: AcademicYear | None,
    return_number: ReturnNumber | None,
    providers: Path | None,
    proof: str | None,
    proof_date: str | None,
    source: str,
    withdraw: bool,
    folder: Path,
) -> None:
    """Declare what the returns held of a year are all of, and prove it with a list of providers.

    PLACE is England, or a level, code and name: "LSIP E69000001 Greater Alder". Where nothing but made-up records is
    held it may be Wealdmark, the made-up nation, or a place in it. Without it: what is declared, and whether it holds.
    Totals of tables are about the place only while it holds: every provider of the list has returned, as of that
    return, and nobody else is held. Until then, and where nothing is declared, they are about "the 4 providers held",
    and a data file cannot call them England. The list, where it is from and its day are told with every table. Of the
    deliveries of a source there is no list of providers: say where it is written what they are all of, and it holds
    until another delivery comes.

    Exit status: 0 it holds, 1 it is declared and does not hold.
    """
    from alder.engine.coverage import RETURNS, standing_of_all
    from alder.sources.coverage import declare
    from alder.sources.ilr.submissions import open_store

    store = open_store(folder)
    if withdraw:
        _withdraw(store, place, year, return_number, source)
        return
    if place is None:
        if any((year, return_number, providers, proof, proof_date)):
            raise UsageError(
                "a declaration names the place", next="For example:  alder store covers England --year ..."
            )
        found = standing_of_all(store)
        for one in found:
            _say_standing(one)
        if not found:
            click.echo("Nothing is declared, so totals are about the providers held.")
            click.echo("")
            click.echo("Declare what they are all of:  alder store covers PLACE --year YEAR --providers LIST.csv ...")
        sys.exit(0 if all(one.holds for one in found) else 1)
    if year is None or not proof or not proof_date or not (source or providers):
        raise UsageError(
            "a declaration has a year, a list of providers, where that is from and its day",
            next=f"alder store covers '{place}' --year 2020/21 --return R14 --providers providers.csv "
            '--from "UK Register of Learning Providers" --date 2021-10-20',
        )
    if source and not (source == RETURNS and providers) and (providers or return_number):
        raise UsageError("a declaration of deliveries has no list of providers and no return", next="Leave them out.")
    standing = declare(
        store,
        place,
        year=year,
        providers=providers or (),
        proof=proof,
        proof_date=proof_date,
        source=source,
        return_number=return_number or "R14",
    )
    _say_standing(standing)
    sys.exit(0 if standing.holds else 1)


def _withdraw(
    store: Store,
    place: str | None,
    year: AcademicYear | None,
    return_number: ReturnNumber | None,
    source: str,
) -> None:
    from alder.engine import coverage
    from alder.model.period import ReturnNumber
    from alder.sources.catalogue import source as known

    if year is None or place:
        raise UsageError("--withdraw names the year, and no place", next="See what is declared:  alder store covers")
    of_deliveries = bool(source) and not return_number
    about = known(source).id if of_deliveries else return_number or ReturnNumber.R14
    if not coverage.withdraw(store, year, about):
        raise UsageError(f"nothing is declared of {year} {about}", next="See what is declared:  alder store covers")
    held = "people in the deliveries" if of_deliveries else "providers"
    click.echo(f"Taken back. Totals of {year} {about} are about the {held} held from now on.")


@store.command()
@click.argument("place", required=False, metavar="[PLACE]")
@click.option("--basis", metavar="TEXT", help="Whose records these are, or which approval the project has.")
@click.option("--withdraw", is_flag=True, help="Take back what was declared.")
@store_option
def place(place: str | None, basis: str | None, withdraw: bool, folder: Path) -> None:
    """Declare whose hands the records of the store are in, so that it may give rows of learners.

    PLACE is `owner` (a provider or the department, of its own records) or `approved` (an approved project). A store of
    made-up records alone is `made-up` by itself, which nobody can declare. Without PLACE: where the store is. Rows of
    learners are refused of a store without a place. That is a guard rail against a slip, and no security: whoever may
    read the files of a store can read its records.
    """
    from alder.engine.store_place import declare_place, withdraw_place
    from alder.sources.ilr.submissions import open_store

    opened = open_store(folder)
    opened.tables()  # which says in words where there is no store
    if withdraw:
        if place or basis:
            raise UsageError("--withdraw names no place", next="alder store place --withdraw")
        if not withdraw_place(opened):
            raise UsageError("no place is declared of this store", where=str(folder))
        click.echo("Taken back.")
    elif place is not None:
        declare_place(opened, place, basis or "")
    elif basis:
        raise UsageError("a declaration names the place", next=f'alder store place owner --basis "{basis}"')
    _say_place(opened)


def _say_place(opened: Store) -> None:
    """Where a store is, and on which basis; or what to do where it has no place."""
    from alder.engine.store_place import place_of_store

    found = place_of_store(opened)
    if found is None:
        click.echo("It has no place, so it gives no rows of learners. Declare one:  alder store place --help")
        return
    click.echo(f"Its place is {found.place}. {found.place.says}")
    if found.basis:
        click.echo(f"  {found.basis}")


def _say_spine(opened: Store) -> None:
    """Whether the sources of a store are linked, and since when."""
    from alder.engine.reference import PERSON_SPINE, current

    held = current(opened).get(PERSON_SPINE)
    if held is not None and held.added is not None:
        click.echo(
            f"Its sources were linked on {held.added.day} {held.added:%B %Y}: alder persons says whether it holds."
        )


_LISTED = 20
"""How many providers that are missing, or not listed, are named one by one."""


def _say_standing(standing: DeclarationCheck) -> None:
    """What is declared, and whether it holds; each provider by which it does not."""
    declared = standing.declaration
    click.echo(f"{declared.edition}: {declared.place.name} ({declared.place.short} {declared.place.code})")
    click.echo(f"  {declared.words}")
    if standing.holds:
        click.echo("  It holds: totals are about it.")
        return
    click.echo("  It does not hold, so totals are about the providers held.")
    if standing.others_delivered:
        click.echo(f"    {standing.against}")
    for numbers, said in (
        (standing.missing, "listed, and no return is held"),
        (standing.earlier, f"listed, and no return {declared.return_number} is held"),
        (standing.unlisted, "held, and not listed"),
    ):
        for ukprn in numbers[:_LISTED]:
            name = declared.providers.get(ukprn)
            click.echo(f"    {ukprn}{f' {name}' if name else ''}: {said}")
        if len(numbers) > _LISTED:
            click.echo(f"    and {len(numbers) - _LISTED:,} more: {said}")


@store.command()
@click.option("--rights", "of_rights", is_flag=True, help="See who may read the files of the store instead.")
@click.option("--mend", is_flag=True, help="With --rights: give every file and folder the rights that it should have.")
@click.option("--deep", is_flag=True, help="Read every file to its end and compare its checksum.")
@store_option
def check(folder: Path, of_rights: bool, mend: bool, deep: bool) -> None:
    """See that everything is there that was acknowledged: returns, reference tables and deliveries.

    It names the returns that anything wrong is about. Without --deep it looks at every file's size and summary, and
    reads the logs and lists; with it, at every byte.

    With --rights, see that nobody but the owner, and the group that ALDER_GROUP names, may read what is in the store.

    Exit status: 0 the store is whole; 14 it is not; with --rights, 1 others have rights that they should not have.
    """
    if mend and not of_rights:
        raise UsageError("--mend goes with --rights", next="What it would change:  alder store check --rights")
    if of_rights:
        _check_rights(folder, mend)
        return
    from alder.cli.progress import counting
    from alder.engine.integrity import Harm, bytes_there, check_integrity
    from alder.look.words import counted
    from alder.sources.ilr.submissions import open_store

    store = open_store(folder)
    if deep:
        with counting("Reading", bytes_there(store), "bytes") as progress:
            found = check_integrity(store, deep=True, progress=progress)
    else:
        found = check_integrity(store)
    click.echo(
        f"{counted(found.submissions, 'submission')}, {counted(found.rows, 'row')} in {counted(found.files, 'file')}."
    )
    _say_what_is_wrong(found)
    if not found.found:
        click.echo("The store is whole.")
        return
    click.echo("")
    if found.harms(Harm.RECORD):
        click.echo("What says where rows are can be made anew:  alder store repair")
    if found.harms(Harm.ROWS):
        click.echo("Put these files back from a copy of the store, then check again. If there is no copy,")
        click.echo("take out what has lost rows, and load it again:  alder store repair --take-out")
    sys.exit(14)


@store.command()
@store_option
@click.option(
    "--take-out",
    is_flag=True,
    help="Take what has lost rows out of the store, so that it can be loaded again. Reads every file.",
)
@click.option(
    "--raise-format",
    is_flag=True,
    help="Bring back a store of an earlier release, which then cannot open it any more.",
)
def repair(folder: Path, take_out: bool, raise_format: bool) -> None:
    """Bring back what the files of the store allow, after a power cut or damage to the disk.

    Logs of tables are written anew from what was acknowledged, and the list of that from the logs. Nothing is deleted:
    what is replaced is moved to the folder aside. It can be stopped and started again at any time.

    A store to which only earlier releases wrote (format 1) is brought back by beginning the list of what was
    acknowledged. That makes it format 2, which those releases refuse to open, so it is done with --raise-format only.
    Where such a store is whole nothing is done, and it stays as it is.

    Exit status: 0 the store is whole now; 14 it is not.
    """
    from alder.cli.progress import counting
    from alder.engine.integrity import Harm, bytes_there
    from alder.engine.repair import repair
    from alder.sources.ilr.submissions import open_store

    store = open_store(folder)
    if not store.has_receipts() and not raise_format:
        _leave_format(store)
        return
    with counting("Reading", bytes_there(store) if take_out else 0, "bytes") as progress:
        done = repair(store, take_out=take_out, progress=progress)
    for line in done.done:
        click.echo(line)
    if done.taken_out:
        click.echo("Taken out of the store. Load or add these again:")
        for line in done.taken_out:
            click.echo(f"  {line}")
    if not done.done and not done.taken_out:
        click.echo("There was nothing to bring back.")
    click.echo("")
    if not done.left.found:
        click.echo("The store is whole.")
        return
    _say_what_is_wrong(done.left)
    if done.left.harms(Harm.ROWS):
        click.echo("")
        click.echo("Put these files back from a copy of the store, then run this again. If there is no copy,")
        click.echo("take out what has lost rows, and load it again:  alder store repair --take-out")
    sys.exit(14)


def _leave_format(store: Store) -> None:
    """Of a store of an earlier release: that it is whole, or what bringing it back would change besides."""
    from alder.engine.integrity import check_integrity

    try:
        is_whole = not check_integrity(store).found
    except StoreError:  # so damaged that it cannot be looked at
        is_whole = False
    if not is_whole:
        raise UsageError(
            "bringing this store back makes it format 2, which earlier releases of Alder cannot open",
            where="Nothing was changed. It has format 1 until this release writes to it.",
            next="If every computer that uses it has this release:  alder store repair --raise-format\n"
            "What is wrong with it:  alder store check",
        )
    click.echo("There was nothing to bring back.")
    click.echo("")
    click.echo("The store is whole. It stays format 1, as an earlier release left it.")


def _say_what_is_wrong(found: IntegrityReport) -> None:
    for fault in found.faults:
        click.echo(f"  {fault}")
    if found.concerned:
        click.echo("This is about:")
        for line in found.concerned:
            click.echo(f"  {line}")
    for note in found.notes:
        click.echo(note)


_SHOWN = 10
"""How many files and folders whose rights are wrong are listed one by one."""


def _check_rights(folder: Path, mend: bool) -> None:
    from alder.look.words import counted
    from alder.rights import mend as put_right
    from alder.rights import wrong
    from alder.sources.ilr.submissions import open_store

    store = open_store(folder)
    store.tables()  # which says in words where there is no store
    found = wrong(store.folder)
    if not found:
        click.echo("Only those who should may read the store.")
        return
    if mend:
        for one in found:
            put_right(one)
        click.echo(f"{counted(len(found), 'file or folder', 'files and folders')} put right.")
        return
    for one in found[:_SHOWN]:
        does = "is open to others" if one.is_wide else "is shut to the group"
        where = one.path.relative_to(store.folder.parent)
        click.echo(f"  {where}   {one.mode & 0o777:04o}, should be {one.wanted & 0o777:04o}: {does}")
    if len(found) > _SHOWN:
        click.echo(f"  and {len(found) - _SHOWN:,} others")
    click.echo("")
    click.echo(f"Put all {len(found):,} right:  alder store check --rights --mend --store {folder}")
    sys.exit(1)
