"""The person spine of a store: who is who over all sources that it holds, in one table that stays in the store.

A row for each number by which a source knows a person: the person's key, the source, the number, what joined it to the
person's other numbers, since when and by which version. It is made whole from what counts at the time, so linking after
each delivery gives what linking once at the end gives, and a delivery that was superseded has no part in it. It changes
with one receipt: whoever reads meanwhile has the one before or the new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from alder.engine import extracts, reference, submission
from alder.engine.project_keys import project_in
from alder.engine.reference import Edition
from alder.engine.store_place import check_place
from alder.errors import NoFigures, present, unknown_name
from alder.linkage.identifier_groups import LEARNER, REFERENCE, STRONGEST, identifier_groups
from alder.linkage.identifying_columns import kinds_of_numbers, usable_numbers
from alder.linkage.learner_records import fields_read, learner_side
from alder.linkage.people import NONE
from alder.model.made_up import MadeUp
from alder.sources import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from alder.engine.extracts import Delivery
    from alder.engine.protocol import Engine
    from alder.engine.store import Store
    from alder.linkage.identifier_groups import IdentifierGroups
    from alder.linkage.people import Numbers
    from alder.linkage.sides import Side
    from alder.model.expr import Table

SPINE, SPINE_RECORDS = reference.PERSON_SPINE, f"{reference.PERSON_SPINE}_records"
"""The tables of a store that hold the spine, and which returns and deliveries it was made from."""

ILR = "ilr"
_TOGETHER = {"npd": ("npd_census", "npd_ks2", "npd_ks4", "npd_ks5", "plams", "nccis_ypmad")}
"""Sources that are parts of one, whose people have the same keys in all of them."""

_VERSION = "1"
"""Of the rules by which people are linked. It rises when they change."""
_SECRET = "person-spine"

PERSONS = pa.schema(
    [
        ("person", pa.string()),
        ("source", pa.string()),
        ("kind", pa.string()),
        ("identifier", pa.string()),
        ("linked_by", pa.string()),
        ("through", pa.string()),
        ("since", pa.timestamp("us")),
        ("version", pa.string()),
    ]
)
"""The columns of the spine. `linked_by` is `identifier`, or `alone` of whom no other number is known; `through` are the
two kinds of numbers that stood together in a record."""

_RECORDS = pa.schema([("what", pa.string()), ("number", pa.int64()), ("source", pa.string())])


def source_of(id: str) -> str:
    """The source of the spine that a source of the catalogue is part of."""
    return next((name for name, parts in _TOGETHER.items() if id in parts), id)


@dataclass(frozen=True)
class SourceRecords:
    """Records of a source, each different combination of numbers once: a text column for each kind of number.

    `table` is where they lie in an engine, `columns` which column of it has which kind. `source` is empty of look-ups,
    which say who is who and are about nothing else.
    """

    source: str
    table: str
    columns: dict[str, str]
    numbers: pa.Table


@dataclass(frozen=True)
class LinkedSources:
    """What was linked: the records of each source, the groups of their numbers, and the learners of returns."""

    records: tuple[SourceRecords, ...]
    groups: IdentifierGroups
    learners: Side | None
    made_up: MadeUp

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(r.source for r in self.records if r.source))

    def people_of(self, source: str) -> Numbers:
        """The groups of all people of a source, each once."""
        found = [self.person_of(r) for r in self.records if r.source == source]
        every = np.unique(np.concatenate(found))
        return every[every >= 0]

    def person_of(self, records: SourceRecords) -> Numbers:
        """The group of each record: that of the strongest of its numbers."""
        person = np.full(records.numbers.num_rows, NONE)
        for kind in (k for k in STRONGEST if k in records.numbers.column_names):
            person = np.where(person < 0, self.groups.groups_of(kind, records.numbers[kind]), person)
        return person


@dataclass(frozen=True)
class SpineStanding:
    """The spine that a store has: of which sources, of how many people, since when, and whether it is as they are.

    `waiting` are returns and deliveries that came after it, `gone` those of which others took the place.
    """

    sources: tuple[str, ...]
    people: int
    made: datetime
    waiting: int
    gone: int


def sources_held(store: Store) -> tuple[str, ...]:
    """The sources of a store that know people by numbers."""
    held = {source_of(d.source) for d in _deliveries(store) if not _is_look_up(d)}
    returns = {ILR} if store.exists and submission.returned(store.current()).num_rows else set()
    return tuple(sorted(held | returns))


def linked_sources(store: Store, sources: Sequence[str] = (), by: Sequence[str] = ()) -> LinkedSources:
    """Link what a store holds of some sources, or of all. Look-ups are asked in either case.

    `by` are characteristics that will be asked for: of learners their fields are read at once.
    """
    held = sources_held(store)
    if not held:
        raise NoFigures(
            "nothing is held whose people could be linked",
            where=str(store.folder),
            next="Load returns or deliveries first:  alder load --help",
        )
    for name in sources:
        if source_of(name) not in held:
            raise unknown_name("source with people that this store holds", name, held)
    wanted = tuple(dict.fromkeys(map(source_of, sources))) or held
    records, learners = [], None
    returns = submission.returned(store.current())
    if ILR in wanted and returns.num_rows:
        learners = learner_side(store, which=returns, more=fields_read(by))
        records.append(_of_learners(learners))
    deliveries = [d for d in _deliveries(store) if _is_look_up(d) or source_of(d.source) in wanted]
    with store.engine(which=returns.slice(0, 0), tables=(), about={"linked": [*wanted]}) as engine:
        records += [_of_delivery(engine, one) for one in {d.table: d for d in deliveries}.values()]
    marks = [d.made_up for d in deliveries] + [bool(m) for m in returns["made_up"].to_pylist() if ILR in wanted]
    groups = identifier_groups([r.numbers for r in records])
    return LinkedSources(tuple(records), groups, learners, MadeUp.of(marks))


def keep_spine(store: Store, linked: LinkedSources) -> int:
    """Keep the spine in the store in place of the one before; returns how many people have another key than before.

    A key follows from the number after which a person is called, so it is another once a stronger one is known.
    """
    rows, changed = _rows(linked, project_in(store.folder, _SECRET).keys("person", linked.groups.called())), 0
    before = reference.get(store, SPINE)
    if before is not None:
        at = pc.index_in(_number_of(rows), value_set=_number_of(before))
        is_same = pc.equal(before["person"].take(at), rows["person"])
        changed = pc.count_distinct(rows["person"].filter(pc.invert(is_same)), mode="only_valid").as_py()
        stays = pc.and_(is_same, pc.equal(before["through"].take(at), rows["through"])).fill_null(False)
        days = pc.if_else(stays, before["since"].take(at), rows["since"])
        rows = rows.set_column(rows.column_names.index("since"), "since", days)
    made_from = pa.Table.from_pylist(_counting(store, linked.sources), schema=_RECORDS)
    tables = {SPINE: rows, SPINE_RECORDS: made_from}
    incoming = [(Edition(name, ""), reference.stage_rows(table, "")) for name, table in tables.items()]
    reference.keep(store, incoming, whole=True)
    return int(changed)


def person_spine(store: Store) -> pa.Table:
    """The spine of a store, with the columns of `PERSONS`: rows of people, so the store needs a place."""
    check_place(store, "rows of people")
    if spine_standing(store) is None:
        raise NoFigures("the sources of this store are not linked yet", next="Link them:  alder persons link")
    with store.engine(which=store.submissions().slice(0, 0), tables=(), about={"table": SPINE}) as engine:
        return engine.run(partial(_table, engine, SPINE)).select(PERSONS.names).cast(PERSONS)


def spine_standing(store: Store) -> SpineStanding | None:
    """What the spine of a store is, and whether anything came since; None where there is none."""
    made_from = reference.get(store, SPINE_RECORDS) if store.exists else None
    rows = reference.get(store, SPINE) if made_from is not None else None
    if made_from is None or rows is None:
        return None
    sources = tuple(sorted({s for s in made_from["source"].to_pylist() if s}))
    then, now = made_from.to_pylist(), _counting(store, sources)
    return SpineStanding(
        sources,
        pc.count_distinct(rows["person"]).as_py(),
        present(reference.current(store)[SPINE].added, "a table is held, and nothing says since when"),
        waiting=sum(one not in then for one in now),
        gone=sum(one not in now for one in then),
    )


def remove_spine(store: Store) -> bool:
    """Take the spine out of the store; whether there was one."""
    there = store.exists and SPINE in reference.current(store)
    for name in (SPINE, SPINE_RECORDS) if there else ():
        reference.remove(store, name)
    return there


def _deliveries(store: Store) -> list[Delivery]:
    """The deliveries that count and know people by numbers."""
    held = extracts.deliveries(store) if store.exists else ()
    counting = extracts.current(held)
    return [d for d in held if counting[d.number] and not d.table.startswith(extracts.FIGURES) and _numbers_of(d)]


def _numbers_of(delivery: Delivery) -> dict[str, str]:
    """Which fields of a kind of record have numbers of people, by the kind of number."""
    return kinds_of_numbers(f.name for f in catalogue.source(delivery.source).entity(delivery.entity).fields)


def _is_look_up(delivery: Delivery) -> bool:
    """Whether a kind of record says who is who and nothing else."""
    return len(_numbers_of(delivery)) == len(catalogue.source(delivery.source).entity(delivery.entity).fields)


def _counting(store: Store, sources: Sequence[str]) -> list[dict[str, str | int]]:
    """What counts of some sources now: returns by their submission, and slices of deliveries."""
    counting = extracts.current(extracts.deliveries(store))
    rows: list[dict[str, str | int]] = []
    if ILR in sources:
        returns = submission.returned(store.current())["submission"].to_pylist()
        rows += [{"what": "return", "number": n, "source": ILR} for n in sorted(returns)]
    for one in _deliveries(store):
        source = "" if _is_look_up(one) else source_of(one.source)
        if not source or source in sources:
            rows += [{"what": one.table, "number": s.number, "source": source} for s in counting[one.number]]
    return rows


def _table(engine: Engine, name: str, columns: Iterable[str] = ()) -> Table:
    from alder.model import expr

    table = expr.table(name, engine.schema(name))
    return table.select(*columns) if columns else table


def _of_delivery(engine: Engine, one: Delivery) -> SourceRecords:
    held = {name.casefold(): name for name in engine.schema(one.table).names}
    columns = {kind: held[name.casefold()] for kind, name in _numbers_of(one).items() if name.casefold() in held}
    rows = engine.run(lambda: _table(engine, one.table, columns.values()).distinct())
    numbers = pa.table({kind: usable_numbers(kind, rows[name]) for kind, name in columns.items()})
    return SourceRecords("" if _is_look_up(one) else source_of(one.source), one.table, columns, _each_once(numbers))


def _of_learners(side: Side) -> SourceRecords:
    people, rows = present(side.people, "the people behind returns are worked out"), cast("pa.Table", side.table)
    references = pc.ascii_upper(pc.utf8_trim_whitespace(rows["LearnRefNumber"]))
    numbers = {
        LEARNER: people.called.take(pa.array(people.person)),
        "ULN": usable_numbers("ULN", rows["ULN"]),
        REFERENCE: pc.binary_join_element_wise(rows["UKPRN"].cast(pa.string()), references, "/"),
    }
    return SourceRecords(ILR, "learner", {}, _each_once(pa.table(numbers)))


def _each_once(rows: pa.Table) -> pa.Table:
    return rows.group_by(rows.column_names).aggregate([])


def _number_of(rows: pa.Table) -> pa.Array:
    """Each row's number, with its kind and source, as one text."""
    text = pc.binary_join_element_wise(rows["source"], rows["kind"], rows["identifier"], "\x1f")
    return text.combine_chunks() if isinstance(text, pa.ChunkedArray) else text


