"""Attainment at key stage 4 as a source of the catalogue."""

from __future__ import annotations

from alder.model import service
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
from alder.sources.citations import FORM, FORM_COVID, SECURE, SRS_MONTHS, in_second_leo
from alder.sources.declaration import DeclaredEntity, layout
from alder.sources.entries._npd_codes import LISTS

_DESTINATIONS = Citation("Data file of Key stage 4 destination measures 2022/23", "Explore Education Statistics")

source = Source(
    id="npd_ks4",
    place=40,
    title="National Pupil Database: key stage 4 attainment",
    owner="Department for Education, from awarding bodies",
    address=service.FIND_NPD_DATA,
    imitated_by="alder synth npd --population DIR --out DIR",
    holds=Holds.PEOPLE,
    unit="a pupil at the end of compulsory schooling, and each exam result",
    people=("pupils", "young"),
    also_called=("ks4", "key stage 4", "gcse"),
    coverage=Coverage(
        "England",
        "pupils at the end of key stage 4, those of private schools included",
        FORM,
        Years.parse("2001/02 -"),
        gaps=(
            Gap(
                Years.parse("2019/20 - 2020/21"),
                "grades by teachers: the institution is withheld, and there is no amended file",
            ),
        ),
        breaks=(
            Gap(Years.parse("2013/14"), "which qualifications count, and for how much"),
            Gap(Years.parse("2014/15"), "only the first entry counts"),
            Gap(Years.parse("2016/17"), "grades 9 to 1 begin, with English and mathematics"),
        ),
    ),
    identifiers=("PupilMatchingRefAnonymous", "UPN", "URN", "QAN"),
    collected=Collected.TESTS,
    how="Results come from awarding bodies; schools check and amend them.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "Key stage 4 performance and destination measures, on Explore Education Statistics",
            "figures by school, characteristic and destination",
            NO_WAIT,
            _DESTINATIONS,
            about=(
                "school_results",
                "progression",
                "destinations",
                "disadvantage",
                "ethnicity",
                "sex",
                "disability",
                "language",
            ),
        ),
        AccessRoute(RouteKind.PROJECT, "the ONS Secure Research Service", SECURE, SRS_MONTHS, FORM),
        in_second_leo("the same, linked to later learning and work; schools are pseudonyms", 2001, 2020),
    ),
    grade=SourceGrade.A,
    strong=(Fact("Results come from those who award them.", FORM),),
    weak=(
        Fact(
            "Measures were renamed with each reform, in 2013/14, 2014/15 and with grades 9 to 1: 1,349 variables stand "
            "for far fewer ideas.",
            FORM,
        ),
        Fact("Grades of two pandemic years are teachers' and higher than before.", FORM_COVID),
        Fact("Results after 16 are not in the file of the year.", FORM),
    ),
    links=(
        SourceLink("npd_census", "PupilMatchingRefAnonymous", cite=FORM),
        SourceLink("npd_ks5", "PupilMatchingRefAnonymous", cite=FORM),
        SourceLink("ilr", "PupilMatchingRefAnonymous, by the ULN that the census reports", "in LEO by AE_ID", FORM),
        SourceLink("leo", "PupilMatchingRefAnonymous, to AE_ID", cite=FORM),
        SourceLink("ofqual", "QAN", "without slashes"),
    ),
    answers=(
        Answer("prior_attainment", "GCSE results of learners of 16 to 18, by subject and in sum."),
        Answer("school_results", "GCSEs and equivalents, Attainment 8, Progress 8, English Baccalaureate."),
        Answer(
            "progression",
            "By the published destination measures: who went to a school, a college, an apprenticeship or work after "
            "16, by institution and characteristic.",
            "Single courses and levels, and anyone who did not finish key stage 4 here.",
            years=Years.parse("2010/11 -"),
        ),
        Answer("destinations", "Two terms of sustained activity in the year after key stage 4, in published figures."),
        Answer("disadvantage", "Free meals now and in six years; in care or adopted from care."),
        Answer("deprivation", "The child income deprivation of the home's small area."),
        Answer("ethnicity", "Ethnic group, taken from the census."),
        Answer("sex", "Sex, taken from the census."),
        Answer("disability", "Provision for special needs, taken from the census."),
        Answer("language", "Whether the first language is English."),
        Answer("identity", "Keys of persons."),
    ),
    outputs=("Key stage 4 performance", "Key stage 4 destination measures"),
    cites=(FORM, FORM_COVID, _DESTINATIONS),
    layout=layout(
        __name__,
        DeclaredEntity(
            "ks4_pupil",
            "KS4 Pupil Table",
            "a pupil at the end of key stage 4",
            FORM,
            key=("PupilMatchingRefAnonymous", "ACADYR"),
            patterns=("KS4_{name}",),
            of=1349,
            judged_by="the department's form; withheld numbers by its tables of 2017/18",
            note="1,349 is the number of variables of the whole key stage, exam table included.",
        ),
        DeclaredEntity(
            "ks4_exam",
            "KS4 Exam Table",
            "a result of a pupil",
            FORM,
            patterns=("KS4_{name}",),
            judged_by="the department's form",
            note="No key: a pupil may sit the same qualification twice in a season.",
        ),
        lists=LISTS,
    ),
)
