"""The copy of the ILR that researchers get with LEO: its learners and aims become rows of the tables that returns fill.

The copy comes as two tables, which are kept as delivered (`ilr_lilr_learners`, `ilr_lilr_aims`). Once a year has both,
each of its providers becomes a submission of its own, marked as a research extract. No rule is run on it: the copy has
been through the department's hands, and most of what rules look at is not in it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import extracts, submission
from alder.look.words import counted, listed
from alder.model import expr
from alder.model.period import AcademicYear, ReturnNumber

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alder.engine.extracts import Delivery
    from alder.engine.protocol import Engine
    from alder.engine.store import Load, Store
    from alder.model.layout import SourceEntity

LEARNERS, AIMS = "ilr_lilr_learners", "ilr_lilr_aims"

_LEARNER = {
    "LearnRefNumber": "learner_id",
    "Sex": "Sex",
    "Ethnicity": "Ethnicity",
    "LLDDHealthProb": "LLDD",
    "PriorAttain": "PriorAttain",
    "ALSCost": "ALSCost",
    "PostcodePrior": "PriorPstCode",
    "Postcode": "CurrentPstCode",
}
_AIM = {
    "AimSeqNumber": "sequence_index",
    "LearnAimRef": "learning_aim_id",
    "AimType": "AimType",
    "FundModel": "FundModel",
    "ProgType": "programme_type",
    "FworkCode": "framework_id",
    "PwayCode": "pathway_id",
    "StdCode": "Standard_id",
    "LearnStartDate": "start_date",
    "LearnPlanEndDate": "end_date_expected",
    "LearnActEndDate": "end_date",
    "AchDate": "Achievement_date",
    "CompStatus": "Compstatus",
    "Outcome": "outcome",
    "OutGrade": "outcome_grade",
    "DelLocPostCode": "delivery_postcode",
}
"""Fields of the ILR, and the columns of the copy that hold them."""

_FAM = {"SOF": "SOF", "LDM": "LDM_1"}
_NOT_SAID = -1
"""The copy's code for a missing value, in every coded column."""

_TOGETHER = 200_000
_INT32 = (1 << 31) - 1


@dataclass
class ResearchCopyResult:
    """What became of the copy: years with both tables, their providers and records, and what is worth knowing."""

    years: list[AcademicYear] = field(default_factory=list)
    submissions: int = 0
    learners: int = 0
    learning_deliveries: int = 0
    without_learner: int = 0
    returned: tuple[str, ...] = ()
    """Years of which returns of providers are held too."""
    notices: list[str] = field(default_factory=list)

    def said(self) -> list[str]:
        """The same in words."""
        if not self.submissions:
            return self.notices
        years = ", ".join(y.label for y in self.years)
        said = [
            f"{counted(self.learners, 'learner')} and {counted(self.learning_deliveries, 'aim')} of "
            f"{counted(self.submissions, 'provider and year', 'providers and years')} ({years}) became submissions "
            "marked as research extract. Rules do not run on them.",
            "Not in the copy: ULN, dates of birth, employment, destinations and most monitoring. Learners are told "
            "apart within a provider only.",
        ]
        if self.returned:
            said.append(
                f"Returns of {listed([*self.returned])} are held too, with the same learners. Questions are asked of "
                "returns, and of the copy with --research-copy."
            )
        if self.without_learner:
            said.append(
                f"{counted(self.without_learner, 'aim')} without a learner of the same number and year left out."
            )
        return said + self.notices


