"""Who is who in linked data, and the final shape of a cohort table: people and providers as numbers, codes of the ILR.

All records of education are resolved to a person (`AE_ID`), who has keys in the tables of tax and benefits (`EDUKEY`)
and in those of schools (`PupilMatchingRefAnonymous`). Where the look-up does not have a record, its own key stands for
the person, who is then seen in that source alone. Codes of schools and universities are given as the ILR has them, so
that one variable serves all sources.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.measures.cohorts.cohort_table import CohortColumn, CohortRecords, MissingColumn, fields_of
from alder.measures.measure import DESCRIBES
from alder.model.expr import cases, coalesce, ifelse, literal, null, row_number

if TYPE_CHECKING:
    from alder.measures.cohorts.cohort_table import CohortBuild
    from alder.model.expr import Table, Text, Value, Whole

OF_A_PROJECT = "It is had for an approved project through the Office for National Statistics' research service"
"""How linked records are had."""
OF_LEO = f"{OF_A_PROJECT}, usually in two to four months, and stays there"

SEN_IS_NOT_LLDD = (
    "a school says which support it gives (SENF); no field of the National Pupil Database says what LLDDHealthProb "
    "asks, whether pupils themselves declare a difficulty"
)


NO_BIRTHDAY = "the layout has age on 31 August, in whole years, and no date of birth"


INSTITUTION = 1
"""The kind of record at key stage 5 in which each student stands once at an institution."""


PUPIL = "PupilMatchingRefAnonymous"

BY_RECORD = CohortRecords("leo", "education_records_lookup", "the person of a record of the ILR")
BY_PUPIL = CohortRecords("leo", "ae_id_to_pmr", "the person of a key of schools and universities")
TO_TAX = CohortRecords("leo", "ae_id_to_edukey", "the person's keys in tables of tax and benefits")

BY_RECORD_FIELDS = fields_of("leo", "education_records_lookup", "RECORDID", "AE_ID")
BY_PUPIL_FIELDS = fields_of("leo", "ae_id_to_pmr", "AE_ID", "PUPILMATCHINGREFANONYMOUS")
TAX_FIELDS = fields_of("leo", "ae_id_to_edukey", "AE_ID", "EDUKEY")


def by_record(own: str) -> CohortColumn:
    """Where the person of ILR records comes from."""
    return CohortColumn(
        (own, *BY_RECORD_FIELDS), "the AE_ID that the look-up has for the record; the record itself where it has none"
    )


def by_pupil(own: str) -> CohortColumn:
    """Where the person of records of schools or universities comes from."""
    return CohortColumn(
        (own, *BY_PUPIL_FIELDS), "the AE_ID that the look-up has for the key; the key itself where it has none"
    )


def described_at_school(
    own: str, place: str, said: str, person: CohortColumn
) -> dict[str, CohortColumn | MissingColumn]:
    """Where a person, the school or college and what describes people come from, in a table of schools.

    `own` is the table, `place` its field of the institution and `said` what the institution is.
    """
    return {
        "person": person,
        "ukprn": CohortColumn((f"{own}{place}",), f"the pseudonym of the {said}, as a number"),
        "year": CohortColumn((f"{own}ACADYR",), "the starting year"),
        "DateOfBirth": MissingColumn(NO_BIRTHDAY),
        "Sex": CohortColumn((f"{own}GENDER",), "as it is"),
        "Ethnicity": CohortColumn((f"{own}ETHNIC",), "by the map of codes of schools"),
        "LLDDHealthProb": MissingColumn(SEN_IS_NOT_LLDD),
    }


def of_record(desk: CohortBuild, records: Table) -> Table:
    """Records of the ILR with `key`, the person. A record that the look-up gives two persons has the lower."""
    look_up = desk.records("leo", "education_records_lookup")
    look_up = look_up.filter(look_up.AE_ID.notnull())
    known = look_up.group_by("RECORDID").aggregate(person=look_up.AE_ID.min())
    t = records.left_join(known, "RECORDID")
    return t.select(*records.columns, key=coalesce("A" + t.person.cast("string"), "R" + t.RECORDID.cast("string")))


def of_pupil(desk: CohortBuild, records: Table, column: str = PUPIL) -> Table:
    """Records of a school or university with `key`, the person. A key that the look-up gives two has the lower.

    A record without a key of its own is nobody's, and is left out.
    """
    look_up = desk.records("leo", "ae_id_to_pmr")
    look_up = look_up.filter(look_up.AE_ID.notnull()).select("AE_ID", pupil="PUPILMATCHINGREFANONYMOUS")
    known = look_up.group_by("pupil").aggregate(person=look_up.AE_ID.min())
    mine = records.filter(records[column].notnull())
    t = mine.left_join(known, mine[column] == known.pupil)
    return t.select(*records.columns, key=coalesce("A" + t.person.cast("string"), "P" + t[column]))


def tax_keys(desk: CohortBuild) -> Table:
    """Each person's keys in the tables of tax and benefits: `key` and `edukey`."""
    look_up = desk.records("leo", "ae_id_to_edukey")
    look_up = look_up.filter(look_up.AE_ID.notnull() & look_up.EDUKEY.notnull())
    return look_up.select(key=person_key(look_up), edukey="EDUKEY").distinct()


