"""What variables need of LARS: each aim's title, kind, level, subject, hours and credit; and the subject areas.

The file LearningDelivery fills `lars_aim`, and the table `lars_delivery` that rules look into. Without LARS, a list of
approved qualifications says a title, level and subject for those that were funded when it was made.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from alder.files.values import CODE, ColumnReader, SpreadsheetDamage, UnreadableValue, aim_reference, code, shaped
from alder.sources.reference.lars_codes import subject_codes
from alder.sources.reference.table_layout import LARS, Origin, TableLayout

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

HUNDREDTHS = pa.decimal128(5, 2)
SCHEMA = pa.schema(
    [
        ("LearnAimRef", pa.string()),
        ("LearnAimRefTitle", pa.string()),
        ("LearnAimRefType", pa.string()),
        ("NotionalNVQLevelv2", pa.string()),
        ("SectorSubjectAreaTier1", HUNDREDTHS),
        ("SectorSubjectAreaTier2", HUNDREDTHS),
        ("AwardOrgCode", pa.string()),
        ("GuidedLearningHours", pa.int32()),
        ("OfQualGlhMin", pa.int32()),
        ("OfQualGlhMax", pa.int32()),
        ("TotalQualificationTime", pa.int32()),
        ("RegulatedCreditValue", pa.int32()),
        ("EntrySubLevel", pa.string()),
        ("EffectiveFrom", pa.date32()),
        ("EffectiveTo", pa.date32()),
    ]
)
"""Columns as LARS names them. What share of a full level 2 or 3 an aim is changes by year: see `lars_annual_value`."""

_ALWAYS = {"LearnAimRef", "LearnAimRefTitle", "LearnAimRefType", "NotionalNVQLevelv2"}
_HAVE = "level, subject, title, kind, hours, credit and awarding organisation of aims"

LEVELS: Mapping[str, str] = {
    "Entry Level": "E",
    **{f"Level {n}": str(n) for n in range(1, 9)},
    "Level 1/2": "1.5",
}
"""Levels as lists of approved qualifications write them, and their codes in LARS."""


def _aim_type(text: str) -> str:
    if text.isdigit() and len(text) < 4:
        raise SpreadsheetDamage("a kind of aim without its leading zeros, which a spreadsheet drops")
    return code(text)


def _level(text: str) -> str:
    if text not in LEVELS:
        raise UnreadableValue("is not a level such as Level 3")
    return LEVELS[text]


def _subject(text: str) -> Decimal:
    try:
        return subject_codes()[text.casefold()]
    except KeyError:
        raise UnreadableValue("is not the name of a sector subject area") from None


def _named(rows: pa.Table) -> pa.Table:
    """Rows of a list of approved qualifications, with the columns that it lacks. Tier 1 is the whole part of tier 2."""
    have = {name: rows[name] for name in rows.schema.names}
    have["SectorSubjectAreaTier1"] = pc.floor(rows["SectorSubjectAreaTier2"]).cast(HUNDREDTHS)
    columns = [have[f.name] if f.name in have else pa.nulls(rows.num_rows, f.type) for f in SCHEMA]
    return pa.table(columns, schema=SCHEMA)


SSA = pa.schema([("code", HUNDREDTHS), ("tier", pa.int32()), ("name", pa.string())])


def _tier(tier: int) -> TableLayout:
    def tiered(rows: pa.Table) -> pa.Table:
        many = pa.repeat(pa.scalar(tier, pa.int32()), rows.num_rows)
        return pa.table([rows["code"], many, rows["name"]], schema=SSA)

    column = f"SectorSubjectAreaTier{tier}"
    return TableLayout(
        "ssa",
        "the sector subject areas (LARS)",
        SSA,
        ("code", "name"),
        {"code": (column,), "name": (f"{column}Desc",)},
        marks=(column, f"{column}Desc"),
        excluded_by=(f"SectorSubjectAreaTier{3 - tier}Desc", "LearnAimRef"),
        joins=True,
        unique=("code", "tier"),
        columns=pa.schema([SSA.field("code"), SSA.field("name")]),
        derive=tiered,
        enables="names of subject areas in tables",
        origins=(
            Origin(
                "SectorSubjectAreaTier1.csv and SectorSubjectAreaTier2.csv in the CSV download of LARS, both at once",
                LARS.publisher,
                LARS.page,
            ),
        ),
    )


FUNDING = pa.schema(
    [
        ("LearnAimRef", pa.string()),
        ("FundingCategory", pa.string()),
        ("RateWeighted", pa.decimal128(10, 5)),
        ("RateUnWeighted", pa.decimal128(10, 5)),
        ("WeightingFactor", pa.string()),
        ("EffectiveFrom", pa.date32()),
        ("EffectiveTo", pa.date32()),
    ]
)
AWARDING = pa.schema([("AwardOrgCode", pa.string()), ("AwardOrgName", pa.string()), ("AwardOrgUKPRN", pa.int32())])


def _download(file: str) -> Origin:
    return Origin(f"{file}.csv in the CSV download of LARS", LARS.publisher, LARS.page)


def _regulated(whose: str, names: Mapping[str, str], *, sign: str, origin: Origin | None = None) -> TableLayout:
    """A list of regulated qualifications that serves as a list of aims, by the publisher's names of columns."""
    return TableLayout(
        "lars_aim",
        f"the learning aims and what they are ({whose})",
        SCHEMA,
        ("LearnAimRef",),
        {column: (name,) for column, name in names.items()},
        marks=(*names.values(), sign),
        joins=True,
        unique=("LearnAimRef",),
        columns=pa.schema([SCHEMA.field(n) for n in names]),
        reads={
            "LearnAimRef": ColumnReader(aim_reference),
            "NotionalNVQLevelv2": ColumnReader(_level),
            "SectorSubjectAreaTier2": ColumnReader(_subject),
        },
        derive=_named,
        origins=(origin,) if origin else (),
    )


