"""How well the sources of a store are linked: match rates overall and by group, conflicts, and of made-up people how
many links are true.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import partial
from itertools import permutations
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from alder.errors import UnreadableFile, unknown_name
from alder.linkage.identifier_groups import LEARNER, STRONGEST
from alder.linkage.identifying_columns import kinds_of_numbers, usable_numbers
from alder.linkage.learner_records import characteristics_of_learners
from alder.linkage.people import NONE
from alder.linkage.report import Share, share_columns, titled_table
from alder.look.words import number, sentence
from alder.model.made_up import MadeUp
from alder.sources import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from alder.engine.protocol import Engine
    from alder.engine.store import Store
    from alder.linkage.conflicts import Conflict
    from alder.linkage.people import Numbers
    from alder.linkage.person_spine import LinkedSources

_HOMES: Final = "LSOA11"
_IN_DELIVERIES: Final = {
    "sex": {"npd_census_pupil": "Gender", "ilr_lilr_learners": "Sex", "hesa_student_leo": "SEXID"},
    "ethnicity": {
        "npd_census_pupil": "EthnicGroupMajor",
        "ilr_lilr_learners": "Ethnicity",
        "hesa_student_leo": "ETHNIC",
    },
    "age": {"npd_census_pupil": "AgeAtStartOfAcademicYear", "ilr_lilr_learners": "AcAge"},
    "free_meals": {"npd_census_pupil": "FSMeligible"},
    "homes": {"npd_census_pupil": _HOMES},
    "authority": {"npd_census_pupil": "LA_anon"},
    "provider": {
        "npd_census_pupil": "LAEstab_anon",
        "ilr_lilr_learners": "ukprn_anon",
        "hesa_student_leo": "XINSTID01_ANON",
    },
}
"""Characteristics of people by which rates are shown apart, and the field of each kind of delivered record that tells
them: of each person as the last record has it, but homes, which are counted."""

_TITLES: Final = {
    "sex": "Sex",
    "ethnicity": "Ethnic group",
    "age": "Age",
    "free_meals": "Free school meals",
    "homes": "Small areas lived in",
    "authority": "Authority of the school",
    "provider": "Provider",
}
_UNKNOWN = "not known"


@dataclass(frozen=True)
class Truth:
    """Against the truth about made-up people: of the links, how many are true, and of those in both sources, how many
    were linked."""

    precision: Share
    recall: Share

    def as_object(self) -> dict[str, Any]:
        return {"precision": self.precision.as_object(), "recall": self.recall.as_object()}


@dataclass(frozen=True)
class PairRate:
    """Of the people of a source, how many are found in another: of a group of them, or of all."""

    source: str
    other: str
    by: str
    group: str
    share: Share
    truth: Truth | None = None

    def as_object(self) -> dict[str, Any]:
        said = {"source": self.source, "other": self.other, "by": self.by or None, "group": self.group or None}
        return {**said, **self.share.as_object(), "truth": self.truth.as_object() if self.truth else None}


@dataclass(frozen=True, repr=False)
class SpineReport:
    """The report for whoever holds the data: its counts are not protected, and none is a person's.

    `people` counts those of each source. `rates` are of all people of a source first, then by group. `rekeyed` are
    people whose key is another than before.
    """

    people: tuple[tuple[str, int], ...]
    persons: int
    rates: tuple[PairRate, ...]
    conflicts: tuple[tuple[Conflict, str, str, int], ...]
    made_up: MadeUp = MadeUp.NO_WORD
    rekeyed: int = 0

    def __repr__(self) -> str:
        return f"<SpineReport of {', '.join(name for name, _ in self.people)}: not protected; see .text()>"

    def rate(self, source: str, other: str, by: str = "", group: str = "") -> PairRate:
        """One rate: `report.rate("ilr", "npd", by="sex", group="Female")`."""
        for one in self.rates:
            if (one.source, one.other, one.by, one.group) == (source, other, by, group):
                return one
        wanted = " ".join(filter(None, (source, other, by, group)))
        held = dict.fromkeys(" ".join(filter(None, (r.source, r.other, r.by, r.group))) for r in self.rates)
        raise unknown_name("rate of this report", wanted, held)

    def text(self) -> str:
        """The report for the terminal."""
        return "\n".join(_lines(self))

    def to_dict(self) -> dict[str, Any]:
        return {
            "people": dict(self.people),
            "persons": self.persons,
            "rates": [r.as_object() for r in self.rates],
            "conflicts": [
                {"kind": c.value, "meaning": c.words, "of": weak, "to": strong, "count": n}
                for c, weak, strong, n in self.conflicts
            ],
            "rekeyed": self.rekeyed,
            "made_up": self.made_up.mark or None,
            "protected": False,
        }

    def to_json(self) -> str:
        return json.dumps(self.to_dict(), indent=1, ensure_ascii=False)


def spine_report(
    store: Store, linked: LinkedSources, by: Sequence[str] = (), truth: Sequence[Path] = ()
) -> SpineReport:
    """What was linked, by the characteristics named, and against the truth in folders of made-up files."""
    people = {source: linked.people_of(source) for source in linked.sources}
    known = _TruePeople.of(linked, truth) if truth else None
    rates = [_rate(people, known, a, b) for a, b in permutations(people, 2)]
    for name in by:
        told = {a: found for a in people if (found := _characteristic(store, linked, a, name)) is not None}
        if not told:
            raise unknown_name("characteristic of the people of these sources", name, _TITLES)
        for a, (persons, codes) in told.items():
            group_of = _described(people[a], persons, codes)
            for b in (b for b in people if b != a):
                for group in sorted(
                    set(group_of.tolist()), key=lambda g: (g == _UNKNOWN, len(g) if g.isdigit() else 0, g)
                ):
                    within = people[a][group_of == group]
                    rates.append(_rate({**people, a: within}, known, a, b, name, group))
    return SpineReport(
        tuple((name, len(found)) for name, found in people.items()),
        len(np.unique(np.concatenate([*people.values()]))),
        tuple(rates),
        tuple((c, weak, strong, n) for (c, weak, strong), n in linked.groups.conflicts.items()),
        linked.made_up,
    )


def _rate(
    people: dict[str, Numbers], known: _TruePeople | None, a: str, b: str, by: str = "", group: str = ""
) -> PairRate:
    share = Share(int(np.isin(people[a], people[b]).sum()), len(people[a]))
    return PairRate(a, b, by, group, share, known.judge(a, b, people[a]) if known else None)


@dataclass(frozen=True)
class _TruePeople:
    """The pairs of a linked person and a true one, by source. Whose a record truly is is told by the strongest of its
    numbers that the files of truth know: a weaker one may be somebody else's, which is what is judged.
    """

    pairs: dict[str, Numbers]
    size: int

    @classmethod
    def of(cls, linked: LinkedSources, folders: Sequence[Path]) -> _TruePeople:
        by_kind = _true_numbers(folders)
        pairs: dict[str, list[Numbers]] = {source: [] for source in linked.sources}
        size = 1 + max((int(people.max(initial=0)) for _, people in by_kind.values()), default=0)
        for records in (r for r in linked.records if r.source):
            person, true = linked.person_of(records), np.full(records.numbers.num_rows, NONE)
            for kind in (k for k in STRONGEST if k in by_kind and k in records.numbers.column_names):
                values, whose = by_kind[kind]
                at = pc.index_in(records.numbers[kind], value_set=values).fill_null(NONE).to_numpy()
                true = np.where((true < 0) & (at >= 0), whose[at], true)
            sure = (true >= 0) & (person >= 0)
            pairs[records.source].append(person[sure] * size + true[sure])
        return cls({a: np.unique(np.concatenate([*found, np.empty(0, np.int64)])) for a, found in pairs.items()}, size)

    def judge(self, a: str, b: str, among: Numbers) -> Truth | None:
        """Links between two sources of some people of the first. None where the truth knows nobody of one of them."""
        of_a = self.pairs[a][np.isin(self.pairs[a] // self.size, among)]
        of_b = self.pairs[b]
        if not len(of_a) or not len(of_b):
            return None
        in_both = np.intersect1d(of_a % self.size, of_b % self.size)
        hits = np.intersect1d(of_a, of_b)
        found = np.intersect1d(of_a // self.size, of_b // self.size)
        alike = np.union1d(of_a, of_b[np.isin(of_b // self.size, found)])
        several = np.bincount(np.searchsorted(found, _within(alike // self.size, found)), minlength=len(found)) > 1
        right = np.isin(found, hits // self.size) & ~several
        return Truth(Share(int(right.sum()), len(found)), Share(len(np.unique(hits % self.size)), len(in_both)))


def _within(values: Numbers, those: Numbers) -> Numbers:
    return values[np.isin(values, those)]


def _true_numbers(folders: Sequence[Path]) -> dict[str, tuple[pa.Array, Numbers]]:
    """Whose each number truly is, by kind, as the folders `truth` of made-up files say it."""
    found: dict[str, list[tuple[pa.Array, Numbers]]] = {}
    for folder in folders:
        files = [f for f in sorted((folder / "truth").glob("*.parquet")) if "person" in pq.read_schema(f).names]
        if not files:
            raise UnreadableFile(
                "there is no truth about made-up people in this folder",
                where=str(folder),
                next="Name the folder that alder synth leo or alder synth npd wrote, with its folder truth.",
            )
        for rows in map(pq.read_table, files):
            for second in ("", "second_"):
                named = {c.removeprefix(second): c for c in rows.column_names if c.startswith(second)}
                for kind, name in kinds_of_numbers(named).items():
                    numbers = usable_numbers(kind, rows[named[name]])
                    there = np.flatnonzero(numbers.is_valid().to_numpy(zero_copy_only=False))
                    people = rows["person"].to_numpy()[there]
                    if len(there):
                        found.setdefault(kind, []).append((numbers.take(pa.array(there)), people))
    return {
        kind: (pa.concat_arrays([n for n, _ in parts]), np.concatenate([p for _, p in parts]))
        for kind, parts in found.items()
    }


def _characteristic(
    store: Store, linked: LinkedSources, source: str, name: str
) -> tuple[Numbers, list[str | None]] | None:
    """What records of a source say of people, later records first; None where no record of it says it."""
    people, codes = [np.empty(0, np.int64)], []
    if linked.learners is not None and source == "ilr":
        told = characteristics_of_learners(linked.learners, name)
        if told is not None:
            side = linked.learners
            called = side.people.called.take(pa.array(side.people.person))  # type: ignore[union-attr]
            people.append(linked.groups.groups_of(LEARNER, called)[::-1])
            codes += told[::-1]
    for records in (r for r in linked.records if r.source == source):
        column = _IN_DELIVERIES.get(name, {}).get(records.table)
        if column is None or not records.columns:
            continue
        kind, own = next(iter(records.columns.items()))
        with store.engine(which=store.submissions().slice(0, 0), tables=(), about={"match_rate": name}) as engine:
            if column not in engine.schema(records.table).names:
                continue
            rows = engine.run(partial(_values, engine, records.table, own, column))
        people.append(linked.groups.groups_of(kind, usable_numbers(kind, rows[own])))
        codes += _labelled(records.table, column, rows["value"].to_pylist())
    return (np.concatenate(people), codes) if codes else None


def _values(engine: Engine, table: str, own: str, column: str) -> Any:
    from alder.model import expr

    t = expr.table(table, engine.schema(table))
    by = t.filter(t[own].notnull() & t[column].notnull()).group_by(own)
    if column == _HOMES:
        return by.aggregate(value=t[column].nunique().cast("string"))
    return by.aggregate(value=t[column].cast("string").argmax(t.start_year))


def _labelled(table: str, column: str, codes: list[str | None]) -> list[str | None]:
    entity = next(e for s in catalogue.every() for e in s.entities if f"{s.id}_{e.name}" == table)
    known = {c.code: sentence(c.label) for c in entity[column].codes or ()}
    return [known.get(code, code) if code is not None else None for code in codes]


def _described(people: Numbers, persons: Numbers, codes: list[str | None]) -> Any:
    """The group of each person: what the first record says that says anything."""
    said = np.array([_UNKNOWN if code is None else code for code in codes], dtype=object)
    sure = np.flatnonzero((said != _UNKNOWN) & (persons >= 0))
    known, first = np.unique(persons[sure], return_index=True)
    at = np.searchsorted(known, people).clip(0, max(0, len(known) - 1))
    groups = np.full(len(people), _UNKNOWN, dtype=object)
    if len(known):
        there = known[at] == people
        groups[there] = said[sure[first[at[there]]]]
    return groups


def _lines(report: SpineReport) -> Iterator[str]:
    yield f"{number(report.persons)} people of {len(report.people)} sources"
    yield from filter(None, [report.made_up.says])
    yield from titled_table("people of each source", [(name, number(n)) for name, n in report.people])
    for a, _ in report.people:
        every = [r for r in report.rates if r.source == a]
        is_judged = any(r.truth for r in every)
        judged = ("true", "of links", "linked", "of those in both") if is_judged else ()
        heads = ("", "found in", "linked", "of", "rate", "95% interval", *judged)
        for by in dict.fromkeys(r.by for r in every):
            rows = [
                (r.group or "all", r.other, *share_columns(r.share), *(_truth_columns(r.truth) if is_judged else ()))
                for r in every
                if r.by == by
            ]
            title = f"people of {a}, by {_TITLES.get(by, by).lower()}" if by else f"people of {a}"
            yield from titled_table(title, rows, heads)
    conflicts = [(f"{weak} = {strong}: {c.words}", number(n)) for c, weak, strong, n in report.conflicts]
    yield from titled_table("conflicts", conflicts)
    if report.rekeyed:
        yield ""
        yield f"{number(report.rekeyed)} people have another key than before: a stronger number of theirs is known now."
    yield ""
    yield "Not protected: for whoever holds the data. Groups differ in whom they lose, so results by group carry"
    yield "that difference. A person who is not found in another source may not be there, or may not have been linked."


def _truth_columns(truth: Truth | None) -> tuple[str, ...]:
    if truth is None:
        return "", "", "", ""
    (_, links, true, _), (_, both, found, _) = share_columns(truth.precision), share_columns(truth.recall)
    return true, links, found, both
