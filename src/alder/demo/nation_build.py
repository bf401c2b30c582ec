"""The made-up nation, built once: returns of all its providers in a store, protected tables, data sets and releases.

Every step leaves a mark when it is done, with what it was made of and how long it took. A build that was stopped goes
on after the last mark; one that was begun with other settings is refused, since a store cannot be made another.
"""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING

import pyarrow.compute as pc

from alder import wall_clock
from alder.demo.nation_publications import (
    EARLY,
    EXACT,
    FINAL,
    FIRST_LINKED,
    PROOF,
    RETURN_YEARS,
    YEARS,
    publications,
    published,
)
from alder.demo.steps import DoneStep
from alder.disclosure import protect
from alder.disclosure.drawn import drawn
from alder.engine.coverage import deliveries_of
from alder.environment import Environment
from alder.errors import NotProtected, StoreError, UsageError, unknown_name
from alder.look.words import counted, listed
from alder.measures import tabulate_all
from alder.measures.query import query_object
from alder.model.coverage import WEALDMARK, Whole
from alder.model.geographic_levels import REGIONAL
from alder.model.period import AcademicYear
from alder.sources.miniature import made_up_edition, nation
from alder.synth import WantedReturns, write_population_returns
from alder.synth.leo import LEO_YEARS, WantedLeo, write_population_leo
from alder.synth.leo.leo_writing import RECORDS
from alder.synth.population.population import PopulationSettings, make_population

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from alder.demo.nation_publications import NationPublication
    from alder.demo.questions import Question
    from alder.disclosure.ledger import Ledger
    from alder.model.statistic import Counts

PEOPLE = 4_600_000
"""People of the nation: of so many some 200,000 a year are in its returns."""
_WORKERS = 2
"""Processes that make people and returns at once. What they make is the same with any number."""

_LINKED = (
    *("lilr_learners", "lilr_aims", "student_leo", "education_records_lookup", "ae_id_to_edukey", "ae_id_to_pmr"),
    *("employment", "earnings", "self_assessment", "benefits"),
)
"""Kinds of linked records that its measures read."""
_LICENCE = "MIT, as Alder itself. All people, places, providers and figures are made up."


@dataclass(frozen=True)
class NationSettings:
    """What decides a build: as much as the bytes of what it makes follow from."""

    people: int = PEOPLE
    seed: int = 1
    region: str = ""
    """The one region whose people and providers are made; blank for all of them."""
    publications: tuple[str, ...] = tuple(one.title for one in publications())

    def __post_init__(self) -> None:
        if self.region and self.region not in nation.REGIONS:
            raise unknown_name(
                "region of the made-up nation",
                self.region,
                nation.REGIONS,
                next=f"There are {listed(nation.REGIONS)}.",
            )
        known = [one.title for one in publications()]
        if not self.publications or (others := [t for t in self.publications if t not in known]):
            named = f"There is no {others[0]}." if self.publications else "None is named."
            raise UsageError(f"the nation has other publications. {named}", where="\n  ".join(known))

    @property
    def whole(self) -> Whole:
        """What its store is declared to hold."""
        if not self.region:
            return WEALDMARK
        region = nation.authorities().regions[nation.REGIONS.index(self.region)]
        return Whole(REGIONAL, region.code, f"{region.name} (made up)")

    @property
    def population(self) -> PopulationSettings:
        regions = (nation.REGIONS.index(self.region),) if self.region else ()
        return PopulationSettings(self.people, self.seed, regions=regions)

    @property
    def chosen(self) -> tuple[NationPublication, ...]:
        return tuple(one for one in publications() if one.title in self.publications)


@dataclass(frozen=True)
class _Step:
    """Something to be done once: its name, what is being done in words, and the work, which tells what came of it."""

    name: str
    doing: str
    work: Callable[[], str]