def _plain(
    name: str, title: str, file: str, lets: str, sign: tuple[str, ...] = (), **columns: pa.DataType
) -> TableLayout:
    """A file of LARS that is held as it is. With a `sign` it may fill another table too, of some of its columns."""
    schema = pa.schema(list(columns.items()))
    reads = {"LearnAimRef": ColumnReader(aim_reference)} if "LearnAimRef" in columns else {}
    keys = tuple(columns)[:2]
    return TableLayout(
        name, title, schema, keys, marks=sign, file=file, reads=reads, enables=lets, origins=(_download(file),)
    )


CODE_LISTS = pa.schema(
    [
        ("list", pa.string()),
        ("code", pa.string()),
        ("name", pa.string()),
        ("short_name", pa.string()),
        ("EffectiveFrom", pa.date32()),
        ("EffectiveTo", pa.date32()),
    ]
)
"""`list` is the name of the column that holds the codes, as LARS has it in its other files."""

_READ = pa.schema([CODE_LISTS.field(n) for n in CODE_LISTS.names if n != "list"])
_ANY = "(list)"


def code_list(reads: Mapping[str, ColumnReader]) -> TableLayout:
    """The table of all lists. `reads` says how codes of some lists are read."""
    return _known(_ANY, _ANY, f"{_ANY}Desc", f"{_ANY}Desc2", reads, partial(_of, reads))


def _of(reads: Mapping[str, ColumnReader], header: Sequence[str]) -> TableLayout | None:
    """The layout of a file whose first column has the codes and whose next, or next but one, says what they mean.

    Subject areas have a table of their own. `Parent` before the name of the codes is the tree that some lists are.
    """
    if len(header) < 3 or header[0].startswith("SectorSubjectArea"):
        return None
    codes = header[0]
    stem = re.sub("(?:Code|Ref|Id)$", "", codes)
    named = header[2] if header[1] == f"Parent{codes}" else header[1]
    if named not in (f"{codes}Desc", f"{stem}Desc", f"{stem}Name"):
        return None
    short = next((h for h in header if h in (f"{named}2", f"{stem}ShortName")), f"{named}2")
    return _known(codes, codes, named, short, reads, None)


