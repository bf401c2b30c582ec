"""A made-up population as a folder: one Parquet file a table and shard, and a manifest.

Shards are made one by one, each by any process, each from the seed and its number alone. A shard whose receipt is there
is whole and is not made again; all is written under another name first. The bytes of tables and manifest depend on
the seed, the people, the years, the targets and the versions of what makes them, and on nothing else. Receipts also say
how long a shard took.
"""

from __future__ import annotations

import json
import time
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from dataclasses import asdict, dataclass
from functools import cache, cached_property
from hashlib import sha256
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from alder.errors import UsageError
from alder.look.words import listed
from alder.process_settings import settle
from alder.rights import for_everybody
from alder.sources.miniature.nation import REGIONS
from alder.synth.population.given_tables import GivenFigure
from alder.synth.population.higher_education import higher_education
from alder.synth.population.home_regions import region_weights
from alder.synth.population.learning_spells import learning_spells
from alder.synth.population.people import shard_people
from alder.synth.population.population_tables import TABLES
from alder.synth.population.shard_learning import learning
from alder.synth.population.shards import SIZE, Shard, shards
from alder.synth.population.targets import Targets, targets
from alder.synth.population.work import work

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

SETTINGS, MANIFEST, RECEIPTS = "population.json", "manifest.json", "receipts"
FIRST_YEAR, LAST_YEAR = 1995, 2025


@dataclass(frozen=True)
class PopulationSettings:
    """What a population follows from. Years are academic years by the calendar year in which they start."""

    people: int
    seed: int
    first_year: int = FIRST_YEAR
    last_year: int = LAST_YEAR
    shard_size: int = SIZE
    given: tuple[GivenFigure, ...] = ()
    regions: tuple[int, ...] = ()
    """The regions that are made, by number, each as it is among all; none named means all."""

    def made(self) -> tuple[Shard, ...]:
        """The shards of the regions that are made."""
        return tuple(shard for shard in self.shards() if not self.regions or shard.region in self.regions)

    def shards(self) -> tuple[Shard, ...]:
        return shards(self.people, region_weights(), self.seed, self.shard_size)

    def targets(self) -> Targets:
        return _targets(self.people, self.given)

    @classmethod
    def of_manifest(cls, settings: dict[str, Any]) -> PopulationSettings:
        given = (
            GivenFigure(**{**f, "cell": tuple((name, value) for name, value in f["cell"])}) for f in settings["given"]
        )
        return cls(**{**settings, "given": tuple(given), "regions": tuple(settings["regions"])})


@cache
def _targets(people: int, given: tuple[GivenFigure, ...]) -> Targets:
    return targets(people, tuple(figure.target() for figure in given))


def shard_tables(settings: PopulationSettings, shard: Shard) -> dict[str, pa.Table]:
    """Every table of one shard."""
    targets = settings.targets()
    years = range(settings.first_year, settings.last_year + 1)
    people = shard_people(targets, settings.shards(), shard, settings.last_year)
    episodes, aims = learning(people, targets, settings.last_year)
    spells = learning_spells(episodes, aims, shard.first)
    studies = higher_education(people, spells, targets, years)
    return {
        **people.tables(),
        "episode": episodes,
        "aim": aims,
        "higher_education": studies.table,
        "work": work(people, spells, studies, targets, years),
    }


class Population:
    """A population that was made: its settings, shards and tables."""

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        if not (self.folder / MANIFEST).is_file():
            raise UsageError(
                f"{self.folder} holds no whole population",
                where=f"There is no {MANIFEST} in it.",
                next=f"Make one, or end making this one: alder synth population --out {self.folder}",
            )

    @cached_property
    def manifest(self) -> dict[str, Any]:
        file = self.folder / MANIFEST
        try:
            found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
            PopulationSettings.of_manifest(found["settings"])
        except (OSError, ValueError, TypeError, KeyError):
            raise UsageError(
                f"{self.folder} holds no population that can be read",
                where=f"{file} does not say what one says of itself.",
                next="Name the folder that alder synth population made.",
            ) from None
        return found

    @property
    def settings(self) -> PopulationSettings:
        return PopulationSettings.of_manifest(self.manifest["settings"])

    @cached_property
    def shards(self) -> tuple[Shard, ...]:
        return self.settings.made()

    def regions(self, wanted: Sequence[int] = ()) -> list[int]:
        """The places of regions in the nation's list, by their numbers from 1; all made where none is named."""
        made = sorted({shard.region for shard in self.shards})
        for region in wanted:
            if not 1 <= region <= len(REGIONS):
                raise UsageError(f"there is no region {region}", where=f"Regions are 1 to {len(REGIONS)}.")
            if region - 1 not in made:
                raise UsageError(
                    f"region {region}, {REGIONS[region - 1]}, is not in the population",
                    where=f"It has {listed([f'{n + 1}, {REGIONS[n]}' for n in made])}.",
                )
        return sorted({region - 1 for region in wanted}) or made

    @property
    def processor_seconds(self) -> float:
        """How long all shards took, by their receipts."""
        files = sorted((self.folder / RECEIPTS).glob("*.json"))
        return float(sum(json.loads(file.read_text(encoding="utf-8"))["processor_seconds"] for file in files))

    def table(self, name: str, shard: Shard, columns: list[str] | None = None) -> pa.Table:
        """One table of one shard."""
        file = self.folder / _file(name, shard.number)
        try:
            return pq.read_table(file, columns=columns)
        except (OSError, pa.ArrowInvalid) as error:
            raise UsageError(
                f"{file} cannot be read",
                where="It is not there." if isinstance(error, FileNotFoundError) else "It is not whole.",
                next=f"Make it again, in another folder than {self.folder}: alder synth population --out FOLDER",
            ) from None

    def whole(self, name: str, columns: list[str] | None = None) -> pa.Table:
        """One table of all shards, in the order of persons."""
        return pa.concat_tables(
            [self.table(name, s, columns) for s in self.shards], promote_options="none"
        ).unify_dictionaries()


