"""Who is who in linked data: one key for a person, whichever source's key a record has.

All records of education are resolved to a person (`AE_ID`), who has keys in the tables of tax and benefits (`EDUKEY`)
and in those of schools (`PupilMatchingRefAnonymous`). Where the look-up does not have a record, its own key stands for
the person, who is then seen in that source alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.measures.drawn.drawing import Column, Records, fields_of
from alder.model.expr import coalesce

if TYPE_CHECKING:
    from alder.measures.drawn.desk import Desk
    from alder.model.expr import Table, Text

PUPIL = "PupilMatchingRefAnonymous"

BY_RECORD = Records("leo", "education_records_lookup", "the person of a record of the ILR")
BY_PUPIL = Records("leo", "ae_id_to_pmr", "the person of a key of schools and universities")
TO_TAX = Records("leo", "ae_id_to_edukey", "the person's keys in tables of tax and benefits")

BY_RECORD_FIELDS = fields_of("leo", "education_records_lookup", "RECORDID", "AE_ID")
BY_PUPIL_FIELDS = fields_of("leo", "ae_id_to_pmr", "AE_ID", "PUPILMATCHINGREFANONYMOUS")
TAX_FIELDS = fields_of("leo", "ae_id_to_edukey", "AE_ID", "EDUKEY")


def by_record(own: str) -> Column:
    """Where the person of ILR records comes from."""
    return Column(
        (own, *BY_RECORD_FIELDS), "the AE_ID that the look-up has for the record; the record itself where it has none"
    )


def by_pupil(own: str) -> Column:
    """Where the person of records of schools or universities comes from."""
    return Column(
        (own, *BY_PUPIL_FIELDS), "the AE_ID that the look-up has for the key; the key itself where it has none"
    )


def of_record(desk: Desk, records: Table) -> Table:
    """Records of the ILR with `key`, the person. A record that the look-up gives two persons has the lower."""
    look_up = desk.records("leo", "education_records_lookup")
    look_up = look_up.filter(look_up.AE_ID.notnull())
    known = look_up.group_by("RECORDID").aggregate(person=look_up.AE_ID.min())
    t = records.left_join(known, "RECORDID")
    return t.select(*records.columns, key=coalesce("A" + t.person.cast("string"), "R" + t.RECORDID.cast("string")))


def of_pupil(desk: Desk, records: Table, column: str = PUPIL) -> Table:
    """Records of a school or university with `key`, the person. A key that the look-up gives two has the lower.

    A record without a key of its own is nobody's, and is left out.
    """
    look_up = desk.records("leo", "ae_id_to_pmr")
    look_up = look_up.filter(look_up.AE_ID.notnull()).select("AE_ID", pupil="PUPILMATCHINGREFANONYMOUS")
    known = look_up.group_by("pupil").aggregate(person=look_up.AE_ID.min())
    mine = records.filter(records[column].notnull())
    t = mine.left_join(known, mine[column] == known.pupil)
    return t.select(*records.columns, key=coalesce("A" + t.person.cast("string"), "P" + t[column]))


def tax_keys(desk: Desk) -> Table:
    """Each person's keys in the tables of tax and benefits: `key` and `edukey`."""
    look_up = desk.records("leo", "ae_id_to_edukey")
    look_up = look_up.filter(look_up.AE_ID.notnull() & look_up.EDUKEY.notnull())
    return look_up.select(key=person_key(look_up), edukey="EDUKEY").distinct()


def person_key(look_up: Table) -> Text:
    key: Text = "A" + look_up.AE_ID.cast("string")
    return key
