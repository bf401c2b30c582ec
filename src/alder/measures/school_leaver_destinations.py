"""What destinations after key stage 4 and after 16 to 18 study share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from alder.derive import sustained
from alder.derive.variable import Variable
from alder.measures.measure import PERSON, Columns, Extract, Match
from alder.model.definition import Evidence
from alder.model.expr import null
from alder.model.quality import FieldQuality, Grade
from alder.model.statistic import Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

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
    categories=sustained.AFTER_SCHOOL,
    person=True,
)

EXTRACT = Extract(
    name="school_leaver_destinations",
    row="One row is one pupil or student who left key stage 4 or 16 to 18 study in the year.",
    columns=COLUMNS,
    source="leo",
    title="the National Pupil Database linked to Longitudinal Education Outcomes (LEO)",
    get="It is had for an approved project through the Office for National Statistics' research service, usually in "
    "two to four months, and stays there; figures by school and college are published.",
    quality=FieldQuality("LEO", Grade.B, "whole cohorts, but what is done abroad or without pay is not seen"),
    variables={DESTINATION.name: DESTINATION},
    key=("person", "year", "stage"),
)

COUNTED = Indicator("students", "Left", "students")
SUSTAINED = Indicator("sustained", "Sustained", "students")
MATCH = Match(
    "students of whom any education, work or claim was found",
    looked_for=lambda t: t.students,
    found=lambda t: t.destination != "activity not captured",
)
PARAMETERS = (sustained.APPRENTICESHIP_MONTHS, sustained.APPRENTICESHIP_FIRST, sustained.MIXED_DESTINATION)
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
        destination = sustained.destination_after_school(
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
            students=found.person.notnull(), sustained=sustained.is_positive(found.destination), left_out=null("string")
        )

    return marked


def paragraphs(first: str) -> str:
    return "\n\n".join((first, *METHOD))