def person_key(look_up: Table) -> Text:
    key: Text = "A" + look_up.AE_ID.cast("string")
    return key


_AT_SCHOOL: dict[int, str] = {
    31: "WBRI WCOR WENG WSCO WWEL WOWB",
    32: "WIRI",
    33: "WIRT WROM WROG WROR WROO",
    34: "WOTH WALB WBOS WCRO WGRE WGRK WGRC WITA WKOS WPOR WSER WTUR WTUK WTUC WEUR WEEU WWEU WOTW",
    35: "MWBC",
    36: "MWBA",
    37: "MWAS MWAP MWAI MWAO",
    38: "MOTH MAOE MABL MACH MBOE MBCH MCOE MWOE MWCH MOTM",
    39: "AIND",
    40: "APKN AMPK AKPA AOPK",
    41: "ABAN",
    42: "CHNE CHKC CMAL CSNG CTWN COCH",
    43: "AOTH AAFR AKAO ANEP ASNL ASLT ASRO AOTA",
    44: "BAFR BANN BCON BGHA BNGN BSLN BSOM BSUD BAOF",
    45: "BCRB",
    46: "BOTH BEUR BNAM BOTB",
    98: "OOTH OAFG OARA OEGY OFIL OIRN OIRQ OJPN OKOR OKRD OLAM OLEB OLIB OMAL OMRC OPOL OSAU OTHA OVIE OYEM OOEG",
}
"""The groups of the school census, with the finer codes that authorities may use. It has no group for Arab, who are
among the others there. Any other code, a refusal among them, says nothing that is known."""

_AT_UNIVERSITY: dict[int, int] = {
    **dict.fromkeys((10, 11, 13), 31),
    12: 32,
    **dict.fromkeys((14, 15), 33),
    19: 34,
    41: 35,
    42: 36,
    43: 37,
    49: 38,
    31: 39,
    32: 40,
    33: 41,
    34: 42,
    39: 43,
    22: 44,
    21: 45,
    29: 46,
    50: 47,
    80: 98,
}
"""The groups of the student record up to 2019/20. Code 10 is White of any origin in most years, so that the groups
among White people cannot be told apart, nor can the minorities among them; the broad groups can."""

_NOT_KNOWN = 99
_DISABILITIES = range(1, 97)


def ethnicity_at_school(code: Text) -> Whole:
    """The group of the ILR for one of the school census; 99 for any code that says nothing known."""
    known = code.upper().strip()
    groups = cases(*((known.isin(codes.split()), n) for n, codes in _AT_SCHOOL.items()), else_=_NOT_KNOWN)
    return ifelse(code.isnull(), null("int32"), groups).cast("int32")


def ethnicity_at_university(code: Text) -> Whole:
    """The group of the ILR for one of the student record; 99 for any code that says nothing known."""
    number = code.try_cast("int32")
    groups = cases(*((number == c, n) for c, n in _AT_UNIVERSITY.items()), else_=_NOT_KNOWN)
    return ifelse(code.isnull(), null("int32"), groups).cast("int32")


