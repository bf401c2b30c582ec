"""Sustained employment and learning after further education, in linked records, and the cohort of achievers."""

from __future__ import annotations

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
    fields_of,
    of,
)
from alder.measures.cohorts.linked_people import (
    BY_RECORD,
    OF_LEO,
    TAX_FIELDS,
    TO_TAX,
    by_record,
    of_record,
    record_number,
    said,
    sex,
    tax_keys,
    with_each,
    with_provider,
)
from alder.measures.cohorts.spells import (
    APPRENTICE_FIELDS,
    COLLEGE_FIELDS,
    EMPLOYMENT,
    EMPLOYMENT_FIELDS,
    LEVEL,
    OWN_INCOME_FIELDS,
    academic_year,
    at_colleges,
    college_records,
    flagged,
    in_work,
    is_apprenticeship,
    level_of_aim,
    longest_run,
    months,
    october_to_march,
    self_assessment_records,
    self_employed,
)
from alder.measures.measure import PERSON, Columns, Extract, MatchCriterion, Measure, Theme, Unit, measures, share
from alder.model.definition import Evidence
from alder.model.expr import cases, coalesce, desc, null, row_number
from alder.model.quality import FieldQuality, Grade
from alder.model.statistic import Indicator

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from alder.measures.cohorts.cohort_table import CohortBuild
    from alder.measures.measure import Scope
    from alder.model.expr import Table, Text


def highest(achieved: Table) -> Table:
    """The record of each learner at each provider: an apprenticeship before education and training, then the highest
    level, a full level before others of the same level, then the latest.

    The table has person, ukprn, apprenticeship, level, full_level, ended and a `record` number, which settles what is
    still equal. A level that is not known counts as the lowest.
    """
    level = achieved.level.fill_null(-1)
    order = [
        desc(achieved.apprenticeship.fill_null(False)),
        desc(level),
        desc(achieved.full_level.fill_null(False)),
        desc(achieved.ended),
        achieved.record,
    ]
    ranked = achieved.mutate(
        place=row_number().over(group_by=[achieved.person, achieved.ukprn], order_by=order),
    )
    return ranked.filter(ranked.place == 0).drop("place")


ADULT = 19
"""Years on 31 August of the academic year from which learners in education and training count."""

_FULL = 100
_AIM = "ilr.lilr_aims."


def draw(desk: CohortBuild) -> Table:
    """The achievements of a year, and what is held of each learner from October to March after it."""
    rows = with_provider(desk, achievements(desk), "ukprn_anon")
    found = tax_keys(desk).select("key").distinct().mutate(matched=True)
    after = desk.year + 1
    window = october_to_march(after)
    work = desk.kept("work", lambda: flagged(in_work(desk, window[-1][1]), window, "employment"))
    april = months(after + 1, 4, 1)
    paid = desk.kept("april", lambda: flagged(in_work(desk, window[-1][1]), april, "april"))
    own_rows = self_employed(desk, after)
    own = desk.kept("own", lambda: own_rows.select("key").distinct().mutate(self_employed=True))
    spells = desk.kept("learning", lambda: at_colleges(desk, [after]))
    learned = desk.kept("learned", lambda: flagged(spells, window, "learning"))
    trained = desk.kept(
        "trained", lambda: flagged(spells.filter(spells.is_apprenticeship), academic_year(after), "trained")
    )
    t = with_each(rows, found, work, paid, own, learned, trained)
    return t.mutate(
        achieved=t.key.notnull(),
        matched=t.matched.fill_null(False),
        paid_in_april=(t.april == "1").fill_null(False),
        self_employment=t.self_employed.fill_null(False),
        apprenticeship_run=longest_run(t.trained, 12),
    )


def achievements(desk: CohortBuild) -> Table:
    """The aims and apprenticeships that were achieved in a year by adults and apprentices, each with its learner."""
    aims = desk.records("ilr", "lilr_aims")
    aims = aims.filter((aims.start_year == desk.year) & (aims.achievement == 1).fill_null(False))
    learners = desk.records("ilr", "lilr_learners")
    learners = learners.filter(learners.start_year == desk.year)
    mine = learners.group_by("external_id").aggregate(
        **{c: learners[c].min() for c in ("AcAge", "Sex", "Ethnicity", "LLDD")}
    )
    t = of_record(desk, aims).join(mine, "external_id")
    programme = (t.app == 1).fill_null(False)
    part = is_apprenticeship(t)
    wide = (t.FL2Width >= _FULL).fill_null(False) | (t.FL3Width >= _FULL).fill_null(False)
    t = t.filter(programme | (~part & (t.AcAge >= ADULT).fill_null(False)))
    return t.select(
        "key",
        "ukprn_anon",
        record=record_number(t),
        apprenticeship=(t.app == 1).fill_null(False),
        level=level_of_aim(t),
        full_level=wide,
        subject=t.SSATier1.try_cast("int32"),
        ended=coalesce(t.end_date, t.Achievement_date),
        Sex=sex(t.Sex),
        Ethnicity=said(t.Ethnicity),
        LLDDHealthProb=said(t.LLDD),
    )


