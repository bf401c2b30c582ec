"""The student record of higher education as a source of the catalogue."""

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
from alder.sources.citations import FORM, HESA_CODING, SECURE, WEEKS, in_second_leo
from alder.sources.declaration import DeclaredEntity, layout

_FUTURES = Citation(
    "Data Futures: the engagement", "HESA", "https://www.hesa.ac.uk/collection/student/datafutures/a/engagement"
)
_DEFINITIONS = Citation(
    "Definitions: students 2022/23", "HESA", "https://www.hesa.ac.uk/support/definitions/students-202223"
)
_JUDGED = "Alder's judgement, on the scale of the department's NPD tables"


def _futures(name: str, published: str, grain: str, *key: str) -> DeclaredEntity:
    return DeclaredEntity(name, published, grain, HESA_CODING, key=key, judged_by=_JUDGED)


source = Source(
    id="hesa",
    place=80,
    title="HESA Student record: C21051 to 2021/22, Data Futures 22056 from 2022/23",
    owner="Jisc (HESA)",
    holds=Holds.PEOPLE,
    unit="an instance of study to 2021/22; since then engagements, sessions, leavers and awards",
    people=("he_students", "apprentices"),
    also_called=("student record", "data futures", "c21051", "22056"),
    imitated_by="as LEO holds it: alder synth leo --population DIR --out DIR --record student_leo",
    coverage=Coverage(
        "United Kingdom",
        "students of universities and other providers of higher education; higher education taught by colleges is in "
        "the ILR",
        _DEFINITIONS,
        Years.parse("1994/95 -"),
        breaks=(
            Gap(Years.parse("2007/08"), "a new record and another scheme of student numbers"),
            Gap(Years.parse("2019/20"), "subjects by HECoS in place of JACS", ("subject",)),
            Gap(Years.parse("2022/23"), "another model of data: engagements in place of instances"),
        ),
        note="The copy in LEO has 2004/05 to 2019/20, and only students who were linked to a school or ILR record. "
        "The first year of the record itself is believed.",
    ),
    identifiers=("HUSID, then SID", "ULN", "NUMHUS", "UKPRN"),
    collected=Collected.ADMINISTRATIVE,
    how="Providers return the students of a year after it ends.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "HESA open data; Widening participation in higher education, which has the step to university by 19",
            "figures by provider, subject, level and characteristic",
            NO_WAIT,
            _DEFINITIONS,
            about=(
                "participation",
                "progression",
                "higher_education",
                "retention",
                "achievement",
                "prior_attainment",
                "deprivation",
                "ethnicity",
                "sex",
                "disability",
                "age",
                "subject",
                "level",
                "provider",
            ),
        ),
        AccessRoute(
            RouteKind.BESPOKE,
            "a tailored data set from Jisc, for a fee",
            "figures by breakdowns of your choice, rounded",
            WEEKS,
            wait_is_believed=True,
            without=("progression", "identity"),
        ),
        in_second_leo(SECURE + "; providers are pseudonyms", 2004, 2019, without=("provider",)),
    ),
    grade=SourceGrade.A,
    strong=(Fact("Providers, qualifications and their classes are checked and used for funding.", _DEFINITIONS),),
    weak=(
        Fact("Subjects before and from 2019/20 are in different schemes.", FORM),
        Fact("The model changed in 2022/23; series across it need care.", _FUTURES),
        Fact("Tariff points do not compare over time."),
        Fact("Education of parents is what the student says.", FORM),
        Fact("The copy in LEO lacks students who could not be linked to a school or ILR record in England.", FORM),
    ),
    links=(
        SourceLink("ilr", "ULN, or names with date of birth; in LEO by AE_ID", cite=FORM),
        SourceLink("npd_census", "PUPILMATCHINGREFANONYMOUS in LEO", cite=FORM),
        SourceLink("graduate_outcomes", "SID and NUMHUS"),
        SourceLink("leo", "PUPILMATCHINGREFANONYMOUS, to AE_ID", cite=FORM),
        SourceLink("classifications", "HECoS, JACS"),
    ),
    answers=(
        Answer("participation", "Students and entrants by provider, level, subject and mode."),
        Answer(
            "higher_education",
            "Who begins, continues and gets a degree, and where.",
            "Higher education taught in colleges, which the ILR has.",
        ),
        Answer(
            "progression",
            "The step from further education to university: entrants, with their highest qualification on entry, and "
            "joined to the ILR the very learners who came from there.",
            "Learners who go on after the last year of the copy. Those who were never linked count as not going on.",
            through=("ilr",),
        ),
        Answer("retention", "Who continues, leaves and why.", "Moves abroad."),
        Answer(
            "achievement",
            "Qualifications obtained and class of degree.",
            "Of apprentices, all but the degree within the apprenticeship.",
        ),
        Answer(
            "prior_attainment",
            "Highest qualification on entry.",
            "Grades at school: join the NPD. Tariff points over the years.",
        ),
        Answer(
            "deprivation",
            "The index of the home's small area before entry, to 2019/20.",
            "Homes outside England on the English index.",
            through=("imd",),
        ),
        Answer("ethnicity", "Ethnic group as declared."),
        Answer("sex", "Sex as declared."),
        Answer("disability", "Disability as declared."),
        Answer("age", "Age at the start."),
        Answer("subject", "Subjects by HECoS, JACS before 2019/20."),
        Answer("level", "Level of study."),
        Answer("provider", "Which provider.", "In LEO a pseudonym."),
        Answer("identity", "Student numbers and ULN, inside Jisc and the department."),
    ),
    outputs=("Higher education student statistics", "Widening participation in higher education"),
    cites=(HESA_CODING, _FUTURES, _DEFINITIONS, FORM),
    layout=layout(
        __name__,
        DeclaredEntity(
            "student_leo",
            "HESA (in LEO)",
            "an instance of study in a year",
            FORM,
            patterns=("HE_{name}",),
            of=175,
            judged_by="the department's form",
            note="No key: a student may have several instances in a year, whose numbers are not supplied.",
        ),
        _futures("student", "Student", "a student at a provider", "SID"),
        _futures("engagement", "Engagement", "a student's engagement with a provider", "NUMHUS"),
        _futures("entry_profile", "EntryProfile", "what a student had on entry"),
        _futures("leaver", "Leaver", "the end of an engagement"),
        _futures("student_course_session", "StudentCourseSession", "a session of a course", "SCSESSIONID"),
        _futures("qualification_awarded", "QualificationAwarded", "an award", "QUALAWARDID"),
        _futures("course_qualification_module", "Course / Qualification / Module", "a course, qualification or module"),
    ),
)
