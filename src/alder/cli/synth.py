"""`alder synth`: data about nobody."""

from __future__ import annotations

from pathlib import Path

import click

from alder.errors import UsageError, present
from alder.look.words import file_size

FIRST_TOLD, LAST_TOLD = 1990, 2030
"""Years that a population can be told in."""


@click.group()
def synth() -> None:
    """Make people, and returns of providers, that do not exist."""


@synth.command()
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder to write to.")
@click.option("--people", default="1e5", show_default=True, help="How many people: 60000 or 1e6, for example.")
@click.option(
    "--seed", default=1, show_default=True, type=click.IntRange(0), help="The same seed gives the same files."
)
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1), help="Processes at work at once.")
@click.option("--years", default="1995..2025", show_default=True, metavar="FIRST..LAST", help="Years that are told.")
def population(out: Path, people: str, seed: int, workers: int, years: str) -> None:
    """Make a population: who is who, and what becomes of them, before any source has seen it.

    The folder has a Parquet file for each table and shard, and a manifest. The same people, seed and years give the
    same bytes, with any number of workers. What is there already is not made again, so that a command that was stopped
    goes on where it was.
    """
    from alder.cli.progress import counting
    from alder.synth.population.population import PopulationSettings, make_population

    settings = PopulationSettings(_many(people), seed, *_span(years))
    with counting("Making", settings.people, "people") as advance:
        made = make_population(out, settings, workers=workers, progress=advance)
    manifest = made.manifest
    size = sum(of["bytes"] for of in manifest["files"].values())
    shards = manifest["shards"]
    click.echo(
        f"{settings.people:,} people in {shards} {'shard' if shards == 1 else 'shards'} in {out}, {file_size(size)}\n"
    )
    for name, rows in manifest["rows"].items():
        click.echo(f"  {name:<18}{rows:>13,} rows")
    click.echo("\nEverybody is made up.")


def _many(text: str) -> int:
    """A number of people as people write it."""
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        number = float("nan")
    if not number.is_integer():
        raise UsageError(f"{text} is no number of people", where="Write --people 60000 or --people 1e6.")
    return int(number)


def _span(text: str) -> tuple[int, int]:
    """The first and the last year of `1995..2025`."""
    first, _, last = text.partition("..")
    if not (first.isdigit() and last.isdigit() and FIRST_TOLD <= int(first) <= int(last) <= LAST_TOLD):
        raise UsageError(
            f"{text} is no span of years",
            where=f"Write the first and the last year in which academic years start, from {FIRST_TOLD} to {LAST_TOLD}.",
            next="For example --years 1995..2025.",
        )
    return int(first), int(last)


@synth.command()
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder to write to.")
@click.option("--providers", default=1, show_default=True, type=click.IntRange(1), help="How many providers.")
@click.option(
    "--learners", default=1000, show_default=True, type=click.IntRange(1), help="Learners of each, in a year."
)
@click.option("--year", "years", multiple=True, required=True, help="2025/26, or 2018/19..2020/21. May be repeated.")
@click.option("--returns", "numbers", default="R14", show_default=True, help="Which returns, for example R04,R10,R14.")
@click.option("--seed", default=1, show_default=True, type=int, help="The same seed gives the same files.")
@click.option(
    "--errors", default=0.0, type=click.FloatRange(0, 1), help="Plant known faults in this share of learners."
)
@click.option(
    "--postcodes",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Real places instead of made-up ones: a postcode directory as published.",
)
@click.option("--zip", "zipped", is_flag=True, help="Write each return as a ZIP file.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["xml", "parquet"]),
    default="xml",
    show_default=True,
    help="XML files, or a folder of Parquet tables a return.",
)
def returns(
    out: Path,
    providers: int,
    learners: int,
    years: tuple[str, ...],
    numbers: str,
    seed: int,
    errors: float,
    postcodes: Path | None,
    zipped: bool,
    form: str,
) -> None:
    """Write ILR returns of made-up learners at made-up providers.

    Learners who go on to a second year are the same persons in both. Early returns show what was known by then. With
    --errors, planted.csv lists what was planted and where, and alder check finds exactly that.

    With --format parquet, each return is a folder with a file a table, for those who want records and no XML: all
    fields of the year are columns, and keys and names are those of the XML once it is read.

    With --postcodes, made-up people live and learn at the real postcodes of FILE, so that real reference data fits.

    Up to 2020/21 it also warns of leavers who could not be reached (R107, R108).
    """
    from alder.cli.progress import counting
    from alder.model.period import ReturnNumber
    from alder.synth import ReturnForm, parse_years, write_returns

    wanted = parse_years(years)
    which = [ReturnNumber.parse(part) for part in numbers.split(",")]
    with counting("Writing", providers * learners * len(wanted), "learners") as advance:
        written = write_returns(
            out,
            years=wanted,
            providers=providers,
            learners=learners,
            returns=which,
            seed=seed,
            errors=errors,
            zipped=zipped,
            form=ReturnForm(form),
            postcodes=_live(postcodes) if postcodes else None,
            progress=advance,
        )
    total = sum(w.bytes for w in written)
    what = ("folder" if form == "parquet" else "file") + ("" if len(written) == 1 else "s")
    click.echo(f"{len(written):,} {what} in {out}, {file_size(total)}\n")
    width = max(len(w.provider.name) for w in written)
    for w in written:
        counts = f"{w.learners:>9,} learners {w.learning_deliveries:>9,} aims"
        faults = f"{len(w.planted):>7,} planted" if errors else ""
        click.echo(f"  {w.provider.name:<{width}}  {w.provider.ukprn}  {w.number} {w.year}{counts}{faults}")
    if errors:
        click.echo(f"\nWhat was planted:  {out / 'planted.csv'}")
    last = written[-1].path
    after = f"Read one with any tool for Parquet:  {last / 'learning_delivery.parquet'}"
    click.echo(f"\nEverybody is made up. {after if form == 'parquet' else f'Check one:  alder check {last}'}")


def _live(file: Path) -> list[str]:
    """The postcodes of a published directory that have not ended."""
    from tempfile import TemporaryDirectory

    import pyarrow.compute as pc

    import alder
    from alder.engine import reference

    with TemporaryDirectory() as folder:
        environment = alder.open(folder)
        environment.add_reference(file, table="postcode_place")
        rows = present(reference.get(environment.store, "postcode_place"), "postcodes were added, and are not held")
        found: list[str] = rows.filter(pc.is_null(rows["terminated"]))["postcode"].to_pylist()
    return found
