"""The ILR's records as entities of the catalogue: those of the returns, from their schema, and those of the research
copy that the second LEO holds.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from alder.model.field import FieldKind
from alder.model.layout import Identifies, Sensitivity, SourceEntity, SourceField
from alder.model.period import Span, Years
from alder.sources.citations import FORM, ILR_SPECIFICATION
from alder.sources.declaration import DeclaredEntity
from alder.sources.declaration import layout as declared
from alder.sources.ilr.codes import LISTS
from alder.sources.ilr.schema import BETWEEN, YEARS, entities, years_of

if TYPE_CHECKING:
    from alder.model.field import Entity as Record
    from alder.model.field import Field
    from alder.model.period import AcademicYear

JUDGED_BY = "Alder's judgement, on the scale of the department's NPD tables; the specification gives none"

_TEXT = """
    direct    1 E  FamilyName GivenNames AddLine1 AddLine2 AddLine3 AddLine4 Email TelNo TelNumber
    direct    2 E  ULN NINumber SSN UCASPERID
    pseudonym 3 E  LearnRefNumber PrevLearnRefNumber NUMHUS UCASAPPID SWSupAimId AgreeId
    quasi     4 E  DateOfBirth Postcode PostcodePrior PostCode HEPostCode LSDPostcode DelLocPostCode CampId
    quasi     4 E  PrevUKPRN PMUKPRN PartnerUKPRN EmpId WorkPlaceEmpId
    quasi     4 E  ProvSpecLearnMon ProvSpecDelMon LearnStartDate LearnActEndDate
    quasi     4 D  Ethnicity LLDDCat PrimaryLLDD
    no        5 D  LLDDHealthProb
    no        5 C  Sex EmpStat ESMType ESMCode LearnFAMType LearnFAMCode WithdrawReason FINTYPE FINAMOUNT Accom
    no        5 C  OutType OutCode
"""

_JUDGED: dict[str, tuple[Identifies, int, Sensitivity]] = {
    name: (Identifies(identifies), int(risk), Sensitivity(sensitivity))
    for identifies, risk, sensitivity, *names in (line.split() for line in _TEXT.strip().splitlines())
    for name in names
}


def judged(field: str) -> tuple[Identifies, int, Sensitivity]:
    """How the field identifies, its risk and its sensitivity; a field that is not named does no harm alone."""
    return _JUDGED.get(field, (Identifies.NO, 5, Sensitivity.E))


def named() -> frozenset[str]:
    """The fields that are named here."""
    return frozenset(_JUDGED)


_research = declared(
    __name__,
    DeclaredEntity(
        "lilr_learners",
        "LILR_Learners",
        "one learner at one provider in one academic year",
        FORM,
        key=("external_id", "Year"),
        of=26,
        judged_by=JUDGED_BY,
        note="Provider numbers are pseudonyms. Home postcodes are on the form but are not supplied by default.",
    ),
    DeclaredEntity(
        "lilr_aims",
        "LILR_Aims",
        "one learning aim of a learner in one academic year",
        FORM,
        key=("external_id", "sequence_index", "Year"),
        of=99,
        judged_by=JUDGED_BY,
        note="Flags such as start and achievement follow the rules of the published statistics of their year.",
    ),
    file="research.txt",
    lists=LISTS,
)


@cache
def layout() -> tuple[SourceEntity, ...]:
    """Every record that a return may hold, then those of the research copy."""
    returned = tuple(_returned(table, record) for table, record in entities().items() if record.fields)
    return (*returned, *_research())


def _returned(table: str, record: Record) -> SourceEntity:
    return SourceEntity(
        name=table,
        published=record.element,
        grain=record.meaning[:1].lower() + record.meaning[1:].rstrip("."),
        key=(),
        fields=tuple(_field(table, f) for f in record.fields),
        cite=ILR_SPECIFICATION,
        judged_by=JUDGED_BY,
        note="An element of the return. Alder's tables of returns hold it under the name on the left.",
    )


def _field(table: str, field: Field) -> SourceField:
    identifies, risk, sensitivity = judged(field.name)
    years = _years(table, field.name)
    return SourceField(
        name=field.name,
        kind=FieldKind.NUMBER if field.kind is FieldKind.DECIMAL else field.kind,
        meaning=field.meaning,
        length=field.max_length if field.kind is FieldKind.TEXT else None,
        identifies=identifies,
        risk=risk,
        sensitivity=sensitivity,
        codes=LISTS.get(field.name),
        years=years,
        note=_note(years),
    )


def _years(table: str, field: str) -> Years:
    """The spans of years that collect a field. Between 2020/21 and 2025/26 the schemas are not at hand: a field of
    both is taken to have been collected all the time.
    """
    collected = set(years_of(table, field))
    if {min(BETWEEN) - 1, max(BETWEEN) + 1} <= collected:
        collected.update(BETWEEN)
    spans: list[list[AcademicYear]] = []
    for year in sorted(collected):
        if spans and spans[-1][-1] + 1 == year:
            spans[-1].append(year)
        else:
            spans.append([year])
    return Years(tuple(Span(run[0], None if run[-1] == max(YEARS) else run[-1]) for run in spans))


def _note(years: Years) -> str:
    """What is not known about when a field began or ended."""
    if years.first == max(BETWEEN) + 1:
        return f"In the schema of {years.first}; those of {BETWEEN[0]} to {BETWEEN[-1]} are not at hand"
    if years.last == min(BETWEEN) - 1:
        return f"Gone by {max(BETWEEN) + 1}; the schemas of {BETWEEN[0]} to {BETWEEN[-1]} are not at hand"
    return ""