def disability_at_university(code: Text) -> Whole:
    """1 for any disability, 2 for none known, 9 where it was refused, not sought or not known."""
    number = code.try_cast("int32")
    said = cases(
        (number == 0, 2),
        (number.between(_DISABILITIES.start, _DISABILITIES.stop - 1), 1),
        else_=9,
    )
    return ifelse(code.isnull(), null("int32"), said).cast("int32")


def sex_at_university(code: Text) -> Text:
    """F or M; missing for any other code. Codes are 1 and 2 up to 2021/22, and 11 and 10 in Data Futures."""
    number = code.try_cast("int32")
    return cases((number.isin([2, 10]), "F"), (number.isin([1, 11]), "M"), else_=null("string"))


def sex(code: Text) -> Text:
    """F or M; missing for any other code."""
    return ifelse(code.isin(["F", "M"]), code, null("string"))


def said(code: Whole) -> Whole:
    """A code of the research copy of the ILR, without its own code for a missing value."""
    return ifelse(code == -1, null("int32"), code).cast("int32")


_INT32 = (1 << 31) - 1


def record_number(rows: Table) -> Whole:
    """A number for each row of one year: its place in the delivery, since one delivery alone counts of a year."""
    number: Whole = rows.delivery_row
    return number


def with_each(people: Table, *tables: Table) -> Table:
    """People with the columns of tables of at most one row a person; missing where a table has none of theirs."""
    for table in tables:
        people = people.left_join(table, "key").drop("key_right")
    return people


def with_provider(desk: CohortBuild, rows: Table, pseudonym: str) -> Table:
    """Rows with `ukprn`, a number that stands for the pseudonym of a provider and is the same in every delivery."""
    text = rows.mutate(called=rows[pseudonym].cast("string"))
    found = desk.run(lambda: text.select("called").distinct().order_by("called"))["called"].to_pylist()
    numbers = {name: n for n, name in numbered([f for f in found if f is not None]).items()}
    desk.labels.update({n: name for name, n in numbers.items()})
    known = desk.add(
        "providers",
        pa.table({"called": pa.array(numbers, pa.string()), "ukprn": pa.array(numbers.values(), pa.int32())}),
    )
    return text.left_join(known, "called").select(*rows.columns, "ukprn")


def numbered(pseudonyms: list[str]) -> dict[int, str]:
    """A number for each pseudonym: itself where it is a small number, else one drawn from it."""
    found: dict[int, str] = {}
    for name in pseudonyms:
        own = name.isdecimal() and str(int(name)) == name and 0 < int(name) <= _INT32
        n = int(name) if own else _from(name)
        while n in found:
            n = n % _INT32 + 1
        found[n] = name
    return found


def _from(pseudonym: str) -> int:
    return int.from_bytes(hashlib.sha256(pseudonym.encode()).digest()[:4], "big") & _INT32


def finished(desk: CohortBuild, rows: Table, schema: pa.Schema) -> Table:
    """Rows with `key` and `record` as the table of a measure: the columns of `schema` in order.

    A person is numbered, and described by the first record that says something. Columns that the rows do not have are
    missing throughout.
    """
    kept = desk.kept("rows", lambda: rows)
    keys = kept.select("key").distinct()
    people = desk.kept("people", lambda: keys.mutate(person=(row_number().over(order_by=keys.key) + 1).cast("int64")))
    t = kept.join(people, "key")
    told = [c for c in DESCRIBES if c in kept.columns]
    first = kept.group_by("key").aggregate(**{f"the_{c}": kept[c].argmin(kept.record) for c in told})
    t = t.join(first, "key")
    given = {c: t[c] for c in kept.columns} | {c: t[f"the_{c}"] for c in told}
    given |= {"person": t.person, "year": literal(desk.year)}
    return t.select(**{f.name: _typed(given.get(f.name), f.type) for f in schema})


def _typed(value: Value | None, type: pa.DataType) -> Value:
    named = _TYPES[type]
    return null(named) if value is None else value.cast(named)


_TYPES = {
    pa.bool_(): "boolean",
    pa.int32(): "int32",
    pa.int64(): "int64",
    pa.float64(): "float64",
    pa.string(): "string",
    pa.date32(): "date",
}
