"""The extract that a measure needs: found in the engine that is asked, or said to be missing with what to load."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from alder.errors import NothingHeld, UnreadableFile
from alder.measures import fingerprint
from alder.measures.measure import DESCRIBES
from alder.model.made_up import MadeUp

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.engine.coverage import DeclarationCheck
    from alder.engine.protocol import Engine
    from alder.measures.measure import Extract
    from alder.measures.query import Query
    from alder.model import expr
    from alder.model.period import AcademicYear


@dataclass(frozen=True)
class Loaded:
    """A table that is there: what a figure says of where it comes from, in place of a choice of returns.

    Of a table that was drawn from delivered records: `delivered` names each delivery that was read, `labels` has the
    pseudonyms of providers by the numbers that stand for them, `left_out` counts people who belong to the cohort and
    have no row, by reason, `notes` are what to know of how it was drawn, and `standings` what the store declares of
    each source that was read, beside what is held.
    """

    extract: Extract
    providers: tuple[int, ...]
    is_final: bool = True
    is_research: bool = False
    earlier: tuple[AcademicYear, ...] = ()
    later: tuple[AcademicYear, ...] = ()
    has_every_year_before: bool = True
    follows_to_the_end: bool = True
    used: tuple[Any, ...] = ()
    delivered: tuple[str, ...] = ()
    labels: Mapping[int, str] = field(default_factory=dict)
    left_out: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    standings: tuple[DeclarationCheck | None, ...] = ()
    made_up: MadeUp = MadeUp.NO_WORD

    @property
    def source(self) -> str:
        return self.extract.title

    @property
    def coverage(self) -> str:
        n = len(self.delivered)
        how = f"drawn from {n} deliveries" if n > 1 else "drawn from one delivery" if n else "as it was loaded"
        return f"{self.extract.title}, {how}"


def loaded(engine: Engine, extract: Extract, query: Query, **drawn: Any) -> Loaded:
    """The extract, once it has the columns that are needed, rows of the year, and one description of each person.

    `drawn` is what is to be said of a table that was drawn.
    """
    held = engine.schema(extract.name)
    odd = [n for n, (type, _) in extract.columns.items() if n not in held.names or held.field(n).type != type]
    if odd:
        raise UnreadableFile(
            f"the table {extract.name} does not have the columns that {query.measure} reads",
            where="Missing, or of another type: " + ", ".join(f"{n} ({extract.columns[n][0]})" for n in odd),
            next=f"See them all:  alder explain {query.measure}",
        )
    table = extract.table()
    years = engine.run(
        lambda: table.select("year").distinct(), key=fingerprint.key("years of", extract.name, extract.schema)
    )
    known = sorted(y for y in years["year"].to_pylist() if y is not None)
    if query.year.start not in known:
        raise NothingHeld(
            f"{query.measure} has no figures for {query.year}: the extract has no rows of that year",
            where="It has " + (", ".join(type(query.year)(y).label for y in known) or "no rows at all") + ".",
        )
    if _described_in_two_ways(engine, extract):
        raise UnreadableFile(
            f"the table {extract.name} describes a person in two ways",
            where=f"Every row of a person must have the same {', '.join(DESCRIBES)}.",
            next="Take each person's characteristics from one record before the extract is loaded.",
        )
    if extract.key and _repeated(engine, extract):
        raise UnreadableFile(
            f"the table {extract.name} holds the same thing twice",
            where=f"{extract.row} So {', '.join(extract.key)} are together unique.",
        )
    rows = engine.run(
        lambda: table.select("ukprn").distinct(), key=fingerprint.key("providers of", extract.name, extract.schema)
    )
    return replace(Loaded(extract, tuple(sorted(u for u in rows["ukprn"].to_pylist() if u is not None))), **drawn)


def _repeated(engine: Engine, extract: Extract) -> bool:
    def build() -> expr.Table:
        table = extract.table()
        counted = table.group_by(list(extract.key)).aggregate(rows=table.count())
        return counted.filter(counted["rows"] > 1).limit(1)

    key = fingerprint.key("repeated", extract.name, extract.key, extract.schema)
    return bool(engine.run(build, key=key).num_rows)


def _described_in_two_ways(engine: Engine, extract: Extract) -> bool:
    def build() -> expr.Table:
        described = extract.table().select("person", "year", *DESCRIBES).distinct()
        counted = described.group_by(["person", "year"]).aggregate(ways=described.count())
        return counted.filter(counted.ways > 1).limit(1)

    key = fingerprint.key("described", extract.name, extract.schema)
    return bool(engine.run(build, key=key).num_rows)
