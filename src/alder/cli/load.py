"""`alder load`: keep returns in the store."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alder.cli.options import ReturnType, YearType, format_option, store_option
from alder.errors import UsageError, present
from alder.model.made_up import MIX

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alder.model.period import AcademicYear, ReturnNumber
    from alder.sources.ilr.load import LoadedFile, LoadProgress, LoadReport

_SHOWN = 10
"""How many files that could not be read are listed one by one."""


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--return", "return_number", type=ReturnType(), help="The return that the files are for.")
@click.option("--strict", is_flag=True, help="Refuse files whose names break the rules of the collection.")
@click.option("--source", metavar="ID", help="FILE is an extract of this source, such as plams or npd_ks4.")
@click.option("--entity", metavar="NAME", help="With --source: the kind of record, where columns leave it open.")
@click.option("--year", type=YearType(), help="With --source: the academic year, where nothing in FILE says it.")
@click.option("--edition", metavar="TEXT", help="With --source: what to call this delivery.")
@click.option("--made-up", is_flag=True, help="FILE is about nobody. Returns of `alder synth` say it themselves.")
@click.option(MIX, "mix", is_flag=True, help="Keep made-up and other records in one store: partly made up, then.")
@click.option(
    "--to", "to", type=click.Path(dir_okay=False, path_type=Path), help="With --source: write findings, .csv or .json."
)
@format_option
@store_option
def load(
    files: tuple[str, ...],
    return_number: ReturnNumber | None,
    strict: bool,
    source: str | None,
    entity: str | None,
    year: AcademicYear | None,
    edition: str | None,
    made_up: bool,
    mix: bool,
    to: Path | None,
    format: str,
    folder: Path,
) -> None:
    """Keep returns in the store; a later return supersedes an earlier one, and nothing is lost.

    FILE is an ILR file, plain or in a ZIP, or a folder of them. Without --return the return is worked out from the
    day on which each file was prepared. Many files are kept in batches of about 100,000 learners, or what is read in a
    minute: Ctrl-C keeps what was read, and the same command later goes on with the other files.

    With --source, FILE is an extract of that source as it was delivered: CSV or text with tabs or upright bars, plain,
    gzipped or in a ZIP, or Parquet. All files named together are one delivery of one kind of record, kept whole or
    not at all. The latest delivery of a year counts.

    What is made up is called so wherever its figures are shown. It is not kept in one store with other records, unless
    --mix-made-up says so; what rests on both is then called partly made up.

    Exit status: 0 every file is in the store; 1 an extract is in the store and has errors; 11 a file could not be
    read, 12 one was refused, 13 one was hostile, and the others are safe in the store; 130 stopped by Ctrl-C, and 143
    by a signal to end, before all files were reached.
    """
    if source is not None:
        if return_number is not None or strict:
            raise UsageError("--return and --strict are for returns, and --source is for extracts")
        said = {"made_up": made_up, "mix_made_up": mix}
        load_source(
            files, source, entity=entity, year=year, edition=edition, report=to, format=format, folder=folder, **said
        )
    if entity or year or edition or to or format != "text":
        raise UsageError(
            "--entity, --year, --edition, --to and --format go with --source",
            next="For example:  alder load --source plams FILE --year 2018/19",
        )
    from alder.sources.ilr.load import load as load_returns
    from alder.sources.ilr.submissions import open_store
    from alder.sources.ilr.xml.return_files import gather_returns

    with _progress(_bytes_of(gather_returns(files))) as progress, _stopping() as stopped_by:
        try:
            report = load_returns(
                open_store(folder),
                files,
                return_number=return_number,
                strict=strict,
                progress=progress,
                stop=lambda: bool(stopped_by),
                made_up=made_up,
                mix_made_up=mix,
            )
        except KeyboardInterrupt as stopped:
            for note in getattr(stopped, "__notes__", ()):
                click.echo(note, err=True)
            raise
    for line in summary(report):
        click.echo(line)
    sys.exit(128 + stopped_by[0] if report.left else report.exit_code)


@contextmanager
def _stopping() -> Iterator[list[int]]:
    """The signals to end that came. The first lets the load keep what it read; the second ends it there and then.

    A signal that was ignored when the command began, as under nohup, stays ignored.
    """
    came: list[int] = []

    def note(number: int, _: object) -> None:
        if came:
            raise KeyboardInterrupt
        came.append(number)
        # Not `click.echo`: a signal may come while that is writing, and it does not bear being entered twice.
        os.write(2, b"\nStopping. What was read is being kept; the same again stops at once.\n")

    heard = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()
    wanted = [s for s in heard if signal.getsignal(s) is not signal.SIG_IGN]
    before = {number: signal.signal(number, note) for number in wanted}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _bytes_of(files: Iterable[Path]) -> int:
    """How many bytes there are to read, by which the time left is reckoned."""
    return sum(p.stat().st_size for p in files if p.is_file())


def summary(report: LoadReport) -> Iterator[str]:
    """The answer: how much, how long, what became of the files, and what to type next."""
    from alder.engine.origins import OtherOrigin
    from alder.look.words import counted, listed
    from alder.sources.ilr.load import FileStatus

    yield (
        f"{counted(len(report.files), 'file')}, {counted(report.learners, 'learner')}, "
        f"{counted(report.learning_deliveries, 'aim')} in {_duration(report.seconds)}"
    )
    yield ""
    loaded = report.of(FileStatus.LOADED)
    providers = {f.ukprn for f in loaded}
    notes = {
        FileStatus.LOADED: f"now current for {counted(len(providers), 'provider')}",
        FileStatus.HELD: "same file as before; nothing changed",
        FileStatus.OLDER: "kept as history; a later file is current",
    }
    for outcome, note in notes.items():
        if found := report.of(outcome):
            yield f"  {outcome:<15}{len(found):>7,}   {note}"
    unread = report.of(FileStatus.UNREAD)
    for n, file in enumerate(unread[:_SHOWN]):
        lead = f"  {FileStatus.UNREAD:<15}{len(unread):>7,}" if n == 0 else " " * 24
        yield f"{lead}   {_fault(file)}"
    if len(unread) > _SHOWN:
        yield f"{'':24}   and {counted(len(unread) - _SHOWN, 'other')}"
    assumed = sorted({f"{f.return_number} {f.year}" for f in report.files if f.return_assumed and f.submission})
    if assumed:
        yield ""
        yield f"Assumed by the day of preparation: {listed(assumed[:6])}. Say it yourself with --return."
    if invented := sum(f.made_up for f in loaded):
        yield ""
        whose = "All of it is" if invented == len(loaded) else f"{counted(invented, 'file')} of these are"
        yield f"{whose} made up, and figures from it will say so."
    if report.copied:
        yield ""
        yield f"The research copy of {listed([*report.copied])} is held too, with the same learners."
        yield "Questions are asked of returns, and of the copy with --research-copy."
    yield from _judged_by(report)
    yield ""
    if report.left:
        of, there = len(report.files) + len(report.left), len(report.files) - len(unread)
        yield f"Stopped. Kept {there:,} of {of:,} files; the same command goes on with the others."
    if len(report.files) > len(unread):
        yield "See what is held:  alder returns"
    if apart := next((f.problem for f in unread if isinstance(f.problem, OtherOrigin)), None):
        yield from apart.next.splitlines()
    if faulty := [f for f in unread if not isinstance(f.problem, OtherOrigin)]:
        yield f"Look at the fault: alder check {faulty[0].path}"


def _judged_by(report: LoadReport) -> Iterator[str]:
    """The reference data that rules looked into, and how many rules lacked some."""
    from alder.look.words import counted, listed

    if report.references or report.unavailable or report.alone:
        yield ""
    if report.references:
        editions = sorted({r.edition or "not named" for r in report.references})
        tables = counted(len({r.table for r in report.references}), "table")
        yield f"Reference data: {tables} ({listed(editions)})."
    if report.unavailable:
        rules = counted(report.unavailable, "rule")
        yield f"{rules} did not run for want of reference data. What is held: alder reference list"
    if report.alone:
        files = counted(report.alone, "file")
        were = "was" if report.alone == 1 else "were"
        yield f"{files} {were} not compared with last year: no return of the provider for that year is held."


def _fault(file: LoadedFile) -> str:
    problem = present(file.problem, "a file was not loaded, and nothing says why")
    where = " ".join(problem.where.split("\n")[0].split()) or file.path.name
    return f"{where}: {problem.what}"


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"


@contextmanager
def _progress(total: int) -> Iterator[LoadProgress]:
    """What is kept so far, on the error output: a bar on a terminal, for loads that take longer than a second, and
    elsewhere a line each time that a batch was kept and more files follow.
    """
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    from alder.cli.progress import after_a_second

    columns = (
        TextColumn("{task.description}"),
        TextColumn("{task.fields[files]:,} of {task.fields[of]:,} files"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[learners]:,} learners"),
        TextColumn("{task.fields[kept]}"),
        TimeRemainingColumn(compact=True),
    )
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("Reading", total=total, files=0, of=0, learners=0, kept="")
    with after_a_second(bar) as show:

        def say(*, doing: str, files: int, of: int, learners: int, bytes: int, kept: int) -> None:
            safe = f"{kept:,} kept" if kept else ""
            bar.update(task, description=doing, completed=bytes, files=files, of=of, learners=learners, kept=safe)
            show()

        yield say


def _lines() -> LoadProgress:
    said = 0

    def say(*, doing: str, files: int, of: int, learners: int, bytes: int, kept: int) -> None:
        nonlocal said
        if kept > said and files < of:
            said = kept
            click.echo(f"kept {kept:,} of {of:,} files", err=True)

    return say


def load_source(
    files: tuple[str, ...],
    source: str,
    *,
    entity: str | None,
    year: AcademicYear | None,
    edition: str | None,
    report: Path | None,
    format: str,
    folder: Path,
    made_up: bool = False,
    mix_made_up: bool = False,
) -> None:
    """Load the files as one delivery, and say what became of it."""
    from alder.cli.progress import counting
    from alder.sources.catalogue import source as known
    from alder.sources.extracts import delivery_load as extracts
    from alder.sources.extracts import delivery_report as words
    from alder.sources.ilr.submissions import open_store

    if report is not None:
        words.check_name(report)
    with counting("Reading", _bytes_of(map(Path, files)), "bytes") as progress:
        done = extracts.load_source(
            open_store(folder),
            files,
            known(source),
            entity=entity,
            year=year,
            edition=edition or "",
            progress=progress,
            made_up=made_up,
            mix_made_up=mix_made_up,
        )
    if report is not None:
        words.write(done, report)
    if format == "json":
        click.echo(json.dumps(words.as_object(done), indent=1, ensure_ascii=False))
    else:
        for line in words.summary(done):
            click.echo(line)
    sys.exit(done.exit_code)
