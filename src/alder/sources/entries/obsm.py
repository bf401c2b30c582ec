"""Outcomes of further education, as published as a source of the catalogue."""

from __future__ import annotations

from alder.model.code_list import CodeList
from alder.model.fact import Citation, Fact
from alder.model.period import Years
from alder.model.source import (
    NO_WAIT,
    AccessRoute,
    Answer,
    Collected,
    Coverage,
    Holds,
    RouteKind,
    Source,
    SourceGrade,
    SourceLink,
)
from alder.sources.declaration import DeclaredEntity, layout

_METHOD = Citation("Further education outcomes: methodology", "methodology, on Explore Education Statistics")
_YOUNG = Citation(
    "Detailed destinations of 16 to 18 year olds in further education: methodology",
    "methodology, on Explore Education Statistics",
)
_TABLES = Citation.on_github("Published tables 2013/14 to 2015/16", "dfe-analytical-services/fe-outcome-success")
_SYMBOLS = CodeList.parse(
    "symbols",
    "Symbols in place of a number",
    """
    x | hidden, to protect people
    . | none in this group
    """,
)

source = Source(
    id="obsm",
    place=120,
    title="Further education outcomes; outcome based success measures before",
    owner="Department for Education",
    holds=Holds.FIGURES,
    unit="a provider, a group of learners and a year",
    people=("young", "adults", "apprentices", "fe_learners"),
    also_called=("fe outcomes", "further education outcomes", "outcome based success measures"),
    coverage=Coverage(
        "England",
        "learners of 19 and over, apprentices and trainees who achieved; those of 16 to 18 apart",
        _METHOD,
        Years.parse("2010/11 -"),
        note="Years are those of achieving; first published in 2014. Activity is that of the year after.",
    ),
    identifiers=("UKPRN", "sector subject area", "level"),
    collected=Collected.LINKED,
    how="The department joins the ILR to tax, benefits and later learning, and counts. Sustained means active in each "
    "month from October to March of the year after, or in learning for two terms.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "Further education outcomes, on Explore Education Statistics",
            "rates and pay by level, subject, characteristic and provider",
            NO_WAIT,
            _METHOD,
        ),
    ),
    grade=SourceGrade.B,
    strong=(Fact("From tax and learning records, not from what anyone says.", _METHOD),),
    weak=(
        Fact("Only learners who achieved: nothing on those who left.", _METHOD),
        Fact("Self-employment is missing in some years.", _METHOD),
        Fact("Pay without hours of work.", _METHOD),
        Fact("Small cells are hidden and counts rounded to 10.", _TABLES),
        Fact("No comparison with people who did not take the course."),
    ),
    links=(
        SourceLink("gias", "UKPRN", "colleges only"),
        SourceLink("ukrlp", "UKPRN"),
        SourceLink("ilr", "the same learners, in LEO only", cite=_METHOD),
    ),
    answers=(
        Answer("destinations", "Sustained learning or work in the year after achieving, by provider and subject."),
        Answer("employment", "Sustained work after achieving."),
        Answer(
            "earnings",
            "Median pay after achieving, by level and subject.",
            "What the same people would earn without the course. Pay by the hour. The pay of those who took a degree "
            "next, apart from the others.",
        ),
        Answer(
            "progression",
            "Sustained learning after achieving, and whether at a higher level.",
            "Learners who did not achieve. Single steps from course to course.",
        ),
        Answer(
            "higher_education",
            "The share who go on to higher education, where published.",
            "Which university or course.",
        ),
        Answer("benefits", "The share on out-of-work benefits; learners who claimed apart."),
        Answer(
            "deprivation", "Outcomes by fifth of area deprivation, nationally.", "By provider and deprivation at once."
        ),
        Answer("ethnicity", "Outcomes by ethnic group, nationally."),
        Answer("sex", "Outcomes by sex, nationally."),
        Answer("disability", "Outcomes of learners with difficulties or disabilities."),
        Answer("subject", "By sector subject area."),
        Answer("level", "By level."),
        Answer("provider", "By provider.", "Small providers, which are hidden."),
    ),
    outputs=("Further education outcomes",),
    cites=(_METHOD, _YOUNG, _TABLES),
    layout=layout(
        __name__,
        DeclaredEntity(
            "provider",
            "provider table 2013/14-2015/16",
            "a provider and a group of learners",
            _TABLES,
            ("UKPRN", "Learner Category"),
        ),
        lists={"symbols": _SYMBOLS},
    ),
)
