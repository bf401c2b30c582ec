"""`alder analysis`: one row for each learner or aim behind a measure, for an analysis of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from alder.cli.arrow_stream import ARROW_STREAM, check_for_a_program, write_stream
from alder.cli.options import ReturnType, YearsType, research_copy_option, settings_of, store_option, writing
from alder.errors import UsageError

if TYPE_CHECKING:
    from alder.measures.analysis_set import AnalysisSet
    from alder.model.period import AcademicYear, ReturnNumber


@click.command()
@click.argument("measure")
@click.option(
    "--year", "years", type=YearsType(), required=True, help="The academic year, or several: 2018/19..2020/21."
)
@click.option("--with", "with_", default="", metavar="A,B", help="The variables that rows have beside the outcome.")
@click.option("--where", default="", metavar="FILTER", help="Only these, for example 'level = 3 and sex = F'.")
@click.option("--scope", help="One kind of provision only, for example apprenticeships.")
@click.option("--as-of", "return_number", type=ReturnType(), help="As it stood at this return; else the latest.")
@research_copy_option
@click.option("--left-out", is_flag=True, help="Also a row for each that the measure leaves out, with the reason.")
@click.option(
    "--project",
    default="analysis",
    show_default=True,
    metavar="NAME",
    help="Whose keys people have: the same in every set of a project, and others in any other.",
)
@click.option("--set", "parameters", multiple=True, metavar="NAME=VALUE", help="Set a rule that is left open.")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to a .parquet, .csv or .arrows file."
)
@click.option(
    "--format",
    type=click.Choice(["text", ARROW_STREAM]),
    default="text",
    show_default=True,
    help="Without --out: what there would be, for people; or the rows, as a stream of Arrow for programs.",
)
@store_option
def analysis(
    measure: str,
    years: tuple[AcademicYear, ...],
    with_: str,
    where: str,
    scope: str | None,
    return_number: ReturnNumber | None,
    research_copy: bool | None,
    left_out: bool,
    project: str,
    parameters: tuple[str, ...],
    out: Path | None,
    format: str,
    folder: Path,
) -> None:
    """Write one row for each learner or aim that MEASURE counts, with its outcome and the variables named.

    The rows add up to what `alder table` counts. Each person has a key that is the same over the years of the store and
    project, and no number or name. Variables stand in words and as codes, with the reason where there is no known
    value. Beside the file lie its dictionary (.columns.csv), the words of its codes (.codes.csv) and its notes.
    Without --out: the columns that the file would have. A file with the ending .arrows is a stream of Arrow, and so is
    what --format arrow-stream writes to standard output, with the notes on standard error.

    Rows are about people: a store without a place gives none (`alder store place`), and what is made of them leaves
    only through disclosure control. Exit status: 0 it is written; 16 the store has no place.
    """
    from alder.environment import open as open_environment

    if format == ARROW_STREAM:
        if out is not None:
            raise UsageError("rows go to a file or to a program, not to both", next="Leave out --out or --format.")
        check_for_a_program()
    found = open_environment(folder).analysis(
        measure,
        years=years,
        with_=with_,
        where=where,
        scope=scope,
        return_number=return_number.value if return_number else None,
        left_out=left_out,
        research_copy=research_copy,
        project=project,
        **settings_of(parameters),
    )
    if format == ARROW_STREAM:
        write_stream(found.schema, found.batches())
        click.echo(found.notes(), nl=False, err=True)
        return
    click.echo(found.row)
    if out is None:
        for column in found.columns:
            click.echo(f"  {column.name}: {column.title[:1].lower()}{column.title[1:]}")
        click.echo("")
        click.echo("Write the rows:  --out FILE.parquet")
        return
    with writing(out):
        files = found.write(out)
    _say_what_was_written(found, files)


def _say_what_was_written(found: AnalysisSet, files: tuple[Path, ...]) -> None:
    from alder.look.words import counted

    click.echo(f"{counted(found.seen.rows, 'row')} in {files[0]}; beside it {', '.join(f.name for f in files[1:])}.")
    for reason, n in sorted(found.seen.left_out.items()):
        click.echo(f"  {n:,} left out: {reason}")
    for name, reasons in found.seen.missing.items():
        for reason, n in sorted(reasons.items()):
            click.echo(f"  {n:,} without {name}: {reason}")
