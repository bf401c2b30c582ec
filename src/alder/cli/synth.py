"""`alder synth`: data about nobody."""

from __future__ import annotations

from pathlib import Path

import click

from alder.errors import present
from alder.look.words import file_size


@click.group()
def synth() -> None:
    """Make returns of providers that do not exist."""


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
) -> None:
    """Write ILR returns of made-up learners at made-up providers.

    Learners who go on to a second year are the same persons in both. Early returns show what was known by then. With
    --errors, planted.csv lists what was planted and where, and alder check finds exactly that.

    With --postcodes, made-up people live and learn at the real postcodes of FILE, so that real reference data fits.

    Up to 2020/21 it also warns of leavers who could not be reached (R107, R108).
    """
    from alder.cli.progress import counting
    from alder.model.period import ReturnNumber
    from alder.synth import parse_years, write_returns

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
            postcodes=_live(postcodes) if postcodes else None,
            progress=advance,
        )
    total = sum(w.bytes for w in written)
    click.echo(f"{len(written):,} {'file' if len(written) == 1 else 'files'} in {out}, {file_size(total)}\n")
    width = max(len(w.provider.name) for w in written)
    for w in written:
        counts = f"{w.learners:>9,} learners {w.learning_deliveries:>9,} aims"
        faults = f"{len(w.planted):>7,} planted" if errors else ""
        click.echo(f"  {w.provider.name:<{width}}  {w.provider.ukprn}  {w.number} {w.year}{counts}{faults}")
    if errors:
        click.echo(f"\nWhat was planted:  {out / 'planted.csv'}")
    click.echo(f"\nEverybody is made up. Check one:  alder check {written[-1].path}")


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
