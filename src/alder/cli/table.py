"""`alder table`: a protected table of a measure, on the screen or in a file."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from alder.cli.options import ReturnType, YearType, store_option
from alder.errors import NotProtected, UsageError

if TYPE_CHECKING:
    from alder.disclosure import Protected
    from alder.model.period import AcademicYear, ReturnNumber

MARK = "NOT FOR RELEASE"
_OPTIONS = {"source", "measure", "by", "year", "scope", "return_number"}
_FORMATS = (".csv", ".html", ".parquet")


@click.command()
@click.argument("measure")
@click.option("--by", default="", metavar="A,B", help="Split by these characteristics, for example sex,age_band.")
@click.option("--year", type=YearType(), required=True, help="The academic year.")
@click.option("--scope", help="One kind of provision only, for example apprenticeships.")
@click.option(
    "--set",
    "parameters",
    multiple=True,
    metavar="NAME=VALUE",
    help="Set a rule that is left open, for example imd_edition=2019. May be repeated.",
)
@click.option("--policy", default="srs-output", show_default=True, help="How small numbers are protected.")
@click.option("--as-of", "return_number", type=ReturnType(), help="As it stood at this return; else the latest.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to a .csv, .html or .parquet file.")
@click.option("--unprotected", is_flag=True, help=f"Look at the counts themselves, every line marked {MARK}.")
@store_option
def table(
    measure: str,
    by: str,
    year: AcademicYear,
    scope: str | None,
    parameters: tuple[str, ...],
    policy: str,
    return_number: ReturnNumber | None,
    out: Path | None,
    unprotected: bool,
    folder: Path,
) -> None:
    """Make a protected table of MEASURE from the returns in the store.

    All margins and indicators are protected together, and the result is attacked before it is shown. Exit status 16:
    the table cannot be protected as it is. Rules that may be --set are in: alder explain MEASURE, and in that of each
    characteristic. With --out table.csv, its metadata and notes are written beside it.
    """
    from alder.disclosure import policy_of, protect
    from alder.environment import open as open_environment
    from alder.measures import tabulate

    if unprotected and out:
        raise NotProtected(
            "unprotected counts are for this screen alone, and cannot be saved",
            next="Leave out --unprotected, or leave out --out.",
        )
    if out and out.suffix.lower() not in _FORMATS:
        raise UsageError(f"{out.name} does not say in which format to save", where=f"End it in {', '.join(_FORMATS)}.")
    policy_of(policy)  # a wrong name is said before anything is counted
    counts = tabulate(
        open_environment(folder),
        measure,
        by=by,
        year=year,
        scope=scope,
        return_number=return_number.value if return_number else None,
        **_settings(parameters),
    )
    width = min(100, shutil.get_terminal_size((100, 24)).columns)
    if unprotected:
        from alder.disclosure.unprotected import text

        for line in text(counts, width - len(MARK) - 3).splitlines():
            click.echo(f"{MARK}   {line}".rstrip())
        sets = "".join(f" --set {p}" for p in parameters)
        again = f"alder table {measure}{f' --by {by}' if by else ''} --year {year}{sets}"
        click.echo(f"{MARK}   Protect it:  {again}")
        return
    protected = protect(counts, policy)
    if out:
        _save(protected, out)
        return
    click.echo(protected.text(width))
    click.echo("\nSave it:  --out table.csv | .html | .parquet")


def _settings(parameters: tuple[str, ...]) -> dict[str, str]:
    """Rules as they were set: `imd_edition=2019`. Which there are, and what they may be, the measure knows."""
    found = {}
    for text in parameters:
        name, is_set, value = text.partition("=")
        if not is_set:
            raise UsageError(f"{text} sets nothing", where="Write the rule and its value: --set imd_edition=2019.")
        found[name.strip()] = value.strip()
    if own := _OPTIONS & found.keys():
        raise UsageError(f"{min(own)} is not a rule", where="It has an option of its own: see alder table --help.")
    return found


def _save(protected: Protected, out: Path) -> None:
    try:
        if out.suffix.lower() == ".csv":
            files = protected.write_csv(out)
        elif out.suffix.lower() == ".html":
            protected.write_html(out)
            files = [out]
        else:
            protected.write_parquet(out)
            files = [out]
    except OSError as error:
        raise UsageError(f"{out} cannot be written", where=str(error.strerror or error)) from None
    click.echo("Written: " + ", ".join(str(f) for f in files))
