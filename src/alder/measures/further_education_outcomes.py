"""What outcomes of further education share: whom they count, the extract that they need, their rules in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from alder.derive import sustained
from alder.derive.variable import Variable
from alder.measures.measure import PERSON, Columns, Extract, Match
from alder.measures.one_record import highest
from alder.model.definition import Evidence
from alder.model.expr import cases, null
from alder.model.quality import FieldQuality, Grade
from alder.model.statistic import Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.measures.measure import Scope
    from alder.model.expr import Table, Text

COLUMNS: Columns = {
    **PERSON,
    "record": (pa.int64(), "The number of the row."),
    "achieved": (pa.bool_(), "Whether the aim or apprenticeship was achieved in the year."),
    "matched": (pa.bool_(), "Whether the learner was found in the linked data."),
    "apprenticeship": (pa.bool_(), "Whether it was an apprenticeship; else it was education and training."),
    "level": (pa.int32(), "Its level from 0 (entry) upwards; missing where not known."),
    "full_level": (pa.bool_(), "Whether it was wide enough to be a full level."),
    "ended": (pa.date32(), "The day on which it ended."),
    "employment": (pa.string(), "Six flags from October to March: 1 in a month with at least a day of paid work."),
    "paid_in_april": (pa.bool_(), "Whether there was paid work in the April that follows."),
    "self_employment": (pa.bool_(), "Whether a self-assessment return has income from self-employment."),
    "learning": (pa.string(), "Six flags from October to March: 1 in a month in learning."),
    "apprenticeship_run": (pa.int32(), "The most months running in an apprenticeship from August to July."),
}


def outcome(t: Table, settings: Mapping[str, Any]) -> Text:
    """The group of every record: employment, learning, both, a combination, or nothing sustained."""
    employment = sustained.in_employment(
        t.employment,
        t.paid_in_april,
        t.self_employment,
        missing_march=settings["missing_march"],
        self_employment=settings["self_employment"],
    )
    learning = sustained.in_learning(
        t.learning, t.apprenticeship_run, apprenticeship_months=settings["apprenticeship_months"]
    )
    combination = sustained.in_combination(t.employment, t.learning)
    return sustained.outcome_after_further_education(employment, learning, combination)


def _outcome_variable(rows: Table) -> Text:
    """What the learner went on to: groups that exclude each other and add up to all who were matched."""
    return rows.outcome


OUTCOME = Variable(
    name="outcome",
    title="Outcome",
    unit="category",
    reads=("employment", "learning"),
    source="Data guidance of further education outcomes",
    evidence=Evidence.V,
    function=_outcome_variable,
    categories=sustained.AFTER_FURTHER_EDUCATION,
)

EXTRACT = Extract(
    name="further_education_outcomes",
    row="One row is one aim or apprenticeship of a learner of 19 or over, or of any apprentice, in the year; with what "
    "the linked data hold of the learner from October to March after it.",
    columns=COLUMNS,
    source="leo",
    title="Longitudinal Education Outcomes (LEO)",
    get="It is had for an approved project through the Office for National Statistics' research service, usually in "
    "two to four months, and stays there; figures by provider are published as outcome-based success measures.",
    quality=FieldQuality("LEO", Grade.B, "whole cohorts, but work abroad and some self-employment are not seen"),
    variables={OUTCOME.name: OUTCOME},
)

POSITIVE = ("employment only", "employment and learning", "learning only", "combination")
IN_EMPLOYMENT = ("employment only", "employment and learning")
IN_LEARNING = ("learning only", "employment and learning")

COUNTED = Indicator("learners", "Matched", "learners")
MATCH = Match(
    "learners who achieved and were found in the linked data",
    looked_for=lambda t: t.person.notnull(),
    found=lambda t: t.learners,
)
PARAMETERS = (sustained.MISSING_MARCH, sustained.SELF_EMPLOYMENT, sustained.APPRENTICESHIP_MONTHS)
READS = tuple(n for n in COLUMNS if n not in PERSON)

POPULATION = (
    "Learners of 19 and over in further education, and apprentices of any age, who achieved in the year and were found "
    "in the linked data. One record for each learner at each provider."
)
EXCLUSIONS = (
    "Learners who were not found in the linked data.",
    "All but one record of a learner at a provider: an apprenticeship goes first, then the highest level, a full level "
    "before others, then the latest.",
)
METHOD = (
    "Outcomes are looked for from October to March of the academic year after the achievement.",
    "Employment is sustained with at least a day's pay in five of the six months; where March is the month without, "
    "April must have pay too. A self-assessment return with income from self-employment counts as well. Learning is "
    "sustained in all six months, or by six months running of an apprenticeship. A sustained positive destination is "
    "either of these, or six months that are each in learning or employment with one change between them.",
    "A figure needs whole months of linked data; a year of which self-assessment returns are missing is too low.",
)
EDGE_CASES = (
    "A learner at two providers counts at each.",
    "Six months of an apprenticeship count whenever in the year they fall, so before October too.",
    "Two changes between learning and employment are not sustained, though no month is empty.",
)
CAVEATS = ("Q-LEO", "Q-CAUS")
SOURCE = (
    "Data guidance of further education outcomes, methodology of destinations, and the department's public programs; "
    "the rule of March and April, self-assessment and the run of an apprenticeship are readings of them."
)


def rows(numerator: str, groups: tuple[str, ...]) -> Any:
    """The function that marks a measure's rows: matched learners, and those of them in some of the groups."""

    def marked(table: Table, year: int, scope: Scope | None, settings: Mapping[str, Any]) -> Table:
        of_year = table.filter((table.year == year) & table.achieved.fill_null(False))
        one = highest(of_year)
        found = one.mutate(outcome=outcome(one, settings), learners=one.matched.fill_null(False))
        return found.mutate(
            **{numerator: found.learners & found.outcome.isin(list(groups))},
            left_out=cases((~found.learners, "not found in the linked data"), else_=null("string")),
        )

    return marked


def paragraphs(first: str) -> str:
    return "\n\n".join((first, *METHOD))