further_education = cohort_tables.add(
    CohortTable(
        name="further_education_outcomes",
        table="further_education_outcomes",
        measures=(
            "sustained_employment_rate",
            "sustained_learning_rate",
            "sustained_positive_destination_rate",
        ),
        records=(
            CohortRecords("ilr", "lilr_aims", "aims that were achieved", "the cohort's year", of(0)),
            CohortRecords("ilr", "lilr_learners", "the learners of these aims", "the cohort's year", of(0)),
            college_records("the year after", of(1), "learning afterwards"),
            BY_RECORD,
            TO_TAX,
            EMPLOYMENT,
            self_assessment_records("the tax year that starts in the year after", of(1)),
        ),
        columns={
            ROWS: CohortColumn(
                (
                    *fields_of("ilr", "lilr_aims", "external_id", "achievement", "app", "programme_type"),
                    *fields_of("ilr", "lilr_learners", "external_id", "AcAge"),
                ),
                "aims achieved in the year: programme aims of apprenticeships, and of learners of 19 or over on 31 "
                "August all that are no part of an apprenticeship",
            ),
            "person": by_record(f"{_AIM}RECORDID"),
            "year": CohortColumn((f"{_AIM}Year",), "the starting year"),
            "ukprn": CohortColumn((f"{_AIM}ukprn_anon",), "the pseudonym of the provider, as a number"),
            "DateOfBirth": MissingColumn(
                "the research copy of the ILR has AcAge, in whole years, and no date of birth"
            ),
            "Sex": CohortColumn(fields_of("ilr", "lilr_learners", "Sex"), "as it is"),
            "Ethnicity": CohortColumn(fields_of("ilr", "lilr_learners", "Ethnicity"), "as it is"),
            "LLDDHealthProb": CohortColumn(fields_of("ilr", "lilr_learners", "LLDD"), "as it is, but -1 is missing"),
            "record": CohortColumn((f"{_AIM}external_id",), "the number of the delivered row"),
            "achieved": CohortColumn((f"{_AIM}achievement",), "true: other aims have no row"),
            "matched": CohortColumn(TAX_FIELDS, "whether the person has a key in the tables of tax and benefits"),
            "apprenticeship": CohortColumn((f"{_AIM}app",), "whether it is 1"),
            "level": LEVEL,
            "full_level": CohortColumn(
                fields_of("ilr", "lilr_aims", "FL2Width", "FL3Width"), "whether either is 100 per cent or more"
            ),
            "ended": CohortColumn(
                (f"{_AIM}end_date",), "as it is, else Achievement_date", helped=(f"{_AIM}Achievement_date",)
            ),
            "employment": CohortColumn(
                (*TAX_FIELDS, *EMPLOYMENT_FIELDS), "1 in a month from October to March with a day of a spell"
            ),
            "paid_in_april": CohortColumn(
                (*TAX_FIELDS, *EMPLOYMENT_FIELDS), "whether a spell has a day in the April that follows"
            ),
            "self_employment": CohortColumn(
                (*TAX_FIELDS, *OWN_INCOME_FIELDS),
                "whether a return of the tax year that starts in the April before says so or has a profit",
            ),
            "learning": CohortColumn(
                COLLEGE_FIELDS, "1 in a month from October to March with a day of an aim of the ILR"
            ),
            "apprenticeship_run": CohortColumn(
                APPRENTICE_FIELDS, "the most months running, August to July, with a day of an apprenticeship"
            ),
        },
        filters=(
            "Parts of apprenticeships are left out: the programme aim stands for the whole.",
            "Aims without a learner of the same number and year are left out.",
        ),
        notes=(
            "Who was not found in the linked data is left out.",
            "Learning after the year is seen at colleges and with training providers, not at schools or universities.",
        ),
        instead=(
            UnsuitableRecords(
                "ilr",
                "returns of providers",
                "LEO knows a learner by RECORDID, which returns do not have; only the research copy of the ILR does.",
            ),
        ),
        draw=draw,
    )
)


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
    employment = linked_outcomes.in_employment(
        t.employment,
        t.paid_in_april,
        t.self_employment,
        missing_march=settings["missing_march"],
        self_employment=settings["self_employment"],
    )
    learning = linked_outcomes.in_learning(
        t.learning, t.apprenticeship_run, apprenticeship_months=settings["apprenticeship_months"]
    )
    combination = linked_outcomes.in_combination(t.employment, t.learning)
    return linked_outcomes.outcome_after_further_education(employment, learning, combination)


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
    categories=linked_outcomes.AFTER_FURTHER_EDUCATION,
)

