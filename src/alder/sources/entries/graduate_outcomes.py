"""The survey of graduates as a source of the catalogue."""

from __future__ import annotations

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
from alder.sources.citations import WEEKS
from alder.sources.declaration import DeclaredEntity, layout

_TARGETS = Citation(
    "Survey targets", "HESA", "https://www.hesa.ac.uk/data-and-analysis/graduates/methodology/survey-targets"
)
_COLLECTION = Citation(
    "Data collection", "HESA", "https://www.hesa.ac.uk/data-and-analysis/graduates/methodology/data-collection"
)
_WEIGHTING = Citation("Our approach to weighting, 17 February 2022", "hesa.ac.uk/blog")
_FILES = Citation(
    "Supply of survey results, C22072", "HESA", "https://www.hesa.ac.uk/collection/c22072/files_survey_results_supply"
)
_JUDGED = "Alder's judgement, on the scale of the department's NPD tables"

source = Source(
    id="graduate_outcomes",
    place=130,
    title="Graduate Outcomes survey",
    owner="Jisc (HESA)",
    holds=Holds.PEOPLE,
    unit="a graduate who answered, about 15 months after the course",
    people=("he_students",),
    also_called=("graduate outcomes survey", "go survey"),
    coverage=Coverage(
        "United Kingdom",
        "everyone who obtained a qualification of higher education is asked, in four cohorts a year; that of colleges "
        "is found by its key of the ILR",
        _COLLECTION,
        Years.parse("2017/18 -"),
        note="Years are those in which the course ended.",
    ),
    identifiers=("SID", "UKPRN", "NUMHUS", "FEPUSID", "ILRKEY"),
    collected=Collected.SURVEY,
    how="Graduates answer on the web or by telephone what they did in one week; everyone is asked.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "HESA open data",
            "figures by provider, subject and activity",
            NO_WAIT,
            _COLLECTION,
        ),
        AccessRoute(
            RouteKind.BESPOKE,
            "a tailored data set from Jisc, for a fee",
            "figures or records without names, by agreement",
            WEEKS,
            wait_is_believed=True,
        ),
    ),
    grade=SourceGrade.C,
    strong=(
        Fact("Occupation, and whether the work fits: tax records know neither.", _FILES),
        Fact("Tests of the first years found no bias from non-response that matters.", _WEIGHTING),
    ),
    weak=(
        Fact(
            "Not everyone answers: the targets are 60% of UK graduates, full time and part time, 65% of funded "
            "researchers, 45% of EU and 20% of other graduates (25% before 2021).",
            _TARGETS,
        ),
        Fact("Pay is what the graduate says.", _FILES),
        Fact("No weights, so small groups lean on who answered.", _WEIGHTING),
        Fact("One week, 15 months on: not a path."),
    ),
    links=(
        SourceLink("hesa", "SID and NUMHUS", cite=_FILES),
        SourceLink("ilr", "ILRKEY, FEPUSID", "higher education in colleges", _FILES),
        SourceLink("classifications", "SOC2020, SIC2007"),
    ),
    answers=(
        Answer("destinations", "What graduates did in one week about 15 months on.", "Whether it lasted."),
        Answer("employment", "Occupation, industry, contract and region of work.", "Graduates who did not answer."),
        Answer(
            "earnings",
            "Pay as stated, about 15 months after the course.",
            "Pay over time: LEO has it. Graduates who came by way of further education: join HESA and the ILR.",
        ),
        Answer(
            "higher_education", "What follows a degree.", "The step into higher education, and from where it was made."
        ),
        Answer("subject", "Through the student record.", through=("hesa",)),
        Answer("provider", "By provider of higher education."),
        Answer("place", "Region of work."),
        Answer("labour_market", "Jobs of graduates by region and occupation."),
    ),
    outputs=("Higher Education Graduate Outcomes Statistics",),
    cites=(_TARGETS, _COLLECTION, _WEIGHTING, _FILES),
    layout=layout(
        __name__,
        DeclaredEntity(
            "core",
            "CORE (C22072 delivery)",
            "a graduate in the survey",
            _FILES,
            ("GRADUATEKEY", "INSTANCEKEY"),
            judged_by=_JUDGED,
            note="The published structure was seen in part.",
        ),
        DeclaredEntity("derived", "Derived", "a graduate in the survey", _FILES, judged_by=_JUDGED),
    ),
)
