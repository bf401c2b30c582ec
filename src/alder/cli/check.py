"""`alder check`: what is wrong with a return?"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from alder.cli.arrow_stream import ARROW_STREAM, check_for_a_program, stream_format_option, write_table
from alder.cli.options import YearType, store_if_any, store_option
from alder.errors import UnreadableFile, UsageError, unknown_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from alder.engine.store import Store
    from alder.model.period import AcademicYear
    from alder.rules.report import Findings
    from alder.rules.result import FindingFilter
    from alder.sources.ilr.check import CheckProgress

REPORTS = (".html", ".csv", ".json")
"""What a report's name may end in."""


class BookType(YearType):
    """The year of a rule book, or the word for the nearest whole one."""

    name = "2020/21|nearest"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        return value if value == "nearest" else super().convert(value, param, ctx)


_OPTIONS = (
    click.option("--rule", "rules", multiple=True, metavar="CODE", help="List findings of this rule only."),
    click.option("--learner", "learners", multiple=True, metavar="REF", help="List findings on this learner only."),
    click.option("--severity", "severities", multiple=True, metavar="error|warning", help="List only these."),
    click.option(
        "--funding-model",
        "funding",
        multiple=True,
        metavar="36",
        help="List findings on aims funded so, and their learners.",
    ),
    click.option("--new", is_flag=True, help="With --since: list only what is new."),
)


def only_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the options, and the answer as `only`. Several values: repeat the option, or set commas."""

    @wraps(command)
    def wrapped(
        *arguments: Any,
        rules: tuple[str, ...],
        learners: tuple[str, ...],
        severities: tuple[str, ...],
        funding: tuple[str, ...],
        new: bool,
        **others: Any,
    ) -> Any:
        chosen = finding_filter(_split(rules), _split(learners), _split(severities), _split(funding), new=new)
        return command(*arguments, only=chosen, **others)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


def finding_filter(
    rules: list[str], learners: list[str], severities: list[str], funding: list[str], *, new: bool = False
) -> FindingFilter:
    """What to list, in known words. An unknown one gets the nearest that is known."""
    from alder.rules.findings import Severity
    from alder.rules.result import FindingFilter

    return FindingFilter(
        rules=_known_rules(rules) if rules else (),
        learners=tuple(dict.fromkeys(learners)),
        severities=tuple(
            Severity(_known("severity", s, [str(v) for v in Severity])) for s in dict.fromkeys(severities)
        ),
        funding_models=_known_funding(funding) if funding else (),
        new=new,
    )


def _split(values: tuple[str, ...]) -> list[str]:
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--to", "report", type=click.Path(dir_okay=False, path_type=Path), help="Write a report: .html, .csv or .json."
)
@stream_format_option
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
    if format == ARROW_STREAM:
        check_for_a_program()
    if only.new and not since:
        raise UsageError("--new needs to know since when", where="Add --since previous, or a return: --since R03.")
    from alder.sources.ilr.xml.return_files import gather_returns

    store = _store(folder, since) if since else None
    references = store or _references(folder)
    exit_code = 0
    answers: list[Findings] = []
    named = gather_returns(files)
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
            from alder.sources.ilr.return_comparison import since as compared_since

            findings = compared_since(findings, store, since)
        findings = findings.narrowed(only)
        exit_code = max(exit_code, findings.exit_code)
        if report:
            findings.write(_place(report, file, several=len(named) > 1))
        if format != "text":
            answers.append(findings)
        else:
            _say(findings, every, first=number == 0)
    if format == "json":
        _say_json(answers, several=len(named) > 1)
    elif format == ARROW_STREAM:
        _write_findings(answers)
    sys.exit(exit_code)


def _checked(file: Path, strict: bool, store: Store | None, book: AcademicYear | str | None) -> Findings:
    from alder.sources.ilr.check import check

    with _progress() as progress:
        return check(file, strict=strict, store=store, progress=progress, rules=book)


def _references(folder: Path) -> Store | None:
    """The store whose reference tables rules look into. One that was named has to be there; the usual one may be."""
    if click.get_current_context().get_parameter_source("folder") is ParameterSource.COMMANDLINE:
        from alder.sources.ilr.submissions import open_store

        open_store(folder).submissions()
    return store_if_any(folder)


def _store(folder: Path, since: str) -> Store:
    """The store to compare with. What is wrong with the question is said before any file is read."""
    from alder.sources.ilr.return_comparison import return_named
    from alder.sources.ilr.submissions import open_store

    return_named(since)
    store = open_store(folder)
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
    from alder.cli.progress import takes_colour

    click.echo(findings.summary(colour=takes_colour()))


def _say_json(answers: list[Findings], *, several: bool) -> None:
    """One object for one file, a list for several."""
    import json

    from alder.rules.report_files import as_object

    objects = [as_object(f) for f in answers]
    if objects or several:
        click.echo(json.dumps(objects if several else objects[0], indent=1, ensure_ascii=False))


def _write_findings(answers: list[Findings]) -> None:
    """Each finding that is listed with its file in front; the verdict on each file stands in the schema."""
    import json

    import pyarrow as pa

    from alder.rules.findings import FINDINGS

    listed = [f.to_arrow() for f in answers]
    files = [f.file for f in answers for _ in range(len(f))]
    said = [
        {"file": f.file, "verdict": f.verdict.headline, "errors": f.errors, "warnings": f.warnings} for f in answers
    ]
    table = pa.concat_tables([FINDINGS.empty_table(), *listed]).add_column(0, "file", pa.array(files, pa.string()))
    write_table(table.replace_schema_metadata({"alder": json.dumps({"checked": said})}))


@contextmanager
def _progress() -> Iterator[CheckProgress | None]:
    """A line on the terminal's error output about a check that takes longer than a second."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.status import Status

    from alder.cli.progress import after_a_second

    status = Status("Reading", console=Console(stderr=True))
    with after_a_second(status) as show:

        def say(doing: str, learners: int) -> None:
            status.update(f"{doing}   {learners:,} learners" if learners else doing)
            show()

        yield say


def _known_rules(codes: list[str]) -> tuple[str, ...]:
    from alder.sources.ilr.rules import ilr
    from alder.sources.ilr.xml import form

    known = {c.lower(): c for c in (*form.codes(), *ilr.codes)}
    for code in codes:
        if code.lower() not in known:
            raise unknown_name("rule", code, known.values(), next="List them all with: alder explain rules")
    return tuple(dict.fromkeys(known[c.lower()] for c in codes))


def _known_funding(models: list[str]) -> tuple[int, ...]:
    from alder.sources.ilr.codes.aim import fund_model

    known = [code.key for code in fund_model]
    for model in models:
        if model not in known:
            raise UsageError(f"there is no funding model {model}", where=f"There are {', '.join(known)}.")
    return tuple(dict.fromkeys(int(m) for m in models))


def _known(kind: str, word: str, words: Iterable[str]) -> str:
    for known in words:
        if word.lower() in (known, f"{known}s"):
            return known
    raise unknown_name(kind, word, words, next="")
