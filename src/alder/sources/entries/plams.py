"""Post-16 learning aims of school sixth forms as a source of the catalogue."""

from __future__ import annotations

from alder.model.fact import Citation, Fact
from alder.model.period import Years
from alder.model.source import (
    NO_WAIT,
    AccessRoute,
    Answer,
    Collected,
    Coverage,
    Gap,
    Holds,
    RouteKind,
    Source,
    SourceGrade,
    SourceLink,
)
from alder.sources.citations import FIND_NPD, FORM, SECURE, SRS_MONTHS, in_second_leo
from alder.sources.declaration import DeclaredEntity, layout

_GUIDE = Citation(
    "Post-16 census for secondary schools",
    "schoolict.org/project/post-16-census-secondary",
    "https://schoolict.org/project/post-16-census-secondary",
)

source = Source(
    id="plams",
    place=60,
    title="Post-16 learning aims (PLAMS)",
    owner="Department for Education",
    imitated_by="alder synth npd --population DIR --out DIR",
    holds=Holds.PEOPLE,
    unit="a learning aim of a pupil of a school sixth form",
    people=("young", "pupils", "sixth_form"),
    also_called=("post-16 learning aims", "post16 learning aims"),
    coverage=Coverage(
        "England",
        "pupils of year 12 and above at state schools; aims from August of the year before to the autumn census",
        FORM,
        Years.parse("2007/08 -"),
        breaks=(
            Gap(Years.parse("2011/12"), "status of aims on another scale"),
            Gap(Years.parse("2013/14"), "study programmes, and core aims with them"),
            Gap(Years.parse("2015/16"), "numbers of qualifications and subjects under new names"),
        ),
    ),
    identifiers=("PupilMatchingRefAnonymous", "LAESTAB", "QN", "SCC"),
    collected=Collected.ADMINISTRATIVE,
    how="Part of the autumn school census, once a year; the data is released in the February after.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "16 to 18 retention and destination measures, in performance tables",
            "rates by school",
            NO_WAIT,
            about=("retention",),
        ),
        AccessRoute(RouteKind.PROJECT, "the ONS Secure Research Service", SECURE, SRS_MONTHS, FIND_NPD),
        in_second_leo("the same, linked to later learning and work; schools are pseudonyms", 2007, 2020),
    ),
    grade=SourceGrade.A,
    strong=(Fact("Dates and the core aim decide the funding of sixth forms.", _GUIDE),),
    weak=(
        Fact("A grade is there only where the exam file matched: look at Grade_Match_Status.", FORM),
        Fact("What came of the aim was asked in 2011/12 only.", FORM),
        Fact("Qualification and subject have other names before 2015/16; the subject is missing in 2011/12.", FORM),
        Fact("Aims begun and left between two autumn censuses can be missing.", _GUIDE),
    ),
    links=(
        SourceLink("npd_ks5", "PupilMatchingRefAnonymous and QN", cite=FORM),
        SourceLink("npd_census", "PupilMatchingRefAnonymous", cite=FORM),
        SourceLink("ilr", "the same person before or after, by the ULN of the census or AE_ID in LEO", cite=FORM),
        SourceLink("lars", "QN is LearnAimRef"),
        SourceLink("leo", "PupilMatchingRefAnonymous, to AE_ID", cite=FORM),
    ),
    answers=(
        Answer("participation", "Sixth formers and their aims, by subject and level."),
        Answer(
            "retention",
            "Who stays to the end of a core aim, and from 2014/15 a reason for leaving.",
            "Those who change provider: they look like leavers until joined to the ILR.",
        ),
        Answer("achievement", "Grades where the exam file matched.", "Aims without a match: missing, not failed."),
        Answer(
            "progression",
            "The next aim at the same or another sixth form; reasons that name an apprenticeship or another provider.",
            "What happens at a college or university: join the ILR or HESA.",
        ),
        Answer("subject", "Qualification and subject.", through=("lars",)),
        Answer("level", "Level of the qualification."),
        Answer("sex", "Sex.", years=Years.parse("2009/10 -")),
        Answer(
            "deprivation",
            "The home's small area from the school census.",
            "Nothing without the census: there is no home in this table.",
            through=("npd_census", "imd"),
        ),
        Answer("disadvantage", "Free meals from the school census.", through=("npd_census",)),
        Answer("ethnicity", "From the school census.", through=("npd_census",)),
        Answer("disability", "From the school census.", through=("npd_census",)),
        Answer("prior_attainment", "From key stage 4.", through=("npd_ks4",)),
        Answer("travel", "The distance from the school census.", "Journeys to colleges.", through=("npd_census",)),
        Answer("identity", "Keys of persons."),
    ),
    outputs=("16 to 18 retention and destination measures",),
    cites=(FORM, FIND_NPD, _GUIDE),
    layout=layout(
        __name__,
        DeclaredEntity(
            "plams",
            "PLAMS",
            "an aim of a pupil in the autumn return of a year, or an exam result without an aim",
            FORM,
            patterns=("pl_{name}",),
            of=62,
            judged_by="the department's form",
            note="No key: a pupil may take the same qualification at two schools, or again. QAN, Disc_Code and "
            "Qual_Type_AAT of the form are other names of QN, SCC and Qual_Type_Ref here; it has two fields twice.",
        ),
    ),
)
