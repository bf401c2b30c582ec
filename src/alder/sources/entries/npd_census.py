"""The school census, pupil level, as a source of the catalogue."""

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
from alder.sources.citations import (
    FIND_NPD,
    FORM,
    FORM_COVID,
    MONTHS,
    NPD_TABLES,
    SCRIPTS,
    SECURE,
    SRS_MONTHS,
    in_second_leo,
)
from alder.sources.declaration import DeclaredEntity, layout
from alder.sources.entries._npd_codes import LISTS

_PROFILE = Citation(
    "Data resource profile: National Pupil Database (Jay and others, 2019)",
    "ijpds.org/article/view/1101",
    "https://ijpds.org/article/view/1101",
)
_TERMLY = ("{name}_{term}{yy} @ 2005/06 -", "{name}_{yy} @ 2001/02 - 2004/05")
"""Since spring 2006 the census is termly and columns end in the term and the year in which the academic year ends;
the yearly census before wrote the year alone. Seen in scripts that read the delivered tables; the form shows only the
newer shape."""

source = Source(
    id="npd_census",
    place=20,
    title="National Pupil Database: school census, pupil level",
    owner="Department for Education",
    address=service.FIND_NPD_DATA,
    imitated_by="alder synth npd --population DIR --out DIR",
    holds=Holds.PEOPLE,
    unit="a pupil at a school in a term",
    people=("pupils", "young", "sixth_form"),
    also_called=("npd", "school census", "plasc"),
    coverage=Coverage(
        "England",
        "pupils of state schools, 6.6 million in 2016/17; private schools and education at home are missing",
        _PROFILE,
        Years.parse("2001/02 -"),
        gaps=(Gap(Years.parse("2019/20"), "no summer census, because of the pandemic; autumn and spring are there"),),
        breaks=(
            Gap(Years.parse("2005/06"), "termly census in place of a yearly one"),
            Gap(Years.parse("2014/15"), "special educational needs coded anew", ("disability",)),
        ),
        note="Other modules of the database are not in this catalogue: absence, exclusions, early years, key stages 1 "
        "and 3, children in need and in care, alternative provision.",
    ),
    identifiers=(
        "UPN",
        "ULN_Census (2007/08 to now)",
        "PupilMatchingRefAnonymous",
        "URN",
        "LAESTAB",
        "postcode",
        "LSOA",
    ),
    collected=Collected.ADMINISTRATIVE,
    how="Schools send a return each term; ethnicity, types of need and distances are in that of spring only.",
    routes=(
        AccessRoute(
            RouteKind.PUBLISHED,
            "Schools, pupils and their characteristics, on Explore Education Statistics",
            "counts of pupils by school and characteristic",
            NO_WAIT,
            _PROFILE,
            about=(
                "participation",
                "disadvantage",
                "ethnicity",
                "sex",
                "age",
                "disability",
                "language",
                "place",
                "provider",
                "population",
            ),
        ),
        AccessRoute(
            RouteKind.PROJECT,
            "the ONS Secure Research Service, by an application to the department",
            SECURE,
            SRS_MONTHS,
            FIND_NPD,
        ),
        in_second_leo("the same, linked to later learning, work and benefits; schools are pseudonyms", 2001, 2020),
        AccessRoute(
            RouteKind.PROJECT,
            "the UK Data Service, for some surveys that are linked to it",
            "records of the survey's members",
            MONTHS,
            _PROFILE,
            about=("disadvantage", "ethnicity", "sex", "age", "language"),
        ),
    ),
    grade=SourceGrade.A,
    strong=(
        Fact("Numbers on roll decide a school's money.", _PROFILE),
        Fact("Free meals and age are recorded well.", _PROFILE),
    ),
    weak=(
        Fact("Some refuse to state ethnicity.", FORM),
        Fact("Codes of special needs changed in 2014.", FORM),
        Fact("The department is reviewing how it asks for sex, and treats it as a special category.", FORM),
        Fact("One pupil may have several records in a census: keep main records by RecordStatus.", FORM),
        Fact("Schools are pseudonyms for researchers, so nothing can be added by their number.", FORM_COVID),
    ),
    links=(
        SourceLink("npd_ks2", "PupilMatchingRefAnonymous", cite=FORM),
        SourceLink("npd_ks4", "PupilMatchingRefAnonymous", cite=FORM),
        SourceLink("npd_ks5", "PupilMatchingRefAnonymous", cite=FORM),
        SourceLink("plams", "PupilMatchingRefAnonymous", cite=FORM),
        SourceLink(
            "ilr",
            "ULN_Census, or names with date of birth and postcode",
            "by the department",
            NPD_TABLES,
        ),
        SourceLink("leo", "PupilMatchingRefAnonymous, to AE_ID", cite=FORM),
        SourceLink("imd", "LSOA01 or LSOA11", "take the edition that is on those areas"),
    ),
    answers=(
        Answer(
            "participation",
            "Who is in a school sixth form, by background.",
            "Who is in a college or an apprenticeship: the ILR has them.",
        ),
        Answer(
            "progression",
            "Who moves from one school and year group to the next, and who is no longer at a state school.",
            "Where those who left went: join PLAMS, the ILR or HESA.",
        ),
        Answer(
            "deprivation",
            "The child income deprivation of the home's small area, or any index by that area.",
            "Scores of different editions must not be compared.",
            through=("imd",),
        ),
        Answer("disadvantage", "Free meals now, in six years and ever; pupil premium.", "Families that do not claim."),
        Answer("ethnicity", "Ethnic group as parents or pupils declare it, in three depths of detail."),
        Answer("sex", "Sex as the school has it."),
        Answer("age", "Age on 31 August, and month and year of birth."),
        Answer("disability", "Provision for special needs, and the type of need."),
        Answer("language", "Whether the first language is English; from 2006/07 which language."),
        Answer(
            "travel",
            "The straight line from home to the school attended and to the nearest, in miles; the usual means of "
            "travel from 2006/07 to 2010/11.",
            "Journeys to colleges and training providers. The way taken, and the means of travel since 2011.",
        ),
        Answer("place", "The small area and authority of the home; the authority of the school.", "The school itself."),
        Answer(
            "prior_attainment",
            "Best GCSE in English and mathematics of those over 16.",
            "Other results.",
        ),
        Answer("provider", "Pupils of the same school can be told to be so.", "Which school it is."),
        Answer("identity", "Keys of persons over all years; numbers and names inside the department."),
        Answer("population", "Pupils of state schools by age and area.", "Children at private schools or at home."),
    ),
    outputs=("Schools, pupils and their characteristics",),
    cites=(_PROFILE, FIND_NPD, FORM, FORM_COVID, NPD_TABLES, SCRIPTS),
    layout=layout(
        __name__,
        DeclaredEntity(
            "pupil",
            "SC_Pupil",
            "a pupil at a school in a term",
            FORM,
            key=("PupilMatchingRefAnonymous", "CensusDate", "LAEstab_anon", "RecordStatus"),
            patterns=_TERMLY,
            of=110,
            judged_by="the department's form; five withheld fields by its tables of 2017/18",
            note="All 105 variables of the form, and five that the department keeps. Where the form leaves out a "
            "field's name, as for T Levels, it is taken from its column.",
        ),
        DeclaredEntity(
            "pupil_address",
            "SC_Addresses",
            "the home of a pupil in a term",
            NPD_TABLES,
            key=("PupilMatchingRefAnonymous", "Postcode"),
            patterns=_TERMLY,
            judged_by="the department's tables of 2017/18",
            note="On request only.",
        ),
        lists=LISTS,
    ),
)