def _known(
    name: str,
    codes: str,
    named: str,
    short: str,
    reads: Mapping[str, ColumnReader],
    of: partial[TableLayout | None] | None,
) -> TableLayout:
    def listed(rows: pa.Table) -> pa.Table:
        columns = {n: rows[n] for n in rows.schema.names}
        return pa.table({"list": pa.repeat(name, rows.num_rows), **columns}).select(CODE_LISTS.names)

    return TableLayout(
        "lars_code",
        "the lists of codes (LARS)",
        CODE_LISTS,
        ("code", "name"),
        {
            "code": (codes,),
            "name": (named,),
            "short_name": (short,),
            "EffectiveFrom": ("EffectiveFrom",),
            "EffectiveTo": ("EffectiveTo",),
        },
        optional=frozenset({"short_name", "EffectiveTo"}),
        marks=("EffectiveFrom",),
        joins=True,
        unique=("list", "code", "EffectiveFrom"),
        columns=_READ,
        derive=listed,
        from_header=of,
        reads={"code": reads.get(name, CODE)},
        enables="what codes of aims, rates and standards mean",
        origins=(
            Origin(
                "LearnAimRefType.csv, FundingCategory.csv and the other lists in the CSV download of LARS",
                LARS.publisher,
                LARS.page,
                note="add all of them with one command",
            ),
        ),
    )


PLACE = 20
"""Where its tables are listed among those of other publishers."""