def _rows(linked: LinkedSources, keys: pa.Array) -> pa.Table:
    """The spine. A number that stands in a record of somebody else's is left out: it was in conflict."""
    groups, parts = linked.groups, []
    through = pa.array([f"{weak} = {strong}" for weak, strong in groups.pairs], pa.string())
    for records in (r for r in linked.records if r.source):
        person = linked.person_of(records)
        for kind in (k for k in records.numbers.column_names if k != LEARNER and k in groups.values):
            column = records.numbers[kind].combine_chunks()
            mine = (groups.groups_of(kind, column) == person) & (person >= 0)
            which = pa.array(np.flatnonzero(mine))
            numbers = column.take(which)
            at = pc.index_in(numbers, value_set=groups.values[kind]).to_numpy(zero_copy_only=False)
            by = groups.by[kind][at] if len(at) else np.empty(0, np.int64)
            pair = through.take(pa.array(by, mask=by < 0))
            parts.append(
                pa.table(
                    {
                        "person": keys.take(pa.array(person[mine])),
                        "source": pa.repeat(records.source, len(numbers)),
                        "kind": pa.repeat(kind, len(numbers)),
                        "identifier": numbers,
                        "linked_by": pc.if_else(pair.is_valid(), "identifier", "alone"),
                        "through": pair.fill_null(""),
                    }
                )
            )
    rows = _each_once(pa.concat_tables(parts)).sort_by(
        [(c, "ascending") for c in ("person", "source", "kind", "identifier")]
    )
    now = datetime.now(UTC).replace(tzinfo=None)
    more = {
        "since": pa.repeat(pa.scalar(now, pa.timestamp("us")), rows.num_rows),
        "version": pa.repeat(_VERSION, rows.num_rows),
    }
    for name, column in more.items():
        rows = rows.append_column(name, column)
    return rows.cast(PERSONS)
