"""Returns of the providers that teach a population, region by region, with the truth beside them.

A part is what one region's providers return for one year. Parts are written by any number of processes; a file that has
its name is whole and is not written again, so that a command that was stopped goes on where it was.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from alder.errors import UsageError
from alder.process_settings import settle
from alder.rights import for_everybody
from alder.synth.population.draws import day_number
from alder.synth.population.fictitious import provider
from alder.synth.population.population import Population
from alder.synth.returns import truth
from alder.synth.returns.heading import ReturnForm, ReturnHeading, order
from alder.synth.returns.parquet_form import ParquetReturn
from alder.synth.returns.population_roll import PopulationRoll
from alder.synth.returns.region_learning import RegionLearning
from alder.synth.returns.return_tables import tables
from alder.synth.returns.roll import Snapshot
from alder.synth.returns.xml_form import XmlReturn, learner_texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from alder.model.period import AcademicYear, ReturnNumber
    from alder.synth.population.draws import Array
    from alder.synth.population.record_columns import SynthRecords

_TOGETHER = 16_000
"""Providers are written together until they have so many learners: enough to pay what each group costs, in 200 MB."""


@dataclass(frozen=True)
class WantedReturns:
    """What is to be written of a population. No providers means all of the regions."""

    returns: tuple[ReturnNumber, ...]
    providers: frozenset[int] = frozenset()
    form: ReturnForm = ReturnForm.XML
    zipped: bool = False


@dataclass
class WrittenPart:
    """What was written of one region and year. Files that were there already are only counted."""

    region: int
    year: AcademicYear
    files: int = 0
    there_already: int = 0
    learners: int = 0
    learning_deliveries: int = 0
    bytes: int = 0
    providers: set[int] = field(default_factory=set)


@for_everybody()
def write_population_returns(
    out: str | Path,
    population: str | Path,
    *,
    years: Sequence[AcademicYear],
    wanted: WantedReturns,
    regions: Sequence[int] = (),
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> list[WrittenPart]:
    """Write the returns of the providers of a population for some years, and the truth about them.

    `regions` are numbers from 1; none means all. `progress` is told of each part. Learners and aims are counted over
    all returns that were written.
    """
    of = Population(population)
    held = of.settings
    for year in years:
        order(year)
        if not held.first_year < year.start <= held.last_year:
            raise UsageError(
                f"the population is not told in {year.label}",
                where=f"It is told from {held.first_year} to {held.last_year}; its first year has nobody who goes on.",
                next="Ask for other years, or make a population with other --years.",
            )
    parts = [(region, year) for region in of.regions(regions) for year in sorted(set(years))]
    folder = Path(out)
    folder.mkdir(parents=True, exist_ok=True)
    truth.write_dictionary(folder)
    found = []
    for part in _written(folder, Path(population), parts, wanted, min(workers, len(parts))):
        found.append(part)
        if progress:
            progress(1)
    if not any(part.files + part.there_already for part in found):
        raise UsageError(
            "there is no return to make: nobody whom these providers teach has started by then",
            next="Ask for other providers, years or regions, or for a later return such as R14.",
        )
    return sorted(found, key=lambda part: (part.year, part.region))


def _written(
    folder: Path, population: Path, parts: Sequence[tuple[int, AcademicYear]], wanted: WantedReturns, workers: int
) -> Iterator[WrittenPart]:
    if workers <= 1:
        for region, year in parts:
            yield write_part(folder, population, region, year, wanted)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=settle) as pool:
        at_work = [pool.submit(write_part, folder, population, region, year, wanted) for region, year in parts]
        for done in as_completed(at_work):
            yield done.result()


@lru_cache(maxsize=1)
def _region(population: Path, region: int) -> RegionLearning:
    """One region at a time is kept, since the parts of a region follow each other."""
    return RegionLearning(Population(population), region)


def write_part(folder: Path, population: Path, region: int, year: AcademicYear, wanted: WantedReturns) -> WrittenPart:
    """All returns of the providers of a region for a year, and the truth about them."""
    of = _region(population, region)
    part = WrittenPart(region + 1, year)
    aims = of.of_year(year.start)
    if wanted.providers:
        aims = aims.where(np.isin(aims.fields["provider"], list(wanted.providers)))
    rolls = [PopulationRoll(of, year.start, group) for group in _groups(aims)]
    if wanted.form is ReturnForm.PARQUET:
        for number in wanted.returns:
            _write_tables(folder, rolls, number, part)
    else:
        for roll in rolls:
            _write_files(folder / str(year.hyphenated), roll, wanted, part)
    part.providers = {int(number) for roll in rolls for number in np.unique(roll.provider)}
    truth.write(folder, region + 1, year, rolls, whole=not wanted.providers)
    return part


def _groups(aims: SynthRecords) -> Iterator[SynthRecords]:
    """Aims of whole providers, of some thousand learners at a time. They are sorted by provider and person."""
    f = aims.fields
    if not len(aims):
        return
    learner = np.r_[True, (f["person"][1:] != f["person"][:-1]) | (f["provider"][1:] != f["provider"][:-1])]
    count = np.cumsum(learner)
    starts = np.flatnonzero(np.r_[True, f["provider"][1:] != f["provider"][:-1]])
    begin = 0
    for at, after in zip(starts, [*starts[1:], len(aims)], strict=True):
        if at > begin and count[after - 1] - count[begin] >= _TOGETHER:
            yield aims.where(np.arange(begin, at))
            begin = int(at)
    yield aims.where(np.arange(begin, len(aims)))


def _write_tables(folder: Path, rolls: Sequence[PopulationRoll], number: ReturnNumber, part: WrittenPart) -> None:
    path = folder / f"ILR-{part.year.pair}-{number}" / f"region-{part.region}"
    if path.is_dir():
        part.there_already += 1
        return
    made = ParquetReturn(path, part.year, number)
    learners = 0
    for roll in rolls:
        found = tables(Snapshot(roll, day_number(ReturnHeading(provider(0), part.year, number).prepared)))
        made.add(found, roll.ukprns)
        learners += len(found.learners["learner"])
        part.learning_deliveries += len(found.learners["learning_delivery"])
    if not learners:
        made.discard()
        return
    part.learners += learners
    part.bytes += made.finish()[1]
    part.files += 1


def _write_files(folder: Path, roll: PopulationRoll, wanted: WantedReturns, part: WrittenPart) -> None:
    """The files of the providers of a roll. Their records are made together and cut apart."""
    numbers, bounds = np.unique(roll.provider, return_index=True)
    folder.mkdir(exist_ok=True)
    for which in wanted.returns:
        headings = [ReturnHeading(provider(number), part.year, which) for number in numbers.tolist()]
        missing = [not XmlReturn.path(folder, heading, zipped=wanted.zipped).is_file() for heading in headings]
        part.there_already += len(headings) - sum(missing)
        if not any(missing):
            continue
        found = tables(Snapshot(roll, day_number(headings[0].prepared)))
        of = found.learners
        learners = _counts(of["learner"].owner, bounds, roll.size)
        aims = _counts(of["learning_delivery"].owner, bounds, roll.size)
        texts = learner_texts(headings[0].tree, found, bounds[1:].tolist())
        for heading, is_missing, text, many, aim_count in zip(headings, missing, texts, learners, aims, strict=True):
            if is_missing and many:
                file = XmlReturn(folder, heading, zipped=wanted.zipped)
                file.add(text)
                part.bytes += file.finish()[1]
                part.files += 1
                part.learners += many
                part.learning_deliveries += aim_count


def _counts(owner: Array, bounds: Array, size: int) -> list[int]:
    """How many rows belong to the places from each bound to the next."""
    found: list[int] = np.diff(np.searchsorted(owner, [*bounds, size])).tolist()
    return found