TABLES = (
    TableLayout(
        "lars_aim",
        "the learning aims and what they are (LARS)",
        SCHEMA,
        ("LearnAimRef",),
        {},
        optional=frozenset(set(SCHEMA.names) - _ALWAYS - {"SectorSubjectAreaTier2"}),
        marks=("LearnAimRefTitle", "SectorSubjectAreaTier2"),
        file="LearningDelivery",
        joins=True,
        unique=("LearnAimRef",),
        reads={"LearnAimRef": ColumnReader(aim_reference), "LearnAimRefType": ColumnReader(_aim_type)},
        enables=_HAVE,
        origins=(LARS,),
    ),
    _regulated(
        "a list of approved qualifications",
        {
            "LearnAimRef": "learn_aim_ref",
            "LearnAimRefTitle": "title",
            "NotionalNVQLevelv2": "level",
            "SectorSubjectAreaTier2": "ssa_tier2",
        },
        sign="awarding_organisation",
    ),
    _regulated(
        "the list of qualifications approved for funding",
        {
            "LearnAimRef": "QualificationNumber",
            "LearnAimRefTitle": "QualificationName",
            "NotionalNVQLevelv2": "Level",
            "SectorSubjectAreaTier2": "SectorSubjectArea",
        },
        sign="AwardingOrganisation",
        origin=Origin(
            "the list of qualifications approved for funding, as CSV",
            "Department for Education",
            search="qualifications approved for funding CSV",
            note="has titles, levels and subjects of regulated qualifications alone",
        ),
    ),
    _regulated(
        "the Ofqual register",
        {
            "LearnAimRef": "QualificationNumberNoObliques",
            "LearnAimRefTitle": "Title",
            "NotionalNVQLevelv2": "Level",
            "SectorSubjectAreaTier2": "Ssa",
            "GuidedLearningHours": "Glh",
            "TotalQualificationTime": "Tqt",
            "RegulatedCreditValue": "TotalCredits",
        },
        sign="OrganisationName",
        origin=Origin(
            "the register of qualifications, as CSV with the names of its interface",
            "Ofqual",
            search="Ofqual register of regulated qualifications download",
            note="has hours and credit of regulated qualifications too, and no generic aims",
        ),
    ),
    TableLayout(
        "lars_funding",
        "what the state pays for learning aims (LARS)",
        FUNDING,
        ("LearnAimRef", "FundingCategory"),
        marks=("RateWeighted", "RateUnWeighted"),
        file="Funding",
        unique=("LearnAimRef", "FundingCategory", "EffectiveFrom"),
        reads={"LearnAimRef": ColumnReader(aim_reference)},
        enables="funding rates of aims",
        origins=(_download("Funding"),),
    ),
    TableLayout(
        "awarding_organisation",
        "the awarding organisations (LARS)",
        AWARDING,
        ("AwardOrgCode", "AwardOrgName"),
        optional=frozenset({"AwardOrgUKPRN"}),
        excluded_by=("LearnAimRef",),
        file="AwardOrgCode",
        unique=("AwardOrgCode",),
        reads={"AwardOrgCode": shaped("[A-Z0-9][A-Z0-9&/._ -]{0,19}", "is not the code of an awarding organisation")},
        enables="names of awarding organisations",
        origins=(_download("AwardOrgCode"),),
    ),
    _plain(
        "lars_standard_aim",
        "the aims that belong to apprenticeship standards (LARS)",
        "StandardAims",
        "which aims are part of a standard",
        StandardCode=pa.int32(),
        LearnAimRef=pa.string(),
        EffectiveFrom=pa.date32(),
        EffectiveTo=pa.date32(),
        StandardComponentType=pa.int32(),
    ),
    _plain(
        "lars_standard_subject",
        "the subject areas of apprenticeship standards (LARS)",
        "Standard",
        "the subject of apprenticeships by standard",
        sign=("StandardName",),
        StandardCode=pa.int32(),
        SectorSubjectAreaTier1=HUNDREDTHS,
        SectorSubjectAreaTier2=HUNDREDTHS,
        EffectiveFrom=pa.date32(),
        EffectiveTo=pa.date32(),
    ),
    _plain(
        "lars_framework_subject",
        "the subject areas of pathways of apprenticeship frameworks (LARS)",
        "Framework",
        "the subject of apprenticeships by framework",
        sign=("PathwayName",),
        FworkCode=pa.int32(),
        ProgType=pa.int32(),
        PwayCode=pa.int32(),
        SectorSubjectAreaTier1=HUNDREDTHS,
        SectorSubjectAreaTier2=HUNDREDTHS,
        EffectiveFrom=pa.date32(),
        EffectiveTo=pa.date32(),
    ),
    _plain(
        "lars_apprenticeship_funding",
        "what the state pays for apprenticeships, frameworks and standards (LARS)",
        "ApprenticeshipFunding",
        "funding bands, caps and additional payments of apprenticeships since May 2017",
        ApprenticeshipType=pa.string(),
        ApprenticeshipCode=pa.int32(),
        ProgType=pa.int32(),
        PwayCode=pa.int32(),
        FundingCategory=pa.string(),
        EffectiveFrom=pa.date32(),
        EffectiveTo=pa.date32(),
        BandNumber=pa.int32(),
        CoreGovContributionCap=pa.decimal128(10, 5),
    ),
    _plain(
        "lars_section_96",
        "which aims were approved for learners under 19 (LARS)",
        "Section96",
        "whether an aim could be funded for the young",
        LearnAimRef=pa.string(),
        EffectiveFrom=pa.date32(),
        EffectiveTo=pa.date32(),
        Section96ApprovalStatus=pa.int32(),
        Section96ApprovalStartDate=pa.date32(),
        Section96ReviewDate=pa.date32(),
        Section96ValidPre16=pa.int32(),
        Section96Valid16to18=pa.int32(),
        Section96Valid18plus=pa.int32(),
    ),
    _tier(1),
    _tier(2),
    code_list({"LearnAimRefType": ColumnReader(_aim_type)}),
)
