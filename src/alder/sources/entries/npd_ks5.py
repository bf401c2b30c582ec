"""Attainment at 16 to 18 as a source of the catalogue."""

from __future__ import annotations

from alder.model import service
from alder.model.fact import Fact
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
from alder.sources.citations import FORM, FORM_COVID, SECURE, SRS_MONTHS, in_second_leo
from alder.sources.declaration import DeclaredEntity, layout
from alder.sources.entries._npd_codes import LISTS

source = Source(
    id="npd_ks5",
    place=50,
    title="National Pupil Database: key stage 5 (16 to 18) attainment",
    owner="Department for Education, from awarding bodies",
    address=service.FIND_NPD_DATA,
    imitated_by="alder synth npd --population DIR --out DIR",
    holds=Holds.PEOPLE,
    unit="a student of 16 to 18, and each exam result",
    people=("young", "fe_learners", "sixth_form"),
    also_called=("ks5", "key stage 5", "a level results"),
    coverage=Coverage(
        "England",
        "students of schools and colleges who sat exams at levels 2 and 3",
        FORM,
        Years.parse("2001/02 -"),
        gaps=(Gap(Years.parse("2019/20 - 2020/21"), "grades by teachers: the institution is withheld"),),
        breaks=(Gap(Years.parse("2015/16"), "another scale of points, and reformed A levels"),),
    ),
    identifiers=("PupilMatchingRefAnonymous", "QAN", "URN"),
    collected=Collected.TESTS,
    how="Results come from awarding bodies; schools and colleges check and amend them.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "A level and other 16 to 18 results, and destination measures, on Explore Education Statistics",
            "figures by school or college, subject and characteristic",
            NO_WAIT,
            about=("achievement", "school_results", "progression", "higher_education", "destinations", "subject"),
        ),
        AccessRoute(RouteKind.PROJECT, "the ONS Secure Research Service", SECURE, SRS_MONTHS, FORM),
        in_second_leo("the same, linked to higher education and work; schools and colleges are pseudonyms", 2001, 2020),
    ),
    grade=SourceGrade.A,
    strong=(Fact("Results come from those who award them, for schools and colleges alike.", FORM),),
    weak=(
        Fact("Points are on another scale from 2015/16.", FORM),
        Fact("Grades of two pandemic years are teachers' and higher than before.", FORM_COVID),
        Fact("Only exams: not whoever left before them, and not aims without a result.", FORM),
    ),
    links=(
        SourceLink("plams", "PupilMatchingRefAnonymous and QAN", cite=FORM),
        SourceLink("ilr", "ULN and LearnAimRef, in LEO by AE_ID", cite=FORM),
        SourceLink("npd_ks4", "PupilMatchingRefAnonymous", cite=FORM),
        SourceLink("leo", "PupilMatchingRefAnonymous, to AE_ID", cite=FORM),
        SourceLink("ofqual", "QAN", "without slashes"),
    ),
    answers=(
        Answer(
            "achievement",
            "A levels and vocational results at 18, with grades and points.",
            "Learners who left before the exams, so not a rate of those who began.",
        ),
        Answer("school_results", "A level and vocational results by subject."),
        Answer("prior_attainment", "Level 3 results of those who go on to university or a higher apprenticeship."),
        Answer(
            "progression",
            "By the published destination measures: who went to university, an apprenticeship or work after 18.",
            "Moves in later years.",
        ),
        Answer(
            "higher_education",
            "By the published destination measures, students who went on to university after 18.",
            "Which course: join HESA.",
        ),
        Answer("destinations", "Sustained activity in the year after 16 to 18 study, in published figures."),
        Answer("subject", "Subjects of exams."),
        Answer("identity", "Keys of persons."),
    ),
    outputs=("A level and other 16 to 18 results", "16 to 18 destination measures"),
    cites=(FORM, FORM_COVID),
    layout=layout(
        __name__,
        DeclaredEntity(
            "ks5_student",
            "KS5 Student Table",
            "a student in a year of exams",
            FORM,
            patterns=("KS5_{name}",),
            of=733,
            judged_by="the department's form",
            note="No key: a student may count at an institution, an authority and nationally (RECTYPE). 733 is the "
            "number of variables of the whole key stage.",
        ),
        DeclaredEntity(
            "ks5_exam",
            "KS5 Exam Table",
            "a result of a student",
            FORM,
            patterns=("KS5_{name}",),
            judged_by="the department's form",
            note="No key: a student may sit the same qualification more than once.",
        ),
        lists=LISTS,
    ),
)