EXTRACT = Extract(
    name="further_education_outcomes",
    row="One row is one aim or apprenticeship of a learner of 19 or over, or of any apprentice, in the year; with what "
    "the linked data hold of the learner from October to March after it.",
    columns=COLUMNS,
    source="leo",
    title="Longitudinal Education Outcomes (LEO)",
    get=f"{OF_LEO}; figures by provider are published as outcome-based success measures.",
    quality=FieldQuality("LEO", Grade.B, "whole cohorts, but work abroad and some self-employment are not seen"),
    variables={OUTCOME.name: OUTCOME},
)

POSITIVE = ("employment only", "employment and learning", "learning only", "combination")
IN_EMPLOYMENT = ("employment only", "employment and learning")
IN_LEARNING = ("learning only", "employment and learning")

COUNTED = Indicator("learners", "Matched", "learners")
MATCH = MatchCriterion(
    "learners who achieved and were found in the linked data",
    looked_for=lambda t: t.person.notnull(),
    found=lambda t: t.learners,
)
EMPLOYMENT_PARAMETERS = (linked_outcomes.MISSING_MARCH, linked_outcomes.SELF_EMPLOYMENT)
PARAMETERS = (*EMPLOYMENT_PARAMETERS, linked_outcomes.APPRENTICESHIP_MONTHS)
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


def _rate(
    name: str, counted: Indicator, groups: tuple[str, ...], *, numerator: str, method: str, reads_as: str, caution: str
) -> Measure:
    """A rate of this family: they differ in the groups of outcomes that count."""
    title = name.replace("_", " ").capitalize()
    return Measure(
        name,
        title=title,
        theme=Theme.DESTINATIONS,
        unit=Unit.RECORDS,
        counts=(COUNTED, counted),
        rates=(share(name, title, of=(counted.id, COUNTED.id)),),
        rows=rows(counted.id, groups),
        population=POPULATION,
        numerator=numerator,
        denominator="Learners who achieved and were found in the linked data.",
        exclusions=EXCLUSIONS,
        parameters=PARAMETERS,
        methodology=paragraphs(method),
        version="1",
        evidence=Evidence.B,
        source=SOURCE,
        reads_as=reads_as,
        caution=caution,
        reads=READS,
        scopes=(),
        caveats=CAVEATS,
        edge_cases=EDGE_CASES,
        extract=EXTRACT,
        match=MATCH,
    )


sustained_employment_rate = measures.add(
    _rate(
        "sustained_employment_rate",
        Indicator("employed", "Employed", "learners"),
        IN_EMPLOYMENT,
        numerator="Those in sustained employment, whether or not they learned as well.",
        method="The rate is the share of achievers who went on to work and stayed. It is also what Alder gives for "
        "progression to employment.",
        reads_as="Of learners who achieved, the share who were in work from October to March.",
        caution="Any work counts, however few its hours, and work that was held before the course as well.",
    )
)


sustained_learning_rate = measures.add(
    _rate(
        "sustained_learning_rate",
        Indicator("in_learning", "In learning", "learners"),
        IN_LEARNING,
        numerator="Those in sustained learning, whether or not they worked as well.",
        method="The rate is the share of achievers who went on to learn and stayed, at any level.",
        reads_as="Of learners who achieved, the share who were in learning from October to March.",
        caution="Learning at the same level counts like learning at a higher one.",
    )
)


sustained_positive_destination_rate = measures.add(
    _rate(
        "sustained_positive_destination_rate",
        Indicator("positive", "Positive", "learners"),
        POSITIVE,
        numerator="Those in sustained employment, in sustained learning, or in a combination of both.",
        method="The rate is the share of achievers who went on to work or learning and stayed.",
        reads_as="Of learners who achieved, the share who were in work or learning from October to March.",
        caution="Not found does not mean unemployed, and matching is worse for some groups than for others.",
    )
)
