"""Progression to a higher level of education in linked records, and its cohort: achievers and their learning after."""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.measures.cohorts.cohort_table import (
    ROWS,
    CohortColumn,
    CohortRecords,
    CohortTable,
    MissingColumn,
    UnsuitableRecords,
    cohort_tables,
    fields_of,
    of,
)
from alder.measures.cohorts.linked_people import (
    BY_PUPIL,
    BY_PUPIL_FIELDS,
    BY_RECORD,
    by_record,
    of_record,
    record_number,
    said,
    sex,
    with_provider,
)
from alder.measures.cohorts.spells import (
    COLLEGE_FIELDS,
    LEVEL,
    UNIVERSITY_FIELDS,
    academic_year,
    at_colleges,
    at_universities,
    college_records,
    level_of_aim,
    overlaps,
    university_records,
)
from alder.measures.definitions.progression import SUSTAINED_MONTHS, marks
from alder.measures.measure import PERSON, Columns, Extract, MatchCriterion, Measure, Theme, Unit, measures, share
from alder.model.definition import Evidence
from alder.model.expr import coalesce, ifelse, literal, null, union
from alder.model.quality import FieldQuality, Grade
from alder.model.statistic import Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.measures.cohorts.cohort_table import CohortBuild
    from alder.measures.measure import Scope
    from alder.model.expr import Table

HIGHER = 4
"""The level from which learning at a college is higher education."""

_NOT_KNOWN = -1


def draw(desk: CohortBuild) -> Table:
    """Each achiever of a year, with every level of learning of the year after and its months."""
    after = desk.year + 1
    people = desk.kept("achievers", lambda: with_provider(desk, _achievers(desk), "ukprn_anon"))
    colleges = desk.kept("colleges", lambda: at_colleges(desk, [after]))
    universities = desk.kept("universities", lambda: at_universities(desk, [after]))
    spells = union(
        colleges.select(
            "key",
            "start",
            "end",
            next_level=coalesce(colleges.aim_level, _NOT_KNOWN).cast("int32"),
            higher_education=(colleges.aim_level >= HIGHER).fill_null(False),
        ),
        universities.select(
            "key", "start", "end", next_level=literal(HIGHER).cast("int32"), higher_education=literal(True)
        ),
    )
    learned = desk.kept("learned", lambda: _months(spells, after))
    t = people.left_join(learned, "key")
    return t.select(
        *people.columns,
        "months",
        "higher_education",
        level=ifelse(t.next_level == _NOT_KNOWN, null("int32"), t.next_level),
    )


def _achievers(desk: CohortBuild) -> Table:
    aims = desk.records("ilr", "lilr_aims")
    aims = aims.filter((aims.start_year == desk.year) & (aims.achievement == 1).fill_null(False))
    learners = desk.records("ilr", "lilr_learners")
    learners = learners.filter(learners.start_year == desk.year)
    mine = learners.group_by("external_id").aggregate(**{c: learners[c].min() for c in ("Sex", "Ethnicity", "LLDD")})
    t = of_record(desk, aims).join(mine, "external_id")
    t = t.mutate(record=record_number(t), number=level_of_aim(t), the_sex=sex(t.Sex))
    t = t.mutate(group=said(t.Ethnicity), difficulty=said(t.LLDD))
    return t.group_by("key").aggregate(
        record=t.record.min(),
        ukprn_anon=t.ukprn_anon.argmin(t.record),
        achieved_level=t.number.max(),
        Sex=t.the_sex.argmin(t.record),
        Ethnicity=t.group.argmin(t.record),
        LLDDHealthProb=t.difficulty.argmin(t.record),
    )


def _months(spells: Table, year: int) -> Table:
    """In how many months of a year each person learned at each level."""
    in_month = {f"m{n}": overlaps(spells, first, last).any() for n, (first, last) in enumerate(academic_year(year))}
    found = spells.group_by(["key", "next_level", "higher_education"]).aggregate(**in_month)
    count = reduce(add, (found[m].cast("int32") for m in in_month))
    return found.select("key", "next_level", "higher_education", months=count.cast("int32"))


_AIM = "ilr.lilr_aims."

