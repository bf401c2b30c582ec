"""`alder check`: what is wrong with a return?"""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from alder.cli.only import only_options
from alder.cli.options import YearType, format_option, store_option
from alder.errors import UnreadableFile, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from alder.engine.store import Store
    from alder.model.period import AcademicYear
    from alder.rules.report import Findings
    from alder.rules.result import FindingFilter
    from alder.sources.ilr.check import Progress

REPORTS = (".html", ".csv", ".json")
"""What a report's name may end in."""


class BookType(YearType):
    """The year of a rule book, or the word for the nearest whole one."""

    name = "2020/21|nearest"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value if value == "nearest" else super().convert(value, param, ctx)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--to", "report", type=click.Path(dir_okay=False, path_type=Path), help="Write a report: .html, .csv or .json."
)
@format_option
@click.option("--strict", is_flag=True, help="Refuse files whose names break the rules of the collection.")
@click.option("--all", "every", is_flag=True, help="List every finding with what the file says.")
@click.option("--since", metavar="previous|R03", help="Say what is new and put right since a return in the store.")
@click.option(
    "--rules",
    "book",
    type=BookType(),
    help="Judge by the rule book of this year, or by the nearest whole book; findings that rest on it are marked.",
)
@only_options
@store_option
def check(
    files: tuple[Path, ...],
    report: Path | None,
    format: str,
    strict: bool,
    every: bool,
    since: str | None,
    book: AcademicYear | str | None,
    only: FindingFilter,
    folder: Path,
) -> None:
    """What is wrong with a return?

    FILE is an ILR file, plain or in a ZIP, or a folder of them. Each is read and judged by the rules of its year;
    nothing is stored. For several files, each report is named after its file too. A report holds personal data: keep
    it inside the provider. Rules look into the reference tables of the store, if there is one.

    Each report begins with a verdict on the file: whether the service would refuse it, as far as is public, for its
    content (the official schema of its year, and the rules for headers) or for its name. `alder load` takes what it can
    read all the same.

    With --since, each is compared with an earlier return of its provider and year that the store holds. --rule,
    --learner, --severity, --funding-model and --new narrow what is listed and written; several values may be given,
    with commas or by repeating. The sums and the exit status stay those of the whole file.

    With --rules the book of another year is used; where a year has no whole book, the nearest that there is.

    Exit status: 0 no errors (warnings allowed), 1 rules broken, 3 the service would refuse the file as a whole, 10 and
    up a file could not be read or, with --strict, was refused, and was not judged.
    """
    if report and report.suffix.lower() not in REPORTS:
        raise UsageError(f"no report can be written as {report.name}", where="Reports end in .html, .csv or .json.")
    if only.new and not since:
        raise UsageError("--new needs to know since when", where="Add --since previous, or a return: --since R03.")
    from alder.sources.ilr.gather import gather

    store = _store(folder, since) if since else None
    references = store or _references(folder)
    exit_code = 0
    answers: list[Findings] = []
    named = gather(files)
    for number, file in enumerate(named):
        try:
            findings = _checked(file, strict, references, book)
        except UnreadableFile as error:
            if len(named) == 1:
                raise
            click.echo(f"alder: {error}\n", err=True)
            exit_code = max(exit_code, error.exit_code)
            continue
        if store is not None and since:
            from alder.sources.ilr.since import since as compared_since

            findings = compared_since(findings, store, since)
        findings = findings.narrowed(only)
        exit_code = max(exit_code, findings.exit_code)
        if report:
            findings.write(_place(report, file, several=len(named) > 1))
        if format == "json":
            answers.append(findings)
        else:
            _say(findings, every, first=number == 0)
    if format == "json":
        _say_json(answers, several=len(named) > 1)
    sys.exit(exit_code)


def _checked(file: Path, strict: bool, store: Store | None, book: AcademicYear | str | None) -> Findings:
    from alder.sources.ilr.check import check

    with _progress() as progress:
        return check(file, strict=strict, store=store, progress=progress, rules=book)


def _references(folder: Path) -> Store | None:
    """The store whose reference tables rules look into. One that was named has to be there; the usual one may be."""
    import alder
    from alder.engine.place import is_store

    if click.get_current_context().get_parameter_source("folder") is ParameterSource.COMMANDLINE:
        alder.open(folder).store.submissions()
    return alder.open(folder).store if is_store(folder) else None


def _store(folder: Path, since: str) -> Store:
    """The store to compare with. What is wrong with the question is said before any file is read."""
    import alder
    from alder.sources.ilr import earlier

    earlier.named(since)
    store = alder.open(folder).store
    store.submissions()
    return store


def _place(report: Path, file: Path, *, several: bool) -> Path:
    return report.with_name(f"{report.stem}-{file.stem}{report.suffix}") if several else report


def _say(findings: Findings, every: bool, *, first: bool) -> None:
    if not first:
        click.echo()
    if every:
        click.echo(f"{findings.verdict.headline}\n")
        click.echo(findings.listing())
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    click.echo(findings.summary(colour=colour))


def _say_json(answers: list[Findings], *, several: bool) -> None:
    """One object for one file, a list for several."""
    import json

    from alder.rules.report_json import as_object

    objects = [as_object(f) for f in answers]
    if objects or several:
        click.echo(json.dumps(objects if several else objects[0], indent=1, ensure_ascii=False))


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """A line on the terminal's error output about a check that takes longer than a second."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.status import Status

    status = Status("Reading", console=Console(stderr=True))
    began, shown = time.monotonic(), False

    def say(doing: str, learners: int) -> None:
        nonlocal shown
        status.update(f"{doing}   {learners:,} learners" if learners else doing)
        if not shown and time.monotonic() - began > 1:
            status.start()
            shown = True

    try:
        yield say
    finally:
        status.stop()
