"""Destinations after key stage 4 and after 16 to 18 study, and the two cohorts of school leavers."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.derive import linked_outcomes
from alder.derive.variable import Variable
from alder.measures.cohorts.cohort_table import (
    ROWS,
    CohortColumn,
    CohortRecords,
    CohortTable,
    MissingColumn,
    UnsuitableRecords,
    cohort_tables,
    of,
)
from alder.measures.cohorts.linked_people import (
    BY_PUPIL,
    BY_RECORD,
    BY_RECORD_FIELDS,
    INSTITUTION,
    OF_LEO,
    PUPIL,
    TAX_FIELDS,
    TO_TAX,
    by_pupil,
    described_at_school,
    ethnicity_at_school,
    of_pupil,
    record_number,
    sex,
    with_each,
    with_provider,
)
from alder.measures.cohorts.spells import (
    APPRENTICE_FIELDS,
    BENEFIT_FIELDS,
    BENEFITS,
    COLLEGE_FIELDS,
    EMPLOYMENT,
    EMPLOYMENT_FIELDS,
    ROLL_FIELDS,
    SCHOOL_FIELDS,
    UNIVERSITY_FIELDS,
    academic_year,
    all_spells,
    at_colleges,
    at_universities,
    college_records,
    flagged,
    in_sixth_forms,
    in_work,
    longest_run,
    october_to_march,
    on_roll,
    out_of_work,
    overlaps,
    roll_records,
    sixth_form_records,
    university_records,
)
from alder.measures.measure import PERSON, Columns, Extract, MatchCriterion, Measure, Theme, Unit, measures, share
from alder.model.definition import Evidence
from alder.model.expr import literal, null
from alder.model.quality import FieldQuality, Grade
from alder.model.statistic import Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from alder.measures.cohorts.cohort_table import CohortBuild
    from alder.measures.measure import Scope
    from alder.model.expr import Table, Text

COLUMNS: Columns = {
    **PERSON,
    "stage": (pa.string(), "What was left in the year: ks4 or 16-18."),
    "education": (pa.string(), "Six flags from October to March of the year after: 1 in a month in education."),
    "employment": (pa.string(), "Six flags from October to March: 1 in a month with paid work."),
    "apprenticeship_run": (pa.int32(), "The most months running in an apprenticeship from August to July."),
    "benefits": (pa.bool_(), "Whether there was a claim of out-of-work benefits."),
}


def _destination(rows: Table) -> Text:
    """Where the student went: groups that exclude each other and add up to the cohort."""
    return rows.destination


DESTINATION = Variable(
    name="destination",
    title="Destination",
    unit="category",
    reads=("education", "employment", "apprenticeship_run", "benefits"),
    source="Methodology of destinations after key stage 4 and 16 to 18 study",
    evidence=Evidence.V,
    function=_destination,
    categories=linked_outcomes.AFTER_SCHOOL,
    person=True,
)

EXTRACT = Extract(
    name="school_leaver_destinations",
    row="One row is one pupil or student who left key stage 4 or 16 to 18 study in the year.",
    columns=COLUMNS,
    source="leo",
    title="the National Pupil Database linked to Longitudinal Education Outcomes (LEO)",
    get=f"{OF_LEO}; figures by school and college are published.",
    quality=FieldQuality("LEO", Grade.B, "whole cohorts, but what is done abroad or without pay is not seen"),
    variables={DESTINATION.name: DESTINATION},
    key=("person", "year", "stage"),
)

COUNTED = Indicator("students", "Left", "students")
SUSTAINED = Indicator("sustained", "Sustained", "students")
MATCH = MatchCriterion(
    "students of whom any education, work or claim was found",
    looked_for=lambda t: t.students,
    found=lambda t: t.destination != "activity not captured",
)
PARAMETERS = (
    linked_outcomes.APPRENTICESHIP_MONTHS,
    linked_outcomes.APPRENTICESHIP_FIRST,
    linked_outcomes.MIXED_DESTINATION,
)
READS = tuple(n for n in COLUMNS if n not in PERSON)
CAVEATS = ("Q-LEO", "Q-CAUS")
SOURCE = (
    "Methodology of destinations after key stage 4 and 16 to 18 study; in which order destinations go when several "
    "hold, and where a mix of both is filed, are readings."
)
METHOD = (
    "Education must last through October to March, the first two terms; employment needs a day in five of these six "
    "months; an apprenticeship counts with six months running at any time from August to July. Six months that are "
    "each in education or employment are sustained too.",
    "Some activity, or a claim of benefits, that is none of these is not sustained. Where nothing at all is found the "
    "activity is not captured: this is no destination, and says nothing of what the student does.",
)
EDGE_CASES = (
    "Five months of education and nothing else are not sustained.",
    "Whoever has both a sustained apprenticeship and sustained education is filed as an apprentice.",
)


def rows(stage: str) -> Any:
    """The function that marks the rows of those who left one stage."""

    def marked(table: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
        cohort = table.filter((table.year == year) & (table.stage == stage))
        destination = linked_outcomes.destination_after_school(
            cohort.education,
            cohort.employment,
            cohort.apprenticeship_run,
            cohort.benefits,
            apprenticeship_months=settings["apprenticeship_months"],
            apprenticeship_first=settings["apprenticeship_first"],
            mixed_destination=settings["mixed_destination"],
        )
        found = cohort.mutate(destination=destination)
        return found.mutate(
            students=found.person.notnull(),
            sustained=linked_outcomes.is_positive(found.destination),
            left_out=null("string"),
        )

    return marked


def paragraphs(first: str) -> str:
    return "\n\n".join((first, *METHOD))


def cohort_at_key_stage_4(desk: CohortBuild) -> Table:
    """Pupils at the end of key stage 4 in the year, one row a person."""
    rows = desk.records("npd_ks4", "ks4_pupil")
    rows = rows.filter((rows.start_year == desk.year) & (rows.ENDKS == 1).fill_null(False))
    return _one_a_person(of_pupil(desk, rows), "LAESTAB_anon")


def cohort_after_16_to_18(desk: CohortBuild) -> Table:
    """Students who came to the end of 16 to 18 study in the year, one row a person."""
    rows = desk.records("npd_ks5", "ks5_student")
    rows = rows.filter((rows.start_year == desk.year) & (rows.TRIGGER == 1).fill_null(False))
    rows = rows.filter((rows.RECTYPE == INSTITUTION).fill_null(True))
    return _one_a_person(of_pupil(desk, rows), "URN_anon")


def _one_a_person(rows: Table, place: str) -> Table:
    t = rows.mutate(record=record_number(rows), the_sex=sex(rows.GENDER), the_group=ethnicity_at_school(rows.ETHNIC))
    return t.group_by("key").aggregate(
        record=t.record.min(),
        place=t[place].argmin(t.record),
        Sex=t.the_sex.argmin(t.record),
        Ethnicity=t.the_group.argmin(t.record),
    )


def _drawn(desk: CohortBuild, cohort: Table, stage: str, education: tuple[Table, ...]) -> Table:
    after = desk.year + 1
    window = october_to_march(after)
    first, last = window[0][0], window[-1][1]
    rows = desk.kept("cohort", lambda: with_provider(desk, cohort, "place"))
    aims = desk.kept("aims", lambda: at_colleges(desk, [after]))
    study = aims.filter(~aims.is_apprenticeship)
    learned = desk.kept("learned", lambda: flagged(all_spells(study, *education), window, "education"))
    apprentices = aims.filter(aims.is_apprenticeship)
    trained = desk.kept("trained", lambda: flagged(apprentices, academic_year(after), "trained"))
    work = desk.kept("work", lambda: flagged(in_work(desk, last), window, "employment"))
    claims = desk.kept("claims", lambda: _claims(out_of_work(desk, last), first, last))
    t = with_each(rows, learned, trained, work, claims)
    return t.mutate(
        stage=literal(stage),
        apprenticeship_run=longest_run(t.trained, 12),
        benefits=t.benefits.fill_null(False),
    )


def _claims(spells: Table, first: date, last: date) -> Table:
    return spells.filter(overlaps(spells, first, last)).select("key").distinct().mutate(benefits=literal(True))


def draw_key_stage_4(desk: CohortBuild) -> Table:
    """The pupils who left key stage 4 in the year."""
    after = [desk.year + 1]
    education = (in_sixth_forms(desk, after), on_roll(desk, after))
    return _drawn(desk, cohort_at_key_stage_4(desk), "ks4", education)


def draw_16_to_18(desk: CohortBuild) -> Table:
    """The students who came to the end of 16 to 18 study in the year."""
    after = [desk.year + 1]
    schools = (in_sixth_forms(desk, after), on_roll(desk, after))
    education = (*schools, at_universities(desk, after))
    return _drawn(desk, cohort_after_16_to_18(desk), "16-18", education)


def _columns(
    own: str, cohort: CohortColumn, place: str, education: tuple[str, ...], where: str
) -> dict[str, CohortColumn | MissingColumn]:
    return {
        ROWS: cohort,
        **described_at_school(own, place, "school or college", by_pupil(f"{own}{PUPIL}")),
        "stage": CohortColumn((), "that of the measure"),
        "education": CohortColumn(
            education,
            f"1 in a month from October to March with a day of learning {where}",
            helped=ROLL_FIELDS,
        ),
        "employment": CohortColumn(
            (*TAX_FIELDS, *EMPLOYMENT_FIELDS), "1 in a month from October to March with a day of a spell"
        ),
        "apprenticeship_run": CohortColumn(
            (*APPRENTICE_FIELDS, *BY_RECORD_FIELDS),
            "the most months running, August to July, with a day of an apprenticeship",
        ),
        "benefits": CohortColumn(
            (*TAX_FIELDS, *BENEFIT_FIELDS), "whether a claim that counts as out of work has a day in the six months"
        ),
    }


_AFTER = (
    college_records("the year after", of(1)),
    BY_RECORD,
    TO_TAX,
    EMPLOYMENT,
    BENEFITS,
)
_NOTES = ("Study at independent schools and outside England is not seen. School censuses are read where held.",)
_INSTEAD = (
    UnsuitableRecords(
        "nccis_ypmad",
        "nccis",
        "an authority's caseload says what a young person was doing in a month, but the layout does not say which "
        "month the first is; official destinations do not rest on it.",
    ),
)
_KS4, _KS5 = "npd_ks4.ks4_pupil.", "npd_ks5.ks5_student."

leavers_of_key_stage_4 = cohort_tables.add(
    CohortTable(
        name="leavers_of_key_stage_4",
        table="school_leaver_destinations",
        measures=("key_stage_4_destination_rate",),
        records=(
            CohortRecords("npd_ks4", "ks4_pupil", "pupils at the end of key stage 4", "the cohort's year", of(0)),
            BY_PUPIL,
            sixth_form_records("the autumn return of the year after", of(1)),
            roll_records("the terms of the year after", of(1)),
            *_AFTER,
        ),
        columns=_columns(
            _KS4,
            CohortColumn((f"{_KS4}ENDKS",), "pupils of the cohort at the end of key stage 4"),
            "LAESTAB_anon",
            (*COLLEGE_FIELDS, *BY_RECORD_FIELDS, *SCHOOL_FIELDS),
            "at a college or in a sixth form or on the roll of a school, apprenticeships aside",
        ),
        notes=_NOTES,
        instead=_INSTEAD,
        draw=draw_key_stage_4,
    )
)

leavers_of_16_to_18 = cohort_tables.add(
    CohortTable(
        name="leavers_of_16_to_18",
        table="school_leaver_destinations",
        measures=("destination_rate_after_16_to_18",),
        records=(
            CohortRecords(
                "npd_ks5", "ks5_student", "students at the end of 16 to 18 study", "the cohort's year", of(0)
            ),
            BY_PUPIL,
            sixth_form_records("the autumn return of the year after", of(1)),
            roll_records("the terms of the year after", of(1)),
            university_records("the year after", of(1)),
            *_AFTER,
        ),
        columns=_columns(
            _KS5,
            CohortColumn(
                (f"{_KS5}TRIGGER",),
                "students who meet the trigger of the end of study; where RECTYPE is there, at institutions alone",
                helped=(f"{_KS5}RECTYPE",),
            ),
            "URN_anon",
            (*COLLEGE_FIELDS, *BY_RECORD_FIELDS, *SCHOOL_FIELDS, *UNIVERSITY_FIELDS),
            "at a college, in a sixth form, on the roll of a school or at a university, apprenticeships aside",
        ),
        notes=_NOTES,
        instead=_INSTEAD,
        draw=draw_16_to_18,
    )
)


destination_rate_after_16_to_18 = measures.add(
    Measure(
        "destination_rate_after_16_to_18",
        title="Sustained destination after 16 to 18 study",
        theme=Theme.DESTINATIONS,
        unit=Unit.LEARNERS,
        counts=(COUNTED, SUSTAINED),
        rates=(
            share(
                "destination_rate_after_16_to_18",
                "Sustained destination after 16 to 18 study",
                of=("sustained", "students"),
            ),
        ),
        rows=rows("16-18"),
        population="Students who left 16 to 18 study in the year.",
        numerator="Those in sustained education, apprenticeship or employment.",
        denominator="All who left, found anywhere or not.",
        parameters=PARAMETERS,
        methodology=paragraphs("The cohort is every student who left 16 to 18 study in the year asked for."),
        version="1",
        evidence=Evidence.B,
        source=SOURCE,
        reads_as="Of students who left 16 to 18 study, the share who stayed in education, an apprenticeship or work.",
        caution="Activity that is not captured is in the cohort, so a place with many who work abroad looks low.",
        reads=READS,
        scopes=(),
        caveats=CAVEATS,
        edge_cases=EDGE_CASES,
        extract=EXTRACT,
        match=MATCH,
    )
)


key_stage_4_destination_rate = measures.add(
    replace(
        destination_rate_after_16_to_18,
        name="key_stage_4_destination_rate",
        title="Sustained destination after key stage 4",
        rates=(
            share(
                "key_stage_4_destination_rate", "Sustained destination after key stage 4", of=("sustained", "students")
            ),
        ),
        rows=rows("ks4"),
        population="Pupils at the end of key stage 4 in the year.",
        methodology=paragraphs("The cohort is every pupil who ended key stage 4 in the year asked for."),
        version="1",
        reads_as="Of pupils who ended key stage 4, the share who stayed in education, an apprenticeship or work.",
    )
)