def add_research_copy(store: Store) -> ResearchCopyResult:
    """Make submissions of every year of which both tables are held and that are not submissions yet."""
    done = ResearchCopyResult()
    sources = _sources(store)
    if not sources:
        done.notices.append("The copy has two tables; the other one of these years is not held yet.")
        return done
    held = submission.AcceptedFiles(store.submissions())
    with store.engine(which=store.submissions().slice(0, 0), tables=()) as engine, store.begin() as loading:
        rows: list[dict[str, Any]] = []
        for start, (learners, aims) in sources.items():
            for providers in _batches(engine, start):
                wanted = [p for p in providers if not held.has(_hash(learners, aims, start, p), "R14")]
                if wanted:
                    rows += _batch(engine, loading, start, wanted, learners, aims, done)
        if rows:
            kept = loading.commit(pa.Table.from_pylist(rows, schema=submission.SCHEMA)).to_pylist()
            done.submissions = len(kept)
            done.learners = sum(r["learners"] for r in kept)
            done.learning_deliveries = sum(r["learning_deliveries"] for r in kept)
            done.years = [AcademicYear.parse(y) for y in sorted({r["collection_year"] for r in kept})]
            of_returns = set(submission.returned(store.submissions())["collection_year"].to_pylist())
            done.returned = tuple(y.label for y in done.years if y.label in of_returns)
    return done


def is_of_copy(entity: SourceEntity) -> bool:
    """Whether a kind of record of the ILR is one of the copy, and not one of returns."""
    return f"ilr_{entity.name}" in (LEARNERS, AIMS)


def _sources(store: Store) -> dict[int, tuple[Delivery, Delivery]]:
    """The deliveries that count of each year that has both tables."""
    held = extracts.deliveries(store)
    counting = extracts.current(held)
    deliveries: dict[str, dict[int, Delivery]] = {LEARNERS: {}, AIMS: {}}
    for delivery in held:
        if delivery.table in deliveries:
            deliveries[delivery.table] |= {
                s.start_year: delivery for s in counting[delivery.number] if s.start_year is not None
            }
    return {
        y: (deliveries[LEARNERS][y], deliveries[AIMS][y])
        for y in sorted(deliveries[LEARNERS].keys() & deliveries[AIMS].keys())
    }


def _batches(engine: Engine, start: int) -> Iterator[list[int | None]]:
    """The providers of a year, so many together as keep memory flat."""
    schema = engine.schema(LEARNERS)

    def build() -> expr.Table:
        t = expr.table(LEARNERS, schema)
        t = t.filter(t.start_year == start)
        return t.group_by("ukprn_anon").aggregate(learners=t.count()).order_by("ukprn_anon")

    together: list[int | None] = []
    learners = 0
    for row in engine.run(build).to_pylist():
        if together and learners + row["learners"] > _TOGETHER:
            yield together
            together, learners = [], 0
        together.append(row["ukprn_anon"])
        learners += row["learners"]
    if together:
        yield together


def _batch(
    engine: Engine,
    loading: Load,
    start: int,
    providers: list[int | None],
    learners: Delivery,
    aims: Delivery,
    done: ResearchCopyResult,
) -> list[dict[str, Any]]:
    """The submissions of some providers of a year, given to the load."""
    people = _rows(engine, LEARNERS, start, providers).sort_by(
        [("ukprn_anon", "ascending"), ("external_id", "ascending")]
    )
    taken = _rows(engine, AIMS, start, providers)
    returns = []
    for provider in providers:
        mine, own = _of(people, provider), _of(taken, provider)
        at = pc.index_in(own["external_id"], mine["external_id"].combine_chunks())
        done.without_learner += at.null_count
        own = own.filter(pc.is_valid(at)).append_column("learner", pc.add(at.drop_null().cast(pa.int64()), 1))
        own = own.sort_by([("learner", "ascending"), ("sequence_index", "ascending")])
        year = AcademicYear(start)
        ukprn = _ukprn(provider)
        incoming = loading.incoming(ukprn=ukprn, collection_year=year.label, return_number=ReturnNumber.R14.value)
        incoming.add(_tables(mine, own))
        incoming.accept()
        now = datetime.now(UTC).replace(tzinfo=None)
        returns.append(
            {
                "submission": incoming.number,
                "ukprn": ukprn,
                "collection_year": year.label,
                "return_number": ReturnNumber.R14.value,
                "return_assumed": False,
                "file_name": f"{', '.join(learners.files)} and {', '.join(aims.files)}",
                "file_hash": _hash(learners, aims, start, provider),
                "sent": max(learners.received or now, aims.received or now),
                "received": now,
                "rule_book": submission.RESEARCH_COPY,
                "learners_read": mine.num_rows,
                "learners": mine.num_rows,
                "learning_deliveries_read": own.num_rows,
                "learning_deliveries": own.num_rows,
                "errors": 0,
                "warnings": 0,
                "learners_with_errors": 0,
                "notices": json.dumps([f"{submission.RESEARCH_COPY[6:].capitalize()}: rules were not run."]),
                "made_up": learners.made_up or aims.made_up,
            }
        )
    return returns


