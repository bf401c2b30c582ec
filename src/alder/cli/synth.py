"""`alder synth`: data about nobody."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from alder.cli.options import with_options
from alder.errors import UsageError, present
from alder.look.words import counted, file_size, listed

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.model.period import AcademicYear
    from alder.synth import WantedReturns

FIRST_TOLD, LAST_TOLD = 1990, 2030
"""Years that a population can be told in."""
_GOES_ON = "What is whole stays: the same command goes on from there once this is put right."


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
@click.option(
    "--targets",
    "tables",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="TABLE.csv",
    help="A protected table of learners to come near to, as alder table --out writes it. May be repeated.",
)
@click.option("--region", "regions", multiple=True, help="Only this region of the made-up nation, by name or 1 to 9.")
def population(
    out: Path, people: str, seed: int, workers: int, years: str, tables: tuple[Path, ...], regions: tuple[str, ...]
) -> None:
    """Make a population: who is who, and what becomes of them, before any source has seen it.

    The folder has a Parquet file for each table and shard, and a manifest. The same people, seed and years give the
    same bytes, with any number of workers. What is there already is not made again, so that a command that was stopped
    goes on where it was.
    """
    from alder.cli.options import writing
    from alder.cli.progress import counting
    from alder.synth.population.given_tables import read_given
    from alder.synth.population.population import PopulationSettings, make_population

    given = tuple(figure for table in tables for figure in read_given(table))
    only = tuple(sorted({_region(name) for name in regions}))
    settings = PopulationSettings(_many(people), seed, *_span(years), given=given, regions=only)
    people_asked = sum(shard.people for shard in settings.made())
    with writing(out, _GOES_ON), counting("Making", people_asked, "people") as advance:
        made = make_population(out, settings, workers=workers, progress=advance)
    manifest = made.manifest
    size = sum(of["bytes"] for of in manifest["files"].values())
    people_made, shards = manifest["rows"]["person"], counted(manifest["shards"], "shard")
    click.echo(f"{people_made:,} people in {shards} in {out}, {file_size(size)}\n")
    for name, rows in manifest["rows"].items():
        click.echo(f"  {name:<18}{rows:>13,} rows")
    click.echo("\nEverybody is made up.")


@synth.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a page of it here.")
@click.option(
    "--returns", "numbers", help="Make these returns of every year, such as R04,R14, and judge them by the rules."
)
def quality(folder: Path, html: Path | None, numbers: str | None) -> None:
    """How near the population in DIR is to its targets, published and assumed.

    With --returns, all rules run over these returns of all providers and years, beside the made-up reference tables,
    and what breaks them is told. The returns are not kept.
    """
    from alder.cli.options import writing
    from alder.cli.progress import counting
    from alder.model.period import ReturnNumber
    from alder.synth.population.population import Population
    from alder.synth.population.quality_report import PopulationQuality

    population = Population(folder)
    judged = []
    if numbers:
        from alder.synth.returns.soundness import judged_year, years_of

        which = [ReturnNumber.parse(part) for part in numbers.split(",")]
        years = years_of(population)
        with counting("Judging", len(years), "years") as advance:
            for year in years:
                judged.append(judged_year(population, year, which))
                advance(1)
    found = PopulationQuality.of(population, judged)
    click.echo(found.text(), nl=False)
    if html:
        with writing(html):
            found.write_html(html)
        click.echo(f"\nWritten: {html}")


def _many(text: str) -> int:
    """A number of people as people write it."""
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        number = float("nan")
    if not number.is_integer():
        raise UsageError(f"{text} is no number of people", where="Write --people 60000 or --people 1e6.")
    return int(number)


def _region(name: str) -> int:
    """The place of a region in the list of the made-up nation, by its name or its number from 1."""
    from alder.errors import unknown_name
    from alder.sources.miniature.nation import REGIONS

    if name in [str(number) for number in range(1, len(REGIONS) + 1)]:
        return int(name) - 1
    known = [region.casefold() for region in REGIONS]
    if name.casefold() not in known:
        raise unknown_name("region of the made-up nation", name, REGIONS, next=f"There are {listed(REGIONS)}.")
    return known.index(name.casefold())


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
@click.option("--all-rules", is_flag=True, help="With --errors: plant also what only made-up reference tables show.")
@click.option(
    "--postcodes",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Real places instead of made-up ones: a postcode directory as published.",
)
@click.option(
    "--population",
    "people",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Returns of a made-up population, in place of providers that are rows of places.",
)
@click.option("--provider", "ukprns", multiple=True, type=int, help="With --population: these providers, by UKPRN.")
@click.option("--region", "regions", multiple=True, help="With --population: these regions, by name or 1 to 9.")
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1), help="With --population: processes.")
@click.option("--zip", "zipped", is_flag=True, help="Write each return as a ZIP file.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["xml", "parquet"]),
    default="xml",
    show_default=True,
    help="XML files, or a folder of Parquet tables a return.",
)
@click.pass_context
def returns(
    context: click.Context,
    out: Path,
    providers: int,
    learners: int,
    years: tuple[str, ...],
    numbers: str,
    seed: int,
    errors: float,
    all_rules: bool,
    postcodes: Path | None,
    people: Path | None,
    ukprns: tuple[int, ...],
    regions: tuple[str, ...],
    workers: int,
    zipped: bool,
    form: str,
) -> None:
    """Write ILR returns of made-up learners at made-up providers.

    Learners who go on to a second year are the same persons in both. Early returns show what was known by then. With
    --errors, planted.csv lists what was planted and where, and alder check finds exactly that. With --all-rules it does
    so in a store with the made-up tables (alder reference add --made-up).

    With --format parquet, each return is a folder with a file a table, for those who want records and no XML: all
    fields of the year are columns, and keys and names are those of the XML once it is read.

    With --postcodes, made-up people live and learn at the real postcodes of FILE, so that real reference data fits.

    With --population, everybody is a person of a population that alder synth population made, and learns with the
    providers of the made-up nation. Returns come in a folder a year; the folder truth says who is who and what truly
    became of them. What is there already is not written again.

    Up to 2020/21 alder check also warns of leavers who could not be reached (R107, R108). The schema of 2021/22 to
    2024/25 is not at hand: returns of these years have the fields that 2020/21 and 2025/26 have in common, dated prior
    attainment, the codes of frameworks and to 2023/24 destinations, say so, and are not called valid.
    """
    from alder.cli.options import writing
    from alder.cli.progress import counting
    from alder.model.period import ReturnNumber
    from alder.synth import ReturnForm, WantedReturns, parse_years, write_returns

    wanted = parse_years(years)
    which = [ReturnNumber.parse(part) for part in numbers.split(",")]
    _check_options(context, with_population=people is not None)
    if people is not None:
        some = WantedReturns(tuple(which), _numbers_of(ukprns), ReturnForm(form), zipped)
        _of_population(out, people, wanted, some, tuple(_region(name) + 1 for name in regions), workers)
        return
    with writing(out), counting("Writing", providers * learners * len(wanted), "learners") as advance:
        written = write_returns(
            out,
            years=wanted,
            providers=providers,
            learners=learners,
            returns=which,
            seed=seed,
            errors=errors,
            all_rules=all_rules,
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
    _say_of_years(wanted)
    after = f"Read one with any tool for Parquet:  {last / 'learning_delivery.parquet'}"
    click.echo(f"\nEverybody is made up. {after if form == 'parquet' else f'Check one:  alder check {last}'}")


_ALONE = ("providers", "learners", "seed", "errors", "postcodes")
_OF_A_POPULATION = ("ukprns", "regions", "workers")


def _check_options(context: click.Context, *, with_population: bool) -> None:
    """Refuse options that mean nothing here, rather than leave them unheard."""
    for name in _ALONE if with_population else _OF_A_POPULATION:
        if context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            option = next(p.opts[0] for p in context.command.params if p.name == name)
            raise UsageError(
                f"{option} does not go {'with' if with_population else 'without'} --population",
                next="A population has its own seed, people and providers." if with_population else "",
            )


def _numbers_of(ukprns: tuple[int, ...]) -> frozenset[int]:
    """The numbers of providers of the made-up nation."""
    from alder.sources.miniature.providers import provider, registered

    known = {provider(one.number).ukprn: one.number for one in registered()}
    for ukprn in ukprns:
        if ukprn not in known:
            raise UsageError(
                f"{ukprn} is no provider of the made-up nation", where=f"UKPRNs are {min(known)} to {max(known)}."
            )
    return frozenset(known[ukprn] for ukprn in ukprns)


def _of_population(
    out: Path,
    people: Path,
    years: list[AcademicYear],
    wanted: WantedReturns,
    regions: tuple[int, ...],
    workers: int,
) -> None:
    """Write returns of a population, and say what was written."""
    from alder.cli.options import writing
    from alder.cli.progress import counting
    from alder.synth import write_population_returns
    from alder.synth.population.population import Population

    total = len(years) * len(regions or {shard.region for shard in Population(people).shards})
    with writing(out, _GOES_ON), counting("Writing", total, "regions and years") as advance:
        parts = write_population_returns(
            out, people, years=years, wanted=wanted, regions=regions, workers=workers, progress=advance
        )
    files, there = sum(p.files for p in parts), sum(p.there_already for p in parts)
    noun = "folder" if wanted.form == "parquet" else "file"
    click.echo(f"{files:,} {noun}{'' if files == 1 else 's'} in {out}, {file_size(sum(p.bytes for p in parts))}")
    if there:
        click.echo(f"{there:,} were there already and stay as they are.")
    click.echo()
    for year in years:
        own = [p for p in parts if p.year == year]
        learners, aims = sum(p.learners for p in own), sum(p.learning_deliveries for p in own)
        providers = len(set().union(*(p.providers for p in own)))
        click.echo(f"  {year}  {providers:>4,} providers {learners:>11,} learners {aims:>11,} aims")
    _say_of_years(years)
    click.echo(f"\nEverybody is made up. Who is who, and what became of them:  {out / 'truth'}")


def _say_of_years(years: list[AcademicYear]) -> None:
    from alder.synth import has_schema

    without = [year.label for year in years if not has_schema(year)]
    if without:
        click.echo(
            f"\n{', '.join(without)}: the schema of {'this year' if len(without) == 1 else 'these years'} is not at "
            "hand. The files have the fields that 2020/21 and 2025/26 have in common, and what else is known of the "
            "year: dated prior attainment, the codes of frameworks and to 2023/24 destinations. Nothing says that they "
            "are valid."
        )


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


_of_a_population = with_options(
    click.option(
        "--population",
        "people",
        required=True,
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        metavar="DIR",
        help="The folder that alder synth population made.",
    ),
    click.option(
        "--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder to write to."
    ),
)
_by_region = with_options(
    click.option(
        "--region", "regions", multiple=True, help="Only this region of the made-up nation, by name or 1 to 9."
    ),
    click.option("--workers", default=1, show_default=True, type=click.IntRange(1), help="Processes at work at once."),
    click.option("--format", "form", type=click.Choice(["parquet", "csv"]), default="parquet", show_default=True),
)
"""How files of a source are made of a population: a region at a time."""


@synth.command()
@_of_a_population
@click.option("--years", metavar="FIRST..LAST", help="Only these years of 1997..2020, academic and tax years alike.")
@click.option("--record", "records", multiple=True, metavar="NAME", help="Only this kind of record, such as earnings.")
@_by_region
def leo(
    people: Path,
    out: Path,
    years: str | None,
    records: tuple[str, ...],
    regions: tuple[str, ...],
    workers: int,
    form: str,
) -> None:
    """Make files of Longitudinal Education Outcomes (LEO) of a made-up population.

    A folder has a kind of record, as its second copy has it: the research copy of the ILR, the student record, work,
    pay, self-assessment, benefits, homes, employers, and the look-ups that lead from one to the others. Keys are
    pseudonyms of these files alone. The folder truth says who stands behind each, and who was not found.

    What is there already is not made again. The same population gives the same bytes.
    """
    from alder.synth.leo import LEO_YEARS, RecordForm, WantedLeo, write_population_leo

    first, last = _span(years) if years else (LEO_YEARS[0], LEO_YEARS[-1])
    numbers = tuple(_region(name) + 1 for name in regions)
    wanted = WantedLeo(records or WantedLeo().records, first, last, numbers, RecordForm(form))
    done = _written_by_region(write_population_leo, out, people, wanted, workers)
    if done:
        held, keys = sum(part.people for part in done), sum(part.with_tax_key for part in done)
        click.echo(f"\nOf {counted(held, 'person', 'people')} in education {keys:,} have a key of tax and benefits.")
    click.echo(f"\nEverybody is made up. Who is who, and who was not found:  {out / 'truth'}")
    click.echo(f"Load one kind of record:  alder load --source leo --entity earnings {out / 'earnings'}")


@synth.command()
@_of_a_population
@click.option("--years", metavar="FIRST..LAST", help="Only these academic years, by the years in which they start.")
@click.option("--record", "records", multiple=True, metavar="NAME", help="Only this kind of record, such as pupil.")
@click.option("--as-in-leo", is_flag=True, help="Under the keys that files of LEO of the same population lead to.")
@_by_region
def npd(
    people: Path,
    out: Path,
    years: str | None,
    records: tuple[str, ...],
    regions: tuple[str, ...],
    as_in_leo: bool,
    workers: int,
    form: str,
) -> None:
    """Make extracts of the National Pupil Database of a made-up population.

    A folder has a kind of record, as the department delivers it: the school census, a file a term, results at key
    stages 2, 4 and 5, and aims of school sixth forms (PLAMS). Keys of pupils and schools are pseudonyms of these files
    alone. The folder truth says who stands behind each, who has two, and who is in no file.

    What is there already is not made again. The same population gives the same bytes.
    """
    from alder.synth.leo import RecordForm
    from alder.synth.npd import WantedNpd, write_population_npd

    every = WantedNpd()
    first, last = _span(years) if years else (every.first, every.last)
    numbers = tuple(_region(name) + 1 for name in regions)
    wanted = WantedNpd(records or every.records, first, last, numbers, RecordForm(form), as_in_leo)
    done = _written_by_region(write_population_npd, out, people, wanted, workers)
    if done:
        pupils, two = sum(part.pupils for part in done), sum(part.with_two_keys for part in done)
        click.echo(f"\nOf {counted(pupils, 'person', 'people')} of an age for school {two:,} have two keys.")
    click.echo(f"\nEverybody is made up. Who is who, and who is in no file:  {out / 'truth'}")
    click.echo(f"Load one kind of record:  alder load --source npd_census --entity pupil {out / 'pupil'}")


def _written_by_region(
    write: Callable[..., list[Any]], out: Path, people: Path, wanted: Any, workers: int
) -> list[Any]:
    """Write the files of a source, and say how many rows of each kind; gives the regions that were written."""
    from alder.cli.options import writing
    from alder.cli.progress import counting
    from alder.synth.population.population import Population

    total = len(Population(people).regions(wanted.regions))
    with writing(out, _GOES_ON), counting("Writing", total, "regions") as advance:
        parts = write(out, people, wanted, workers=workers, progress=advance)
    done = [part for part in parts if not part.there_already]
    _say_of_regions(out, len(parts), len(done), sum(part.bytes for part in done))
    for name in done[0].rows if done else ():
        click.echo(f"  {name:<26}{sum(part.rows[name] for part in done):>13,} rows")
    return done


def _say_of_regions(out: Path, asked: int, done: int, size: int) -> None:
    """How many regions were written, and how many were there already."""
    click.echo(f"{counted(done, 'region')} in {out}, {file_size(size)}")
    if done < asked:
        click.echo(f"{counted(asked - done, 'region')} written before: what is there already stays as it is.")
    if done:
        click.echo()
