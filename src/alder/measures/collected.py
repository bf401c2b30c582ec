"""Joining further collected columns to the aims of returns: what typed codes, dated levels and contacts say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.derive.further import (
    AIM,
    AIM_FAM,
    COLLECTED,
    CONTACTS,
    DIFFICULTIES,
    LEARNER,
    LEARNER_FAM,
    POSTCODES,
    PRIOR_LEVELS,
)
from alder.derive.prior_attainment import latest_before
from alder.model.expr import coalesce, null

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alder.measures.where.tree import Having
    from alder.model.expr import Table

LEARNER_KEY = ("submission", "learner")
AIM_KEY = ("submission", "aim")


def of_record(record: str, wanted: Sequence[str]) -> list[str]:
    """The wanted columns that a table of returns gives."""
    return [c for c in wanted if COLLECTED[c].record == record]


def of_learners(wanted: Sequence[str]) -> list[str]:
    """The wanted columns that are of a learner's record, and so the same for each of its aims."""
    return [c for c in wanted if COLLECTED[c].record in (LEARNER, LEARNER_FAM, DIFFICULTIES)]


def with_collected(aims: Table, tables: Mapping[str, Table], wanted: Sequence[str]) -> Table:
    """The aims with the wanted columns that are in neither the learner nor the aim itself.

    A table of records that the returns do not have leaves its columns missing.
    """
    t = aims
    for record, key in ((AIM_FAM, AIM_KEY), (LEARNER_FAM, LEARNER_KEY)):
        if columns := of_record(record, wanted):
            found = _codes(tables[record], key, columns) if record in tables else None
            t = _joined(t, found, key, columns)
    if of_record(DIFFICULTIES, wanted):
        found = _primary(tables[DIFFICULTIES]) if DIFFICULTIES in tables else None
        t = _joined(t, found, LEARNER_KEY, ["LLDDCat"])
    if of_record(PRIOR_LEVELS, wanted):
        found = _levels(tables[AIM], tables[PRIOR_LEVELS]) if PRIOR_LEVELS in tables else None
        t = _joined(t, found, AIM_KEY, ["PriorLevel"])
    for column in (c for c in POSTCODES if c in wanted and CONTACTS in tables):
        t = _with_postcode(t, tables[CONTACTS], column)
    return t


def with_records(aims: Table, tables: Mapping[str, Table], has: Sequence[tuple[str, Having]]) -> Table:
    """The aims with a column for each question whether the aim or its learner has a record that says something."""
    t = aims
    for column, having in has:
        found = having.owners(tables).mutate(**{column: True})
        t = t.left_join(found, list(having.record.key)).select(*t.columns, column)
        t = t.mutate(**{column: t[column].fill_null(False)})
    return t


def _codes(records: Table, key: Sequence[str], columns: Sequence[str]) -> Table:
    """The code of each type; where a type stands there twice, the lower code."""
    type, code = (
        ("LearnDelFAMType", "LearnDelFAMCode")
        if "LearnDelFAMType" in records.columns
        else ("LearnFAMType", "LearnFAMCode")
    )
    few = records.filter(records[type].isin([COLLECTED[c].typed for c in columns]))
    return few.group_by(list(key)).aggregate(
        **{c: few[code].min(where=few[type] == COLLECTED[c].typed) for c in columns}
    )


def _primary(records: Table) -> Table:
    primary = records.filter(records.PrimaryLLDD == 1)
    return primary.group_by(list(LEARNER_KEY)).aggregate(LLDDCat=primary.LLDDCat.min())


def _levels(aims: Table, records: Table) -> Table:
    dated = records.select(*LEARNER_KEY, "PriorLevel", "DateLevelApp")
    starts = aims.select(*LEARNER_KEY, "aim", "LearnStartDate")
    return latest_before(starts.join(dated, list(LEARNER_KEY)), list(AIM_KEY), "LearnStartDate")


def _with_postcode(aims: Table, contacts: Table, column: str) -> Table:
    of = contacts.filter((contacts.LocType == 2) & (contacts.ContType == POSTCODES[column]))
    found = of.group_by(list(LEARNER_KEY)).aggregate(contact_postcode=of.PostCode.min())
    t = aims.left_join(found, list(LEARNER_KEY))
    return t.select(*(c for c in aims.columns if c != column), **{column: coalesce(t[column], t.contact_postcode)})


def _joined(aims: Table, found: Table | None, key: Sequence[str], columns: Sequence[str]) -> Table:
    if found is None:
        return aims.mutate(**{c: null(str(COLLECTED[c].type)) for c in columns})
    t = aims.left_join(found, list(key))
    return t.select(*aims.columns, *columns)
