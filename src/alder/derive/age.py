"""Variables of age: whole years lived by a day, and the bands in which ages are published."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from alder.derive.categories import UNKNOWN
from alder.derive.time import starting_year
from alder.derive.variable import variables
from alder.model.definition import Evidence, Parameter
from alder.model.expr import cases, ifelse, null
from alder.model.statistic import Category

if TYPE_CHECKING:
    from alder.model.expr import Day, Table, Text, Whole

FE_AND_SKILLS = ((0, "Under 19"), (19, "19-24"), (25, "25-49"), (50, "50+"))
STARTS = ((0, "Under 19"), (19, "19-24"), (25, "25+"))
APPRENTICESHIP_RATES = ((0, "Under 16"), (16, "16-18"), (19, "19-23"), (24, "24+"))
EDUCATION_AND_TRAINING_RATES = ((0, "Under 16"), (16, "16-18"), (19, "19+"))
"""Band schemes: the youngest age of each band, and its code, which is its label too.

The publications whose bands these are print them so: further education and skills (`19-24`, `50+`), apprenticeships
(`25+`), qualification achievement rates (`16-18`, `19-23`). The department's list of agreed column values has
`19 to 24` and `25 plus` for another column (`age_group`); figures are compared with the publications, so theirs hold.
"""

TRAINING_AGE = Parameter(
    "education_and_training_age",
    "31_august",
    "The day on which ages are taken for rates in education and training.",
    Evidence.B,
    "The published tables do not say which day they use.",
    choices=(
        ("31_august", "31 August of the academic year in which the aim started"),
        ("start", "the day of the start"),
    ),
)


def years_lived(birth: Day, day: Day) -> Whole:
    """Whole years from birth to `day`; missing when a date is, or when `day` comes before birth.

    Someone born on 29 February turns a year older on 28 February in a common year, as in the national rules: the
    usual comparison of month and day would make it 1 March.
    """
    born, now = _month_and_day(birth), _month_and_day(day)
    year = day.year()
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    early = (born == 229) & (now == 228) & ~leap
    years = year - birth.year() - ifelse((now < born) & ~early, 1, 0)
    return ifelse(day < birth, null("int32"), years).cast("int32")


def years_lived_by_31_august(birth: Day, year: Whole | int) -> Whole:
    """Whole years from birth to 31 August of a calendar year; missing when either is, or for a birth after it."""
    years = year - birth.year() - (_month_and_day(birth) > 831).cast("int32")
    return ifelse(years < 0, null("int32"), years).cast("int32")


def _month_and_day(day: Day) -> Whole:
    return day.month() * 100 + day.day()


def banded(age: Whole, scheme: tuple[tuple[int, str], ...]) -> Text:
    """The band of an age in a scheme; Unknown without an age."""
    below = [(age < next_low, code) for (_, code), (next_low, _) in pairwise(scheme)]
    return cases((age.isnull(), UNKNOWN.code), *below, else_=scheme[-1][1])


def bands(scheme: tuple[tuple[int, str], ...]) -> tuple[Category, ...]:
    """A scheme's bands as categories, youngest first."""
    return (*(Category(code, code, (_in_words(code),)) for _, code in scheme), UNKNOWN)


def _in_words(code: str) -> str:
    """What a band was called before its label was the published one: `19 to 24`, `25 and over`."""
    return code.replace("-", " to ").replace("+", " and over")


@variables.declare(
    title="Age on a day",
    unit="years",
    reads=("DateOfBirth",),
    source="ILR validation service 2020/21 (YearsBetween)",
    evidence=Evidence.V,
    person=True,
)
def age_on(aims: Table, *, day: Day) -> Whole:
    """Whole years lived by a day. Missing without a date of birth, or on a day before birth.

    Someone born on 29 February turns a year older on 28 February in a common year.
    """
    return years_lived(aims.DateOfBirth, day)


@variables.declare(
    title="Age at 31 August",
    unit="years",
    reads=("DateOfBirth",),
    source="Compiled funding rules 2020/21; further education and skills statistics",
    evidence=Evidence.V,
    person=True,
)
def age_at_31_august(aims: Table, *, year: int) -> Whole:
    """Whole years lived by 31 August of the calendar year in which the academic year starts: its first month."""
    return years_lived_by_31_august(aims.DateOfBirth, year)


@variables.declare(
    title="Age at start",
    unit="years",
    reads=("DateOfBirth", "LearnStartDate"),
    source="Compiled funding rules 2020/21; apprenticeship statistics",
    evidence=Evidence.V,
)
def age_at_start(aims: Table) -> Whole:
    """Whole years lived by the day on which the aim started."""
    return years_lived(aims.DateOfBirth, aims.LearnStartDate)


@variables.declare(
    title="Age",
    unit="age band",
    reads=("DateOfBirth",),
    source="Further education and skills statistics",
    evidence=Evidence.V,
    categories=bands(FE_AND_SKILLS),
    unknown="Unknown",
    person=True,
)
def age_band_31_august(aims: Table, *, year: int) -> Text:
    """Age at 31 August in the bands of further education and skills statistics."""
    return banded(years_lived_by_31_august(aims.DateOfBirth, year), FE_AND_SKILLS)


@variables.declare(
    title="Age group at start",
    unit="age band",
    reads=("DateOfBirth", "LearnStartDate"),
    source="Apprenticeship statistics",
    evidence=Evidence.V,
    categories=bands(STARTS),
    unknown="Unknown",
)
def age_band_at_start(aims: Table) -> Text:
    """Age at the start of the aim in the bands of statistics of starts; they split at 25, those of rates at 24."""
    return banded(years_lived(aims.DateOfBirth, aims.LearnStartDate), STARTS)


@variables.declare(
    title="Age at start of the apprenticeship",
    unit="age band",
    reads=("DateOfBirth", "LearnStartDate"),
    source="Apprenticeship achievement rate tables",
    evidence=Evidence.V,
    categories=bands(APPRENTICESHIP_RATES),
    unknown="Unknown",
)
def age_band_apprenticeship_rates(aims: Table) -> Text:
    """Age at the start of the apprenticeship in the bands of apprenticeship achievement rates."""
    return banded(years_lived(aims.DateOfBirth, aims.LearnStartDate), APPRENTICESHIP_RATES)


@variables.declare(
    title="Age in the year of the start",
    unit="age band",
    reads=("DateOfBirth", "LearnStartDate"),
    source="Education and training achievement rate tables",
    evidence=Evidence.B,
    parameters=(TRAINING_AGE,),
    categories=bands(EDUCATION_AND_TRAINING_RATES),
    unknown="Unknown",
)
def age_band_education_and_training_rates(aims: Table, *, education_and_training_age: str) -> Text:
    """Age in the bands of education and training rates, at 31 August of the year in which the aim started."""
    start = aims.LearnStartDate
    if education_and_training_age == "31_august":
        age = years_lived_by_31_august(aims.DateOfBirth, starting_year(start))
    else:
        age = years_lived(aims.DateOfBirth, start)
    return banded(age, EDUCATION_AND_TRAINING_RATES)
