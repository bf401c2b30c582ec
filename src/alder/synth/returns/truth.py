"""The truth beside the returns: who is who, and what truly became of them.

Whoever tests a linkage, a measure or a model against made-up returns finds here what the returns do not say, or say
late or wrongly. The files are keyed as the returns are, by provider, year and reference.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from alder.model.period import ReturnNumber
from alder.synth.population.draws import NEVER, day_number
from alder.synth.population.record_columns import ABSENT, Texts, constant, texts
from alder.synth.returns.aim_records import software_ids
from alder.synth.returns.heading import ready
from alder.synth.returns.roll import OUTCOMES, Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from alder.model.period import AcademicYear
    from alder.synth.population.draws import Array
    from alder.synth.returns.population_roll import PopulationRoll

FOLDER = "truth"

_WORDS: Final = pa.dictionary(pa.int32(), pa.string())

LEARNER: Final = (
    ("person", pa.int64(), "The number of the person in the population, the same at every provider and for ever."),
    ("ULN", pa.int64(), "The learner number that the person truly has, also where returns have a temporary one."),
    ("ukprn", pa.int32(), "The provider that tells of the learner."),
    ("collection_year", _WORDS, "The year of the returns."),
    ("LearnRefNumber", pa.string(), "The learner's reference in the last return of the year, R14."),
    ("earlier_reference", pa.string(), "Another reference that the learner had before: here in the same year, or at "
     "the provider before."),
    ("earlier_provider", pa.int32(), "The UKPRN of the provider that the learner came from, by transfer or merger: "
     "the one that gave the earlier reference."),
    ("came", pa.int16(), "The academic year in which the person first came to the provider."),
    ("entered_by_mistake", pa.bool_(), "The person never came: returns have the learner until the provider noticed."),
    ("destination_type", _WORDS, "OutType of what the person went on to do once all learning here was over."),
    ("destination_code", pa.int8(), "OutCode of the same."),
)  # fmt: skip
"""Columns of the table of learners: one row for each learner of a provider in a year."""

AIM: Final = (
    ("person", pa.int64(), "The number of the person."),
    ("episode", pa.int64(), "The number of what the person came for, over breaks, transfers and mergers."),
    ("ukprn", pa.int32(), "The provider that tells of the aim."),
    ("collection_year", _WORDS, "The year of the returns."),
    ("LearnRefNumber", pa.string(), "The learner's reference in R14."),
    ("SWSupAimId", pa.string(), "The number of the aim in the provider's software, by which returns know it."),
    ("LearnAimRef", _WORDS, "The reference of the aim."),
    ("taught_by", pa.int32(), "The UKPRN of who taught it at first; another than `ukprn` after a merger."),
    ("start", pa.date32(), "The first day of learning."),
    ("planned_end", pa.date32(), "The planned end, as it is right."),
    ("end", pa.date32(), "The last day of learning, whenever that is; null where nobody ever says."),
    ("assessed", pa.date32(), "The end of the assessment of a standard."),
    ("status", pa.int8(), "CompStatus in the end: 2 completed, 3 withdrawn, 6 a break."),
    ("outcome", pa.int8(), "Outcome in the end: 1 achieved, 2 partly, 3 not."),
    ("reason", pa.int8(), "WithdrawReason of those who withdrew."),
    ("restart", pa.bool_(), "The aim goes on after a break."),
    ("start_told", pa.date32(), "The first day on which a return can have the aim."),
    ("end_told", pa.date32(), "The first day on which a return can have its end."),
    ("entered_by_mistake", pa.bool_(), "The aim never was."),
    ("hard_case", _WORDS, "The hard case of rates that it was made for."),
)  # fmt: skip
"""Columns of the table of aims: one row for each aim that a provider tells of in a year."""

TABLES: Final = {"learner": LEARNER, "aim": AIM}


def write_dictionary(folder: Path) -> None:
    """What each column of the truth means, as CSV beside it."""
    path = folder / FOLDER / "dictionary.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as stream:
        lines = csv.writer(stream)
        lines.writerow(("table", "column", "meaning"))
        lines.writerows((table, name, meaning) for table, of in TABLES.items() for name, _, meaning in of)


def write(folder: Path, region: int, year: AcademicYear, rolls: Sequence[PopulationRoll], *, whole: bool) -> None:
    """The truth about all learners of a region in a year. One that is there of all of them stays."""
    prepared = day_number(ready(year, ReturnNumber.R14))
    for table, of in TABLES.items():
        path = folder / FOLDER / table / f"{year.hyphenated}-region-{region}.parquet"
        if path.is_file() and whole:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        schema = pa.schema([(name, type_) for name, type_, _ in of])
        made = [_table(table, Snapshot(roll, prepared), roll, year, schema) for roll in rolls]
        unfinished = path.with_suffix(".unfinished")
        pq.write_table(pa.concat_tables(made) if made else schema.empty_table(), unfinished, store_schema=False)
        unfinished.replace(path)


def _table(table: str, now: Snapshot, roll: PopulationRoll, year: AcademicYear, schema: pa.Schema) -> pa.Table:
    columns = dict(_of_learners(now, roll, year) if table == "learner" else _of_aims(now, roll, year))
    return pa.table(
        [_column(columns[name], type_) for name, type_ in zip(schema.names, schema.types, strict=True)], schema=schema
    )


def _of_learners(now: Snapshot, roll: PopulationRoll, year: AcademicYear) -> Iterator[tuple[str, Array | Texts]]:
    everybody = np.arange(roll.size)
    came = ~roll.mistaken
    which = roll.destinations(everybody)
    yield "person", roll.person
    yield "ULN", roll.ulns(now)
    yield "ukprn", roll.ukprns
    yield "collection_year", constant(year.label, roll.size)
    yield "LearnRefNumber", roll.references(now)
    yield "earlier_reference", roll.previous_references(now)
    yield "earlier_provider", roll.previous_providers(now)
    yield "came", roll.since
    yield "entered_by_mistake", roll.mistaken
    yield "destination_type", texts(which, tuple(type_ for type_, _ in OUTCOMES)).where(came)
    yield "destination_code", np.where(came, np.array([code for _, code in OUTCOMES])[which], ABSENT)


def _of_aims(now: Snapshot, roll: PopulationRoll, year: AcademicYear) -> Iterator[tuple[str, Array | Texts]]:
    aim = roll.all_aims
    f, who = aim.fields, aim.owner
    mistaken = f["mistaken"] == 1
    yield "person", f["person"]
    yield "episode", f["episode"]
    yield "ukprn", roll.ukprns[who]
    yield "collection_year", constant(year.label, len(aim))
    yield "LearnRefNumber", roll.references(now)[who]
    yield "SWSupAimId", software_ids(roll, aim)
    yield "LearnAimRef", aim.texts["ref"]
    yield "taught_by", roll.ukprn_of(f["taught_by"])
    yield "start", f["start"]
    yield "planned_end", f["plan"]
    yield "end", f["end"]
    yield "assessed", f["assessed"]
    yield "status", np.where(mistaken, ABSENT, f["status"])
    yield "outcome", np.where(mistaken, ABSENT, f["outcome"])
    yield "reason", np.where(mistaken, ABSENT, f["reason"])
    yield "restart", f["restart"] == 1
    yield "start_told", f["start"] + f["start_lag"]
    yield "end_told", np.where(f["end"] < NEVER, f["end"] + f["end_lag"], NEVER)
    yield "entered_by_mistake", mistaken
    yield "hard_case", aim.texts["hard_case"]


def _column(values: Array | Texts, type_: pa.DataType) -> pa.Array:
    if isinstance(values, Texts):
        return values.arrow().dictionary_encode() if type_ == _WORDS else values.arrow()
    if type_ == pa.bool_():
        return pa.array(values)
    none = NEVER if type_ == pa.date32() else ABSENT
    whole = pa.array(values, mask=values == none)
    return (whole.cast(pa.int32()) if type_ == pa.date32() else whole).cast(type_)
