"""The measure `progression_to_higher_education_rate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from alder.measures.measure import PERSON, Columns, Extract, Match, Measure, Unit, measures
from alder.measures.progression import SUSTAINED_MONTHS, marks
from alder.model.definition import Evidence
from alder.model.expr import null
from alder.model.quality import FieldQuality, Grade
from alder.model.statistic import Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.measures.measure import Scope
    from alder.model.expr import Table

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
        unit=Unit.LEARNERS,
        counts=(
            Indicator("learners", "Achieved", "learners"),
            Indicator("progressed", "In higher education", "learners"),
        ),
        rates=(
            Indicator(
                "progression_to_higher_education_rate",
                "Progression to higher education",
                "%",
                of=("progressed", "learners"),
                decimals=1,
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
        match=Match(
            "achievers of whom any learning in the year after was found",
            looked_for=lambda t: t.learners,
            found=lambda t: t.level.notnull() | (t.months > 0),
        ),
    )
)