def _rows(engine: Engine, table: str, start: int, providers: list[int | None]) -> pa.Table:
    schema = engine.schema(table)
    numbers = [p for p in providers if p is not None]

    def build() -> expr.Table:
        t = expr.table(table, schema)
        mine = t.ukprn_anon.isin(numbers)
        if None in providers:
            mine = mine | t.ukprn_anon.isnull()
        return t.filter((t.start_year == start) & mine)

    return engine.run(build)


def _of(rows: pa.Table, provider: int | None) -> pa.Table:
    column = rows["ukprn_anon"]
    return rows.filter(pc.is_null(column) if provider is None else pc.equal(column, provider))


def _tables(learners: pa.Table, aims: pa.Table) -> Mapping[str, pa.Table]:
    """The rows of one provider as those of a return."""
    numbers = pa.array(np.arange(1, learners.num_rows + 1))
    learner = pa.table({"learner": numbers, **{name: _said(learners[c]) for name, c in _LEARNER.items()}})
    aim_numbers = pa.array(np.arange(1, aims.num_rows + 1))
    aim = pa.table(
        {"learner": aims["learner"], "aim": aim_numbers, **{name: _said(aims[c]) for name, c in _AIM.items()}}
    )
    monitoring = [
        pa.table({"learner": aims["learner"], "aim": aim_numbers, "code": _said(aims[c]).cast(pa.string())})
        .append_column("LearnDelFAMType", pa.repeat(type, aims.num_rows))
        .rename_columns(["learner", "aim", "LearnDelFAMCode", "LearnDelFAMType"])
        for type, c in _FAM.items()
    ]
    fam = pa.concat_tables(monitoring)
    fam = fam.filter(pc.is_valid(fam["LearnDelFAMCode"]))
    fam = fam.append_column("row", pa.array(np.arange(1, fam.num_rows + 1)))
    difficulty = pa.table({"learner": numbers, "LLDDCat": _said(learners["LLDD_Detail"])})
    difficulty = difficulty.filter(pc.is_valid(difficulty["LLDDCat"]))
    difficulty = difficulty.append_column("row", pa.array(np.arange(1, difficulty.num_rows + 1)))
    return {
        "learner": learner,
        "learning_delivery": _fitted(aim),
        "learning_delivery_fam": fam,
        "lldd_and_health_problem": difficulty,
    }


def _fitted(aim: pa.Table) -> pa.Table:
    return aim.set_column(
        aim.schema.get_field_index("AimSeqNumber"), "AimSeqNumber", aim["AimSeqNumber"].cast(pa.int32())
    )


def _said(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The values, without the copy's code for a missing one."""
    if not pa.types.is_integer(column.type):
        return column
    return pc.if_else(pc.equal(column, _NOT_SAID), pa.scalar(None, column.type), column)


def _ukprn(provider: int | None) -> int:
    """A number for the provider's pseudonym: itself where it is small enough, else one drawn from it; 0 for none."""
    if provider is None:
        return 0
    if 0 < provider <= _INT32:
        return provider
    return int.from_bytes(hashlib.sha256(str(provider).encode()).digest()[:4], "big") & _INT32


def _hash(learners: Delivery, aims: Delivery, start: int, provider: int | None) -> str:
    """What tells one provider and year of one pair of deliveries apart from any other."""
    return hashlib.sha256(f"{learners.file_hash} {aims.file_hash} {start} {provider}".encode()).hexdigest()
