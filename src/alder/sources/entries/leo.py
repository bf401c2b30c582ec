"""Longitudinal Education Outcomes as a source of the catalogue."""

from __future__ import annotations

from alder.model import service
from alder.model.fact import Citation, Fact
from alder.model.period import AcademicYear, Years
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
from alder.sources.citations import FORM, LEO_MONTHS
from alder.sources.declaration import DeclaredEntity, layout

_PAGE = Citation("Longitudinal Education Outcomes, 17 April 2024", "gov.uk", service.LEO)
_PRIVACY = Citation("Privacy notice for LEO, 10 February 2023", "gov.uk")
_GUIDE = Citation.on_github("User guide to the second LEO", "Youth-Transitions/resources")
_ADR = Citation(
    "ADR UK annual report 2023/24",
    "reports.adruk.org",
    "https://reports.adruk.org/annual-report-2023-2024/our-data/new-and-emerging-datasets/longitudinal-education-outcomes/",
)
_JUDGED = "Alder's judgement; the form gives none for these tables"


def _table(name: str, published: str, grain: str, *key: str, note: str = "", of: int | None = None) -> DeclaredEntity:
    return DeclaredEntity(name, published, grain, FORM, key=key, judged_by=_JUDGED, note=note, of=of)


source = Source(
    id="leo",
    place=110,
    title="Longitudinal Education Outcomes",
    owner="Department for Education, with DWP, HMRC and Jisc",
    address=service.LEO,
    imitated_by="alder synth leo --population DIR --out DIR",
    holds=Holds.PEOPLE,
    unit="a person; spells of work and benefits, pay by tax year",
    people=("pupils", "young", "adults", "apprentices", "fe_learners", "he_students", "sixth_form"),
    also_called=("longitudinal education outcomes", "leo i2"),
    coverage=Coverage(
        "education in England; work and benefits in Great Britain",
        "about 39 million people in April 2022, of everyone with a school, college or university record there",
        _PAGE,
        Years.parse("1997/98 -"),
        period="tax years, 6 April to 5 April; education records go by academic years",
        gaps=(
            Gap(Years.parse("1997/98 - 2002/03"), "spells of work, but no pay", ("earnings",)),
            Gap(Years.parse("1997/98 - 2012/13"), "no self-employment", ("employment", "earnings")),
        ),
        breaks=(
            Gap(Years.parse("2013/14"), "self-employment begins", ("employment", "earnings")),
            Gap(Years.parse("2019/20 - 2020/21"), "furlough and grants of the pandemic", ("employment", "earnings")),
        ),
        note="The second copy (I2) ends with 2020/21, in education and in tax.",
    ),
    identifiers=("AE_ID", "EDUKEY", "PupilMatchingRefAnonymous", "RECORDID"),
    collected=Collected.LINKED,
    how="Names, dates of birth, sex, postcodes and National Insurance numbers are matched by DWP, then taken away; "
    "what is left is put together under keys without a meaning.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "LEO graduate outcomes, Further education outcomes, and Post-16 education and labour market activities",
            "figures by provider, subject, level and characteristic",
            NO_WAIT,
            _PAGE,
            about=("earnings", "employment", "destinations", "level", "ethnicity", "sex", "disadvantage"),
        ),
        AccessRoute(
            RouteKind.PROJECT,
            "the ONS Secure Research Service, after an application to the research accreditation service, a "
            "self-assessment of ethics and the variable request form; no work from home",
            "records of people, only the variables that you asked for; only checked outputs leave",
            LEO_MONTHS,
            FORM,
            years=Years.between(AcademicYear(1997), AcademicYear(2020)),
        ),
    ),
    grade=SourceGrade.B,
    strong=(
        Fact("Whole cohorts over many years, from tax records and not from memory.", _PAGE),
        Fact("School, college, university, work and benefits of the same person.", _PRIVACY),
    ),
    weak=(
        Fact("Hours of work are not known, so part-time and full-time pay look alike.", FORM),
        Fact("Starts and ends of jobs are often guesses, with flags that say so.", FORM),
        Fact("Self-employment is seen from 2013/14 only.", FORM),
        Fact("One home a tax year.", FORM),
        Fact("Schools, colleges and universities are pseudonyms.", FORM),
        Fact("People who were not matched are missing, and they are not a random few.", _GUIDE),
        Fact("Work abroad, cash in hand and most unpaid work are not seen."),
    ),
    links=(
        SourceLink("npd_census", "PupilMatchingRefAnonymous, by the look-up to AE_ID", cite=FORM),
        SourceLink("ilr", "RECORDID, by the look-up to AE_ID", cite=FORM),
        SourceLink("hesa", "PupilMatchingRefAnonymous", cite=FORM),
        SourceLink("ucas", "PupilMatchingRefAnonymous", cite=FORM),
    ),
    answers=(
        Answer(
            "earnings",
            "Pay by tax year before, during and after learning, up to many years on.",
            "Pay by the hour, and why it differs: compare like with like, and state what the comparison rests on.",
        ),
        Answer(
            "employment",
            "Whether in work in each month or year, how long, in which industry.",
            "Occupation and hours. Work abroad.",
        ),
        Answer("destinations", "Sustained work, benefits or learning in any window of time."),
        Answer("benefits", "Spells on benefits, before and after."),
        Answer(
            "progression",
            "From school and college to later learning, by one key of a person over all sources.",
            "Anything after 2020/21, and higher education after 2019/20.",
            through=("ilr", "hesa"),
        ),
        Answer(
            "higher_education",
            "Who reached university, through the student record.",
            "After 2019/20.",
            through=("hesa",),
        ),
        Answer("participation", "By the education records within it.", through=("ilr", "hesa", "plams")),
        Answer("retention", "By the ILR and PLAMS within it.", through=("ilr", "plams")),
        Answer(
            "achievement",
            "By the aims of the ILR and the qualifications of the student record within it, to 2020/21 and 2019/20.",
            "Official rates, which rest on returns that the copy has not.",
            through=("ilr", "hesa"),
        ),
        Answer("subject", "By the aims of the ILR and the courses of the student record.", through=("ilr", "hesa")),
        Answer("prior_attainment", "Key stages of those who went to school in England.", through=("npd_ks4",)),
        Answer("level", "By the ILR and the student record within it.", through=("ilr", "hesa")),
        Answer("disadvantage", "Free meals at school.", "People who left school before 2001.", through=("npd_census",)),
        Answer(
            "deprivation",
            "The index of the home's output area in each tax year, or of the home at school or college.",
            "More than one home a year.",
            through=("imd",),
        ),
        Answer("employer", "Industry, size band and legal form of the main employer.", "Which employer."),
        Answer(
            "neet", "Neither learning nor work nor benefits in a window.", "Not seen is not the same as not active."
        ),
        Answer("ethnicity", "From the education records.", through=("npd_census", "ilr")),
        Answer("sex", "From the education records.", through=("npd_census", "ilr")),
        Answer("place", "Region and output area of the home.", "Local authority by name: it is a pseudonym."),
        Answer("identity", "The look-ups between keys of persons."),
    ),
    outputs=("LEO graduate outcomes", "Further education outcomes", "Post-16 education and labour market activities"),
    cites=(_PAGE, _PRIVACY, _GUIDE, _ADR, FORM),
    layout=layout(
        __name__,
        _table("education_records_lookup", "LINK.EDUCATION_RECORDS_LOOKUP", "an education record", "RECORDID"),
        _table("ae_id_to_edukey", "LINK.LEARNER_AE_ID_TO_EDUKEY_LOOKUP", "a person and a key of tax and benefits"),
        _table("ae_id_to_pmr", "LINK.LEARNER_AE_ID_TO_PMR_LOOKUP", "a person and a key of the NPD"),
        _table("employment", "LEO.Employment", "a spell in work", of=5),
        _table("earnings", "LEO.Earnings", "a person in a tax year", "EduKey", "TaxYear", of=17),
        _table("self_assessment", "LEO.SA", "a person in a tax year", "EduKey", "TaxYear", of=6),
        _table("benefits", "LEO.Benefits", "a claim", of=5),
        _table("geography", "LEO.Geography", "a person in a tax year", "EduKey", "TaxYear", of=10),
        _table(
            "business",
            "LEO.IDBR_LOOKUP",
            "a business in a state of the register",
            of=9,
            note="Tax years to 2016/17 go with the older state of the business register, later ones with the newer.",
        ),
        _table("furlough", "LEO.CJRS", "a person in a tax year", "EDUKEY", "TAXYEAR", of=6),
        _table(
            "self_employment_support",
            "LEO.SEISS",
            "a person in a tax year",
            "EDUKEY",
            "TAXYEAR",
            of=6,
            note="The form calls this table LEO.CJRS too, a slip: its sheet and all its fields are of SEISS.",
        ),
    ),
)