@for_everybody()
def make_population(
    out: str | Path,
    settings: PopulationSettings,
    *,
    workers: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Population:
    """Make a population in the folder `out`, or what is missing of it. `progress` is told of each shard's people.

    A folder that holds a population of other settings, or made by other versions, is refused.
    """
    folder = Path(out)
    parts = settings.made()
    claim(folder / SETTINGS, {"settings": asdict(settings), "versions": versions()}, "another population")
    for name in (RECEIPTS, *TABLES):
        (folder / name).mkdir(exist_ok=True)
    missing = []
    for shard in parts:
        if _receipt(folder, shard.number).is_file():
            if progress:
                progress(shard.people)
        else:
            missing.append(shard)
    for shard in _made(folder, settings, missing, min(workers, len(missing))):
        if progress:
            progress(shard.people)
    _list(folder, settings, parts)
    return Population(folder)


def _made(folder: Path, settings: PopulationSettings, missing: list[Shard], workers: int) -> Iterator[Shard]:
    """Make shards, here or in processes of their own, and give each when its receipt is written."""
    if workers <= 1:
        for shard in missing:
            _make(folder, settings, shard)
            yield shard
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=settle) as pool:
        waiting = {pool.submit(_make, folder, settings, shard): shard for shard in missing}
        while waiting:
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for one in done:
                one.result()
                yield waiting.pop(one)


def _make(folder: Path, settings: PopulationSettings, shard: Shard) -> None:
    """Write the files of a shard, and its receipt last."""
    began = time.process_time()
    listed = {}
    for name, table in shard_tables(settings, shard).items():
        file = _file(name, shard.number)
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, compression="zstd", compression_level=1)
        content = sink.getvalue()
        _write(folder / file, content)
        listed[str(file)] = {"rows": table.num_rows, "bytes": content.size, "sha256": sha256(content).hexdigest()}
    receipt = {"files": listed, "processor_seconds": round(time.process_time() - began, 3)}
    _write(_receipt(folder, shard.number), _text(receipt))


def claim(held: Path, said: dict[str, Any], other: str) -> None:
    """Write down in a file of a folder what it is to hold; refuse it where it holds the `other`, or anything else."""
    folder, ours = held.parent, _text(said)
    if held.is_file():
        if held.read_bytes() != ours:
            raise UsageError(
                f"{folder} holds {other}",
                where=f"{held} says with which settings and versions it was begun.",
                next="Name another folder with --out, or remove this one.",
            )
        return
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty", next="Name a folder that is empty, or new, with --out.")
    folder.mkdir(parents=True, exist_ok=True)
    _write(held, ours)


def _list(folder: Path, settings: PopulationSettings, parts: tuple[Shard, ...]) -> None:
    """Write the manifest: what every file holds."""
    files: dict[str, Any] = {}
    for shard in parts:
        files |= json.loads(_receipt(folder, shard.number).read_text(encoding="utf-8"))["files"]
    rows: dict[str, int] = {}
    for file, of in files.items():
        table = Path(file).parent.name
        rows[table] = rows.get(table, 0) + of["rows"]
    _write(
        folder / MANIFEST,
        _text(
            {
                "about": "A made-up population. Nobody in it exists.",
                "settings": asdict(settings),
                "versions": versions(),
                "shards": len(parts),
                "rows": rows,
                "files": files,
            }
        ),
    )


def versions() -> dict[str, str]:
    """What the bytes of a population, and of what is made of it, depend on beside its settings."""
    return {"alder": version("alder"), "numpy": np.__version__, "pyarrow": pa.__version__}


def _file(table: str, shard: int) -> Path:
    return Path(table, f"{shard:05d}.parquet")


def _receipt(folder: Path, shard: int) -> Path:
    return folder / RECEIPTS / f"{shard:05d}.json"


def _text(content: dict[str, Any]) -> bytes:
    return (json.dumps(content, indent=1) + "\n").encode()


def _write(path: Path, content: bytes | pa.Buffer) -> None:
    """Whole or not at all."""
    draft = path.with_suffix(".draft")
    draft.write_bytes(content)
    draft.replace(path)
