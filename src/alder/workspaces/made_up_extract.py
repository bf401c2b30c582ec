"""An extract of learners who do not exist, in the form of a real one, to write code on before there is one."""

from __future__ import annotations

import secrets
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from alder import wall_clock
from alder.engine.project_keys import Project
from alder.environment import Environment
from alder.errors import UsageError
from alder.model.layout import Identifies
from alder.model.period import AcademicYear
from alder.rights import private_folder
from alder.sources.ilr.layout import judged
from alder.sources.ilr.xml import reader
from alder.sources.miniature import made_up_edition
from alder.synth import write_returns
from alder.workspaces.extract_building import build_extract
from alder.workspaces.made_up_deliveries import check_can_be_made_up, load_made_up
from alder.workspaces.project_extract import describe_file, read_extract, write_manifest

if TYPE_CHECKING:
    from collections.abc import Callable

    from alder.workspaces.extract_plan import ExtractPlan
    from alder.workspaces.project_extract import ExtractFile

_RETURNS = AcademicYear(2020)
"""The year of the learners behind a plan that has deliveries alone."""
AGREEMENT = "none: made-up records"
KEY = "learner_key"
"""In place of the learner's reference: the same in both tables, another in every extract."""
_PROVIDERS = 3
"""So that learners move between providers, and each has others beside it."""
_TABLES = {"learners": "learner", "aims": "learning_delivery"}
_COARSER = frozenset({"CampId", "DateOfBirth", "DelLocPostCode", "LSDPostcode", "Postcode", "PostcodePrior"})
"""Fields that projects get in a coarser form, an age or an area, or not at all."""


def make_up_extract(folder: Path, *, year: AcademicYear, learners: int, seed: int = 1) -> list[ExtractFile]:
    """Write a made-up extract into a new folder: learners and their aims of a year, without what names anybody."""
    if folder.exists():
        raise UsageError(f"{folder} is there already", next="Remove it, or name another folder.")
    with tempfile.TemporaryDirectory() as returns:
        (written,) = write_returns(returns, years=[year], learners=learners, seed=seed)
        blocks = [block.tables for block in reader.read(written.path).blocks()]
    folder.mkdir(parents=True)
    project = Project("made-up", secrets.token_bytes(32))
    people = pa.concat_tables([block["learner"] for block in blocks])
    keyed = project.keys("learner", people["LearnRefNumber"])
    keys = dict(zip(people["learner"].to_pylist(), keyed.to_pylist(), strict=True))
    files = []
    for name, table in _TABLES.items():
        rows = pa.concat_tables([block[table] for block in blocks if table in block])
        chosen = rows.select([field for field in rows.schema.names if _may_be_in(field)])
        key = pa.array([keys[number] for number in rows["learner"].to_pylist()], pa.string())
        chosen = chosen.add_column(0, KEY, key)
        path = folder / f"{name}.parquet"
        pq.write_table(chosen, path)
        files.append(describe_file(path, source="ilr", rows=len(chosen), fields=tuple(chosen.schema.names)))
    made = wall_clock.now().isoformat(timespec="seconds")
    write_manifest(folder, agreement=AGREEMENT, made=made, made_up=True, files=files)
    return files


def make_up_by_plan(
    plan: ExtractPlan, folder: Path, *, learners: int, progress: Callable[[int], None] = lambda more: None
) -> list[ExtractFile]:
    """Write the extract of a plan, of learners and places that do not exist, in the place of an earlier one.

    It is built by what builds real ones, so that code that runs on the one runs on the other.
    """
    if folder.exists() and not read_extract(folder).made_up:
        raise UsageError("this extract is about real people, and is not written over", where=str(folder))
    check_can_be_made_up(plan)
    private_folder(folder.parent)
    years = plan.years if plan.source else [_RETURNS]
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as made:
        write_returns(f"{made}/returns", years=years, providers=_PROVIDERS, learners=learners)
        environment = Environment(f"{made}/store")
        environment.load(f"{made}/returns", made_up=True)
        made_up_edition.load(environment.store)
        load_made_up(environment, plan, Path(made) / "deliveries")
        built = Path(made) / "built"
        files = build_extract(environment.store, plan, built, made_up=True, progress=progress)
        if folder.exists():
            folder.rename(Path(made) / "earlier")
        built.rename(folder)
    return files


def _may_be_in(field: str) -> bool:
    """Whether an extract has the field by default. Names in small letters are places within a file, no fields."""
    identifies, _, _ = judged(field)
    return not field.islower() and identifies not in (Identifies.DIRECT, Identifies.PSEUDONYM) and field not in _COARSER
