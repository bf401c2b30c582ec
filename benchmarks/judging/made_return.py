"""The tables of a large return's first 10,000 learners: 2.7 learning deliveries and 7 monitoring records to each.

One file of made-up learners, with known faults planted, is written and read as any file is. Its learners have fewer
records than those of the largest returns, so two things are added: aims that repeat others of their learner under
another code of the list of aims, and monitoring records of kinds that many aims have.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from alder.model.period import AcademicYear, ReturnNumber
from alder.rules.record_tables import FILE
from alder.sources.ilr.check import file_table
from alder.sources.ilr.schema import superset
from alder.sources.ilr.xml import reader
from alder.synth import write_returns
from benchmarks.judging.made_codes import CAMPUSES, PARTNERS, listed_aims

Tables = dict[str, pa.Table]

YEAR = AcademicYear(2025)
LEARNERS = 10_000
SPARE = 200
"""Learners more than needed, as some of the planted faults keep a learner out of the tables."""

AIMS, MONITORING = 2.7, 7.0
FAULTS = 0.03
LISTED = 3_000
"""Of so many different codes from the list of aims are the aims that are added."""


def make(folder: Path) -> None:
    """Write each table to `folder` as Parquet, the file's own row under `file`."""
    with tempfile.TemporaryDirectory() as written:
        out = Path(written)
        write_returns(out, years=[YEAR], learners=LEARNERS + SPARE, returns=[ReturnNumber.R14], seed=7, errors=FAULTS)
        reading = reader.read(next(out.glob("*.xml")))
        parts = {n: [s.empty_table()] for n, s in superset().items()}
        for block in reading.blocks():
            for name, rows in block.tables.items():
                parts[name].append(rows)
    tables = _first(LEARNERS, {n: pa.concat_tables(some).combine_chunks() for n, some in parts.items()})
    draw = np.random.default_rng(7)
    tables = _more_monitoring(_places(_more_aims(tables, draw), draw), draw)
    for name, rows in {**tables, FILE: file_table(reading.header, ReturnNumber.R14.value)}.items():
        pq.write_table(rows, folder / f"{name}.parquet")


def _first(learners: int, tables: Tables) -> Tables:
    last = tables["learner"]["learner"][learners - 1]
    return {
        n: t.filter(pc.less_equal(t["learner"], last)) if "learner" in t.schema.names else t for n, t in tables.items()
    }


def _more_aims(tables: Tables, draw: np.random.Generator) -> Tables:
    """Aims that are not a programme's own, a second time, with the records that belong to them."""
    aims = tables["learning_delivery"]
    missing = round(AIMS * tables["learner"].num_rows) - aims.num_rows
    picked = np.sort(draw.choice(np.flatnonzero(aims["AimType"].to_numpy() != 1), missing))
    owner = aims["learner"].to_numpy()
    last = np.bincount(owner, minlength=owner.max() + 1)  # aims are numbered from 1 within their learner
    copied = aims.take(pa.array(picked))
    numbers = int(pc.max(aims["aim"]).as_py()) + 1 + np.arange(missing)
    nth = np.arange(missing) - np.searchsorted(owner[picked], owner[picked])
    copied = _set(copied, aim=numbers, AimSeqNumber=last[owner[picked]] + nth + 1)
    copied = _set(copied, AimType=np.where(copied["AimType"].to_numpy() == 5, 4, copied["AimType"].to_numpy()))
    copied = _set(copied, LearnAimRef=draw.choice(listed_aims(LISTED), missing))
    whole = pa.concat_tables([aims, copied]).sort_by([("learner", "ascending"), ("aim", "ascending")])
    made = {**tables, "learning_delivery": whole}
    for name in ("learning_delivery_fam", "provider_spec_delivery_monitoring"):
        rows = tables[name]
        sought = pa.table({"aim": aims["aim"].to_numpy()[picked], "copy": numbers})
        theirs = sought.join(rows, "aim", join_type="inner").drop_columns("aim").rename_columns({"copy": "aim"})
        theirs = theirs.select(rows.schema.names).sort_by([("aim", "ascending"), ("row", "ascending")])
        made[name] = _numbered(pa.concat_tables([rows, theirs.cast(rows.schema)]))
    return made


def _places(tables: Tables, draw: np.random.Generator) -> Tables:
    """Partners and campuses, which the synthetic returns leave out, so that their lists have something to answer."""
    aims, learners = tables["learning_delivery"], tables["learner"]
    partner, campus = draw.random(aims.num_rows) < 0.1, draw.random(learners.num_rows) < 0.1
    before = draw.random(learners.num_rows) < 0.05
    ukprn, at = draw.choice(PARTNERS, aims.num_rows), draw.choice(CAMPUSES, learners.num_rows)
    earlier = draw.choice(PARTNERS, learners.num_rows)
    aims = _set(aims, PartnerUKPRN=pa.array(ukprn, mask=~partner))
    learners = _set(learners, CampId=pa.array(at, mask=~campus), PrevUKPRN=pa.array(earlier, mask=~before))
    return {**tables, "learning_delivery": aims, "learner": learners}


def _more_monitoring(tables: Tables, draw: np.random.Generator) -> Tables:
    """Local and national monitoring codes and household situations, as many as are missing."""
    fams, aims = tables["learning_delivery_fam"], tables["learning_delivery"]
    missing = round(MONITORING * tables["learner"].num_rows) - fams.num_rows
    devolved = pc.is_in(aims["FundModel"], pa.array([11, 38], pa.int32()))
    some, few = round(0.7 * missing), round(0.1 * missing)
    kinds = (
        ("LDM", ("347", "391", "399"), some, aims),
        ("DAM", ("001", "010", "023"), few, aims.filter(devolved)),
        ("HHS", ("1", "2", "99"), missing - some - few, aims),
    )
    added = []
    for kind, codes, n, among in kinds:
        rows = among.take(pa.array(np.sort(draw.choice(among.num_rows, n, replace=False))))
        columns: dict[str, Any] = {c: rows[c] for c in ("learner", "aim", "line")}
        columns |= {"LearnDelFAMType": pa.array([kind] * n), "LearnDelFAMCode": pa.array(draw.choice(codes, n))}
        added.append(pa.table([columns.get(f.name, pa.nulls(n)) for f in fams.schema], fams.schema.names))
    whole = pa.concat_tables([fams, *(a.cast(fams.schema) for a in added)])
    return {**tables, "learning_delivery_fam": _numbered(whole)}


def _numbered(rows: pa.Table) -> pa.Table:
    """The children of an aim beside each other, numbered through as reading does."""
    rows = rows.sort_by([("learner", "ascending"), ("aim", "ascending")])
    return _set(rows, row=np.arange(1, rows.num_rows + 1))


def _set(rows: pa.Table, **columns: Any) -> pa.Table:
    for name, values in columns.items():
        place = rows.schema.get_field_index(name)
        rows = rows.set_column(
            place, rows.schema.field(place), pa.chunked_array([values]).cast(rows.schema.field(place).type)
        )
    return rows
