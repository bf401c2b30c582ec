"""Published figures: a sound file of each form that publishers give them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from alder.environment import Environment
from tests.harmed.loader import MARK, ROWS, Loader

FIGURES = {
    "Explore Education Statistics": (
        "ufs",
        "outcomes.csv",
        "time_period,time_identifier,geographic_level,country_code,sex,cohort,rate",
        "20232{n},Academic year,National,E92000001,{mark}{n},{n}00,{n}5.4",
        ("cohort", "sex"),
    ),
    "Outcome-based success measures": (
        "obsm",
        "fe_obsm.csv",
        "UKPRN,Provider Name,Learner Category,Completions 13/14 BL,Sustained Positive Destination Rate 13/14 BL",
        "1000000{n},{mark},Category {n},{n}0,7{n}",
        ("Provider Name", "Completions 13/14 BL"),
    ),
    "Nomis": (
        "nomis",
        "NM_17_1.csv",
        "DATE_NAME,GEOGRAPHY_CODE,GEOGRAPHY_NAME,MEASURES_NAME,OBS_VALUE",
        "Jan 201{n}-Dec 201{n},E1200000{n},{mark},Value,7{n}.2",
        ("GEOGRAPHY_NAME", "OBS_VALUE"),
    ),
    "Skills Imperative": (
        "working_futures",
        "projection.csv",
        "area,dimension,group,emp_2020_k,net_change_2020_35_k",
        "England,occupation,{n} {mark},{n}01,1{n}",
        ("group", "emp_2020_k"),
    ),
}
"""By publisher: the source, the file, its first line, a row and the pair of columns."""


def _loader(name: str) -> Loader:
    source_id, file, head, row, pair = FIGURES[name]
    names = head.split(",")
    rows = [dict(zip(names, row.format(n=n, mark=MARK).split(","), strict=True)) for n in ROWS]

    def load(store: Environment, path: Path) -> list[str]:
        done = store.load_source(path, source=source_id).delivery
        findings = [f"{n} findings {kind}" for kind, n in done.findings.items()]
        return [*(n.removeprefix(f"{path.name}: ") for n in done.notices), *findings]

    def kept(store: Environment) -> pa.Table:
        return store.figures(source_id).drop_columns(["delivery_slice"])

    return Loader(f"{name} ({source_id})", f"alder load --source {source_id}", file, rows, load, kept, pair=pair)


def figures() -> Iterator[Loader]:
    return map(_loader, FIGURES)