learning_in_the_next_year = cohort_tables.add(
    CohortTable(
        name="learning_in_the_next_year",
        table="learning_in_the_next_year",
        measures=("progression_to_higher_education_rate",),
        records=(
            CohortRecords("ilr", "lilr_aims", "aims that were achieved", "the cohort's year", of(0)),
            CohortRecords("ilr", "lilr_learners", "the learners of these aims", "the cohort's year", of(0)),
            college_records("the year after", of(1)),
            BY_RECORD,
            university_records("the year after", of(1)),
            BY_PUPIL,
        ),
        columns={
            ROWS: CohortColumn(
                fields_of("ilr", "lilr_aims", "external_id", "achievement"), "learners with an aim achieved in the year"
            ),
            "person": by_record(f"{_AIM}RECORDID"),
            "year": CohortColumn((f"{_AIM}Year",), "the starting year"),
            "ukprn": CohortColumn(
                (f"{_AIM}ukprn_anon",), "the pseudonym of the provider of the first aim, as a number"
            ),
            "DateOfBirth": MissingColumn(
                "the research copy of the ILR has AcAge, in whole years, and no date of birth"
            ),
            "Sex": CohortColumn(fields_of("ilr", "lilr_learners", "Sex"), "as it is"),
            "Ethnicity": CohortColumn(fields_of("ilr", "lilr_learners", "Ethnicity"), "as it is"),
            "LLDDHealthProb": CohortColumn(fields_of("ilr", "lilr_learners", "LLDD"), "as it is, but -1 is missing"),
            "achieved_level": LEVEL,
            "level": CohortColumn(
                LEVEL.fields,
                "of an aim in the same way; 4 of study at a university, which stands for 4 and over",
                helped=LEVEL.helped,
            ),
            "months": CohortColumn(
                (*COLLEGE_FIELDS, *UNIVERSITY_FIELDS, *BY_PUPIL_FIELDS),
                "months from August to July with a day of it",
            ),
            "higher_education": CohortColumn(
                (*LEVEL.fields, *UNIVERSITY_FIELDS, *BY_PUPIL_FIELDS),
                "study at a university, and aims of level 4 or over at a college",
            ),
        },
        notes=("University students are found by the keys of schools and colleges; who could not be linked is not.",),
        instead=(
            UnsuitableRecords(
                "hesa",
                "engagement",
                "the layout of Data Futures has the learner number and SID in Student alone: no field says whose an "
                "engagement is, and Student has no dates of study.",
            ),
            UnsuitableRecords(
                "ilr",
                "returns of providers",
                "no layout of the student record known here has both a learner number and dates of study; LEO links by "
                "RECORDID, which only the research copy of the ILR has.",
            ),
        ),
        draw=draw,
    )
)


COLUMNS: Columns = {
    **PERSON,
    "achieved_level": (pa.int32(), "The highest level that the learner achieved in the year."),
    "level": (pa.int32(), "The level of one thing learned in the year after; missing where there was nothing."),
    "months": (pa.int32(), "In how many months of the year after there was a day of it."),
    "higher_education": (pa.bool_(), "Whether it was higher education, at a university or a college."),
}

EXTRACT = Extract(
    name="learning_in_the_next_year",
    row="One row is one thing that an achiever of the year learned in the year after; an achiever who learned nothing "
    "has a row without a level.",
    columns=COLUMNS,
    source="hesa",
    title="learner records linked to student records of higher education (HESA)",
    get="Student records are had from Jisc or, linked already, within Longitudinal Education Outcomes (LEO); each "
    "takes some months.",
    quality=FieldQuality("Linked student records", Grade.B, "who could not be linked looks as if they had not gone on"),
    linked=True,
)


def rows(table: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
    """Achievers of a year, and those of them with sustained higher education in the year after."""
    cohort = table.filter(table.year == year)
    found = marks(
        cohort.achieved_level,
        cohort.level,
        cohort.months,
        cohort.higher_education,
        sustained_months=settings["sustained_months"],
    )
    return cohort.mutate(learners=cohort.person.notnull(), progressed=found["to_he"], left_out=null("string"))


progression_to_higher_education_rate = measures.add(
    Measure(
        "progression_to_higher_education_rate",
        title="Progression to higher education",
        theme=Theme.GOING_ON,
        unit=Unit.LEARNERS,
        counts=(
            Indicator("learners", "Achieved", "learners"),
            Indicator("progressed", "In higher education", "learners"),
        ),
        rates=(
            share(
                "progression_to_higher_education_rate", "Progression to higher education", of=("progressed", "learners")
            ),
        ),
        rows=rows,
        population="Learners who achieved in the year, with what they learned in the year after.",
        numerator="Those with six months of higher education in the year after.",
        denominator="Learners who achieved in the year.",
        parameters=(SUSTAINED_MONTHS,),
        methodology=(
            "Higher education is sustained with a day in each of six months of the academic year after the "
            "achievement. Study that began later, after a gap year for example, does not count."
        ),
        version="1",
        evidence=Evidence.A,
        source="Alder's own definition. Official figures follow people for longer.",
        reads_as="Of learners who achieved, the share who were in higher education in the year after.",
        caution="It counts who went, not who could have: many levels of achievement do not lead there.",
        reads=tuple(n for n in COLUMNS if n not in PERSON),
        scopes=(),
        caveats=("Q-CAUS",),
        edge_cases=(
            "Months of two courses are not added together.",
            "Higher education at a college counts like that at a university.",
        ),
        extract=EXTRACT,
        match=MatchCriterion(
            "achievers of whom any learning in the year after was found",
            looked_for=lambda t: t.learners,
            found=lambda t: t.level.notnull() | (t.months > 0),
        ),
    )
)