@dataclass
class NationBuild:
    """A build in a folder."""

    folder: Path
    settings: NationSettings = field(default_factory=NationSettings)

    @property
    def store(self) -> Path:
        return self.folder / "store"

    @property
    def tables(self) -> Path:
        return self.folder / "tables"

    @property
    def data_sets(self) -> Path:
        return self.folder / "data-sets"

    @property
    def refused(self) -> Path:
        """Tables that were asked for and could not be let out, each with the reason."""
        return self.folder / "refused.json"

    @property
    def packed(self) -> Path:
        return self.folder / "nation.tar.xz"

    def run(
        self, *, began: Callable[[str], None] = lambda doing: None, done: Callable[[DoneStep], None] = lambda step: None
    ) -> list[DoneStep]:
        """Do what is not done yet. `began` and `done` are told of each step."""
        marks = self.folder / "marks"
        marks.mkdir(parents=True, exist_ok=True)
        found: list[DoneStep] = []
        made_of = sha256(repr((asdict(self.settings), self.settings.chosen, version("alder"))).encode()).hexdigest()
        self._check_settings(marks / "settings.json", made_of)
        for step in self._steps():
            mark = marks / f"{step.name}.json"
            made_of = sha256(f"{made_of}\n{step.name}".encode()).hexdigest()
            known = json.loads(mark.read_text(encoding="utf-8")) if mark.is_file() else {}
            if known.get("made_of") == made_of:
                found.append(DoneStep(step.doing, known["outcome"], known["seconds"], step.name, before=True))
            else:
                began(step.doing)
                start = time.perf_counter()
                outcome = step.work()
                found.append(DoneStep(step.doing, outcome, round(time.perf_counter() - start, 1), step.name))
                _write(mark, {"made_of": made_of, "outcome": outcome, "seconds": found[-1].seconds})
            done(found[-1])
        return found

    def _check_settings(self, file: Path, made_of: str) -> None:
        if not file.is_file():
            _write(file, {"made_of": made_of, **asdict(self.settings)})
        elif json.loads(file.read_text(encoding="utf-8"))["made_of"] != made_of:
            raise UsageError(
                "this folder has a build that was begun with other settings, publications or another Alder",
                where=str(file),
                next="Name another folder, or give the settings that stand there.",
            )

    def _steps(self) -> Iterator[_Step]:
        chosen = self.settings.chosen
        yield _Step("reference", "Keeping reference data", self._keep_reference)
        yield _Step("population", "Making people", self._populate)
        for year in RETURN_YEARS:
            name = year.label.replace("/", "-")
            yield _Step(f"returns-{name}", f"Making and keeping returns of {year}", partial(self._keep_returns, year))
        yield _Step("coverage", "Declaring what is held", self._declare)
        numbered = [*enumerate(chosen, 1)]
        for n, one in numbered:
            if not one.is_linked:
                yield _Step(f"tables-{n:02}", f"Protecting: {one.title}", partial(self._tabulate, one))
        if any(one.is_linked for one in chosen):
            yield _Step("linked", "Making and keeping linked records", self._keep_linked)
        for n, one in numbered:
            if one.is_linked:
                yield _Step(f"tables-{n:02}", f"Protecting: {one.title}", partial(self._tabulate, one))
        for n, one in enumerate(chosen, 1):
            yield _Step(f"site-{n:02}", f"Publishing: {one.title}", partial(self._publish, one))
        yield _Step("pack", "Packing", self._pack)

    def _keep_reference(self) -> str:
        made_up_edition.load(Environment(self.store).store)
        return WEALDMARK.name

    def _populate(self) -> str:
        made = make_population(self.folder / "population", self.settings.population, workers=_WORKERS)
        return f"{made.manifest['rows']['person']:,} people"

    def _keep_returns(self, year: AcademicYear) -> str:
        """The files are removed once they are kept: those of all years are some gigabytes."""
        folder = self.folder / "returns" / year.label.replace("/", "-")
        regions = [region + 1 for region in self.settings.population.regions]
        wanted = WantedReturns((EARLY, FINAL) if year == RETURN_YEARS[-1] else (FINAL,))
        population = self.folder / "population"
        parts = write_population_returns(
            folder, population, years=[year], wanted=wanted, regions=regions, workers=_WORKERS
        )
        kept = Environment(self.store).load(*sorted(folder.glob("*/ILR-*.xml")))
        shutil.rmtree(folder)
        providers = len({one for part in parts for one in part.providers})
        return f"{counted(providers, 'provider')}, {counted(kept.learning_deliveries, 'aim')}"

    def _declare(self) -> str:
        environment = Environment(self.store)
        for year in RETURN_YEARS:
            held = environment.returns(year).to_arrow()
            for number in (EARLY, FINAL) if year == RETURN_YEARS[-1] else (FINAL,):
                listed = held.filter(pc.equal(held["return_number"], str(number)))["ukprn"].unique().to_pylist()
                environment.covers(
                    self.settings.whole,
                    year=year,
                    return_number=number,
                    providers=listed,
                    proof=PROOF,
                    proof_date=year.last_day,
                )
        return str(self.settings.whole)

    def _keep_linked(self) -> str:
        """Kept after all tables of returns are counted: the copy of the ILR in it is returns of the same learners."""
        folder = self.folder / "leo"
        regions = tuple(region + 1 for region in self.settings.population.regions)
        wanted = WantedLeo(_LINKED, FIRST_LINKED, regions=regions)
        parts = write_population_leo(folder, self.folder / "population", wanted, workers=_WORKERS)
        environment = Environment(self.store)
        rows = 0
        for record in _LINKED:
            rows += environment.load_source(folder / record, source=RECORDS[record], entity=record).delivery.rows
        shutil.rmtree(folder)
        for source in dict.fromkeys(RECORDS[record] for record in _LINKED):
            for year in map(AcademicYear, range(FIRST_LINKED, LEO_YEARS.stop)):
                if deliveries_of(environment.store, source, year):
                    environment.covers(
                        self.settings.whole, year=year, source=source, proof=PROOF, proof_date=year.last_day
                    )
        return f"{counted(rows, 'row')} of {counted(len(parts), 'region')}"

    def _tabulate(self, publication: NationPublication) -> str:
        """Count and protect all tables of a publication. What cannot be let out is written down, with the reason."""
        self.tables.mkdir(exist_ok=True)
        environment = Environment(self.store)
        asked = [*self._questions(publication)]
        refused = self._read_refused()
        rows = 0
        for question, counts, ledger in self._counted(environment, publication, asked):
            with wall_clock.stopped_at(published(YEARS[-1])):
                try:
                    table = protect(counts, question.policy, against=ledger)
                    table.write_csv(self.tables / f"{question.name}.csv")
                except NotProtected as error:
                    refused[question.name] = _refusal(question, error)
                else:
                    refused.pop(question.name, None)
                    rows += counts.cells.num_rows
        with wall_clock.stopped_at(published(YEARS[-1])):
            for data_set in publication.refused:
                for question in data_set.questions(YEARS[-1:]):
                    refused[question.name] = self._ask_to_the_unit(replace(question, policy=EXACT))
        _write(self.refused, refused)
        lost = [one.name for one in asked if one.name in refused]
        return f"{counted(len(asked) - len(lost), 'table')}, {counted(rows, 'row')}" + (
            f"; refused: {', '.join(lost)}" if lost else ""
        )

    def _counted(
        self, environment: Environment, publication: NationPublication, asked: Sequence[Question]
    ) -> Iterator[tuple[Question, Counts, Ledger]]:
        """The answers with the people behind them, each with the ledger that judges it: of linked records it is told
        which drawing these people are of.
        """
        ledger = environment.ledger()
        if not publication.is_linked:
            all_counts = tabulate_all(environment, [one.query for one in asked], records=True)
            yield from ((question, counts, ledger) for question, counts in zip(asked, all_counts, strict=True))
            return
        for question in asked:
            drawing = drawn(environment, question.query)
            yield question, drawing.counts, ledger.asking({**query_object(question.query), **drawing.said})

    def _questions(self, publication: NationPublication) -> Iterator[Question]:
        for data_set in publication.data_sets:
            yield from data_set.questions(YEARS)
        for _, data_set in publication.early:
            yield from data_set.questions(YEARS[-1:], EARLY)
            yield from data_set.questions(YEARS[-1:])

    def _ask_to_the_unit(self, question: Question) -> dict[str, str]:
        """Why a table to the unit cannot be let out beside rounded ones of the same people."""
        environment = Environment(self.store)
        (counts,) = tabulate_all(environment, [question.query], records=True)
        try:
            protect(counts, question.policy, against=environment.ledger().trying())
        except NotProtected as error:
            return _refusal(question, error)
        raise StoreError(
            "a table to the unit was not refused beside rounded ones of the same people",
            where=question.command,
            next=f"See what the ledger holds:  alder ledger --store {self.store}",
        )

    def _read_refused(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = (
            json.loads(self.refused.read_text(encoding="utf-8")) if self.refused.is_file() else {}
        )
        return found

    def _publish(self, publication: NationPublication) -> str:
        from alder.web.setup import set_up

        set_up(self.store, own_database=True)
        from alder.demo.nation_site import publish_nation

        self.data_sets.mkdir(exist_ok=True)
        versions, rows = publish_nation(publication, self.tables, self.data_sets)
        return f"{counted(versions, 'version')} of data sets, {counted(rows, 'row')}"

    def _pack(self) -> str:
        from alder.web.setup import set_up

        set_up(self.store, own_database=True)
        from alder.web.statistics.publication_archive import pack

        about = {"settings": asdict(self.settings), "refused": self._read_refused()}
        ledger = Environment(self.store).ledger()
        size = pack(self.packed, ledger, name=self.settings.whole.name, licence=_LICENCE, about=about)
        return f"{self.packed.name}, {size / 1e6:.1f} MB"


def _refusal(question: Question, error: NotProtected) -> dict[str, str]:
    """What is written down of a table that could not be let out: how it was asked for, and why not."""
    return {"asked": question.command, "what": error.what, "where": error.where, "next": error.next}


def _write(file: Path, said: object) -> None:
    """Whole or not at all: a build may be stopped at any time."""
    half = file.with_name(f".{file.name}")
    half.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    half.replace(file)
