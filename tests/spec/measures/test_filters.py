"""Filters of a question: what each keeps, how it is written and told, and what is said of one that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from tests.support.aim_tables import aims, returns
from tests.support.text_tables import rows

import alder
from alder.derive.aims import NAME, WIDE
from alder.derive.aims import aims as unbound
from alder.engine.duckdb import DuckDB
from alder.errors import UsageError
from alder.measures import measures
from alder.measures.condition import Condition, names_for
from alder.model import expr

AIMS = """
    aim | ukprn    | Sex | DateOfBirth | Ethnicity | LearnStartDate | ProgType | FundModel | StdCode | LearnAimRef
    Ann | 10000001 | F   | 2003-01-01  | 31        | 2020-09-01     |          | 35        |         | 60000001
    Bob | 10000001 | M   | 2000-01-01  | 39        | 2020-10-01     | 2        | 36        | 105     | ZPROG001
    Cas | 10000002 | M   | 1990-01-01  | 99        | 2021-01-04     | 3        | 36        |         | ZPROG001
    Dee | 10000002 |     |             | 44        | 2021-06-01     |          | 99        |         | Z0001'X
"""
SAME = {"LearnPlanEndDate": date(2022, 7, 31), "CompStatus": 1}

KEPT = """
    filter                                                | kept
    sex = F                                               | Ann
    Sex = f                                               | Ann
    sex = female                                          | Ann
    sex != F                                              | Bob Cas
    not sex = F                                           | Bob Cas
    sex is not known                                      | Dee
    sex = Unknown                                         | Dee
    sex != Unknown                                        | Ann Bob Cas
    sex is known                                          | Ann Bob Cas
    FundModel in (35, 99)                                 | Ann Dee
    funding_model in (35, 99)                             | Ann Dee
    FundModel not in (35, 99)                             | Bob Cas
    FundModel = 'adult skills'                            | Ann
    StdCode = 105                                         | Bob
    StdCode != 105                                        |
    StdCode is not known                                  | Ann Cas Dee
    level = 3                                             | Bob
    level = 'Level 3' or level = 2                        | Bob Cas
    age_at_31_august between 17 and 20                    | Ann Bob
    age_at_31_august not between 17 and 20                | Cas
    age_at_31_august >= 30                                | Cas
    age_at_31_august < 18                                 | Ann
    LearnStartDate >= 2021-01-04                          | Cas Dee
    LearnStartDate > '2021-01-04'                         | Dee
    LearnStartDate <= 2020-10-01 and not sex = F          | Bob
    provider = 10000002 and (sex = M or sex is not known) | Cas Dee
    sex = F or sex = M and FundModel = 36                 | Ann Bob Cas
    (sex = F or sex = M) and FundModel = 36               | Bob Cas
    LearnAimRef = 'Z0001''X'                              | Dee
    not (sex = F or FundModel = 99)                       | Bob Cas
    funding_start = yes and Ethnicity = 99                | Cas
"""


@pytest.fixture(name="held", scope="module")
def _held() -> Iterator[tuple[list[str], DuckDB]]:
    names, table = aims(AIMS, **SAME)
    with DuckDB() as engine:
        engine.add(NAME, table)
        yield names, engine


@pytest.mark.parametrize("row", rows(KEPT), ids=lambda r: r["filter"])
def test_a_filter_keeps_the_aims_that_fit_and_an_unknown_value_fits_nothing(
    held: tuple[list[str], DuckDB], row: dict
) -> None:
    names, engine = held
    where = Condition.read(row["filter"], "starts")
    kept = engine.run(lambda: where.rows(unbound(), year=2020, scope=None).select("aim_id"))
    assert " ".join(names[n] for n in sorted(kept["aim_id"].to_pylist())) == (row["kept"] or "")


SAID = """
    filter                              | written                                   | in words
    ProgType=24 OR Sex=f | ProgType = 24 or Sex = F | ProgType is Traineeship (24) or Sex is Female
    level<>3                            | level != 'Level 3'                        | level is not Level 3
    fund_model in(35,35,70) | FundModel in (35, 70) | FundModel is Adult skills (35) or European Social Fund (70)
    (((sex = F)))                       | sex = F                                   | sex is Female
    sex=F and (sex=M and PHours=1) | sex = F and sex = M and PHours = 1 | sex is Female and sex is Male and PHours is 1
    planned_days ≥ 0365 | planned_days >= 365 | planned length is at least 365 days
    LearnStartDate < “2020-08-01” | LearnStartDate < 2020-08-01 | LearnStartDate is before 2020-08-01
    age_band = 'Under 16'               | age_band = 'Under 16'                     | age is Under 16
    CompStatus = continuing | CompStatus = 1 | CompStatus is Continuing, or means to continue (1)
    SOF = peterborough | SOF = 115 | SOF is Cambridgeshire and Peterborough
    LearnAimRef = 'not'                 | LearnAimRef = 'not'                       | LearnAimRef is not
    not (sex = F or sex = M) | not (sex = F or sex = M) | it is not so that (sex is Female or sex is Male)
    age_at_start not between 16 and 18 | age_at_start not between 16 and 18 | age at start is not from 16 to 18 years
"""


@pytest.mark.parametrize("row", rows(SAID), ids=lambda r: r["filter"])
def test_a_filter_is_written_in_one_form_and_told_in_words(row: dict) -> None:
    read = Condition.read(row["filter"], "achievement_rate")
    assert (str(read), read.words) == (row["written"], row["in words"])
    assert Condition.read(read.text, "achievement_rate") == read


WRONG = """
    filter                         | place | what                                           | next
                                   | 1     | it says nothing                                | level = 3
    lvl = 3 | 1 | nothing is called lvl | Did you mean level, or lldd?
    deprivation = 1 | 1 | nothing is called deprivation | Did you mean imd_decile, or imd_quintile?
    gender = X | 10 | sex has no such value | Female
    qqqqqqqq = 3 | 1 | nothing is called qqqqqqqq | Names:  alder explain variables
    level = 9 | 9 | level has no such value | Level 4+, Unknown
    FundModel = 37x | 13 | FundModel has no such value | Did you mean 37 (Skills Bootcamps)?
    Ethnicity = 1000 | 13 | Ethnicity has no such value | All 19 values:  alder explain Ethnicity
    subject_area = planing         | 16    | subject_area has no such value                 | All 16 values
    home_region = england          | 15    | home_region has no such value | Did you mean E12000006 (East of England)
    FundModel = 'or a loan'        | 13    | FundModel has no such value                    | Did you mean 99
    ethnicity_minor = asian        | 19    | ethnicity_minor has no such value              | Did you mean 37
    level >= 3                     | 7     | level has no order                             | Use =, != or in
    level between 1 and 3          | 7     | level has no order                             | Use =, != or in
    level is null                  | 10    | expected known                                 | is known, or is not known
    level is 3                     | 10    | expected known                                 | For a value write = or !=
    level like 'L%' | 7 | expected after a name | There is no search inside texts
    level 3                        | 7     | expected after a name                          |
    level in 3                     | 10    | expected ( and the values                      |
    level in (1, 2                 | 15    | expected , or )                                |
    level in (1, Unknown)          | 14    | not known is no value of a list                | or level is not known
    level =                        | 8     | expected a value of level                      |
    level = and                    | 9     | expected a value of level                      | in quotes
    level = 3 and                  | 14    | expected a name                                |
    level = 3 sex = F              | 11    | expected and, or, or the end                   |
    (level = 3                     | 11    | expected ) for the ( at place 1                |
    level = 3)                     | 10    | this parenthesis was never opened              |
    level = 3 & sex = F            | 11    | this sign is not part of a filter              | Write and instead
    level = ?                      | 9     | this sign is not part of a filter              | quotes
    sex = 'F                       | 7     | the quote that opens here never closes         |
    age_at_start between 18 and 16 | 29    | the second value of between is below the first |
    age_at_start between 18, 16    | 24    | expected and, then the second value            |
    age_at_start = old             | 16    | age_at_start is a whole number                 |
    age_at_start = 1e99999999      | 16    | age_at_start is a whole number                 |
    LearnStartDate = 1/8/2020      | 18    | LearnStartDate is a date, written 2020-08-01   |
    funding_start = 1              | 17    | funding_start is yes or no                     |
    LearnAimRef = 123456789        | 15    | LearnAimRef has at most 8 characters           |
    LearnAimRef = ''               | 15    | an empty text is no value                      | LearnAimRef is not known
    ULN = 1000000001               | 1     | ULN cannot be asked about                      | It names a person
    date_of_birth = 2003-01-01     | 1     | DateOfBirth cannot be asked about              | Use age_band
    LearnDelFAMType = RES          | 1     | LearnDelFAMType stands in records              | one says it
    'sex' = F                      | 1     | expected a name                                |
    age_on = 3                     | 1     | nothing is called age_on                       |
"""


@pytest.mark.parametrize("row", rows(WRONG), ids=lambda r: r["filter"] or "nothing")
def test_what_is_wrong_with_a_filter_is_said_at_its_place(row: dict) -> None:
    text = row["filter"] or ""
    with pytest.raises(UsageError) as refused:
        Condition.read(text, "achievement_rate")
    assert row["what"] in refused.value.what
    line, mark = refused.value.where.split("\n")
    assert line == text
    assert mark.removeprefix("  ").index("^") + 1 == int(row["place"])
    assert (row["next"] or "") in refused.value.next


def test_a_long_filter_is_shown_around_the_place() -> None:
    text = " or ".join(["sex = F"] * 40) + " or sex = X" + " or sex = F" * 20
    with pytest.raises(UsageError) as refused:
        Condition.read(text, "starts")
    line, mark = refused.value.where.split("\n")
    assert (line[:2], line[-2:]) == ("… ", " …")
    assert line[mark.removeprefix("  ").index("^")] == "X"
    with pytest.raises(UsageError, match="characters long"):
        Condition.read("x" * 5000, "starts")
    with pytest.raises(UsageError, match="at most 40 deep"):
        Condition.read("(" * 41 + "sex = F" + ")" * 41, "starts")
    assert Condition.read("(" * 40 + "sex = F" + ")" * 40, "starts").text == "sex = F"


def test_two_names_that_differ_in_their_capitals_alone_are_told_apart() -> None:
    with pytest.raises(UsageError, match="there are 2 names like this") as refused:
        Condition.read("SEX = F", "starts")
    assert "Write sex or Sex." in refused.value.next


def test_each_scope_has_its_own_age_bands() -> None:
    engine = returns(
        """
        LearnRefNumber | ULN | DateOfBirth
        A | 1000000001 | 1990-01-01
        B | 1000000002 | 1990-01-01
        """,
        """
        LearnRefNumber | LearnStartDate | LearnActEndDate | CompStatus | Outcome | AimType | ProgType | FundModel
        A | 2020-09-01 | 2021-06-30 | 2 | 1 | 4 | | 35
        B | 2020-09-01 | 2021-06-30 | 2 | 1 | 1 | 3 | 36
        """,
        LearnPlanEndDate=date(2021, 6, 30),
    )
    found = alder.tabulate(engine, "achievement_rate", where="age_band = '24+'")
    both = [found.value("leavers", scope=s) for s in ("apprenticeships", "education_and_training")]
    assert (both, found.where) == ([1, 0], "age_band = 24+")


def test_a_filter_does_not_change_how_an_aim_is_judged() -> None:
    """The first aim is a transfer because the second began; a filter that leaves out the second does not undo that."""
    engine = returns(
        """
        LearnRefNumber | ULN | Sex
        A | 1000000001 | F
        """,
        """
        LearnRefNumber | LearnAimRef | LearnStartDate | LearnActEndDate | CompStatus | Outcome | WithdrawReason
        A | 60000001 | 2020-09-01 | 2020-12-18 | 3 | 3 | 40
        A | 60000002 | 2021-01-04 | 2021-06-30 | 2 | 1 |
        """,
        AimType=4,
        FundModel=35,
        LearnPlanEndDate=date(2021, 6, 30),
    )
    scope = "education_and_training"
    alone = alder.tabulate(engine, "achievement_rate", where="LearnAimRef = 60000001", scope=scope)
    assert alone.value("leavers") == 0
    assert alone.excluded == {"transfer": 1}


def test_learners_are_filtered_as_they_are_described() -> None:
    """A woman at one provider and, in the aim that started last, a man at another: she counts as a man everywhere."""
    engine = returns(
        """
        ukprn | LearnRefNumber | ULN | Sex
        10000001 | A | 1000000001 | F
        10000002 | D | 1000000001 | M
        """,
        """
        ukprn | LearnRefNumber | LearnStartDate | CompStatus
        10000001 | A | 2020-09-01 | 1
        10000002 | D | 2020-10-01 | 1
        """,
        AimType=4,
        FundModel=35,
        LearnPlanEndDate=date(2021, 6, 30),
    )
    for where, learners in (("sex = F", 0), ("sex = M", 1), ("Sex = M and provider = 10000001", 1), ("Sex = F", 0)):
        assert alder.tabulate(engine, "learners_participating", where=where).value("learners") == learners, where


def test_what_a_filter_used_travels_with_the_figures() -> None:
    learners = """
        LearnRefNumber | ULN | Sex
        A | 1000000001 | F
        """
    aims = """
        LearnRefNumber | LearnStartDate | CompStatus
        A | 2020-09-01 | 1
        """
    engine = returns(learners, aims, AimType=4, FundModel=35, LearnPlanEndDate=date(2021, 6, 30))
    plain = alder.tabulate(engine, "enrolments")
    found = alder.tabulate(engine, "enrolments", where="WithdrawReason is not known and sex = F")
    assert (plain.quality.grade, found.quality.grade) == ("A", "C")
    assert [q.field for q in found.quality.because] == ["WithdrawReason"]
    assert "Q-SELF" in {c.code for c in found.quality.caveats}
    assert found.title == "Enrolments (only those where WithdrawReason is not known and sex is Female)"
    assert found.where == "WithdrawReason is not known and sex = F"
    assert found.value("enrolments") == 1


def test_every_measure_has_names_to_filter_by_and_an_extract_those_of_its_columns() -> None:
    for measure in measures:
        found = names_for(measure.name)
        assert found, measure.name
        assert ("LearnAimRef" in found) == (measure.extract is None), measure.name
        assert ("age_band" in found) == bool(measure.age_bands), measure.name
        assert "provider" in found, measure.name


def test_numbers_with_places_are_compared_as_they_are() -> None:
    wide = expr.table(NAME, WIDE)
    for text in ("distance_km >= 5.5", "distance_km >= 5"):
        where = Condition.read(text, "starts")
        assert where.text == text
        sql = expr.to_sql(where.rows(wide, year=2020, scope=None), "duckdb")
        assert f">= CAST({text.split()[-1]} AS" in sql or f">= {text.split()[-1]}" in sql, sql


def test_what_a_filter_asks_about_is_named_once_also_inside_not() -> None:
    where = Condition.read("not (sex = F or Ethnicity = 31) and sex is known", "starts")
    assert [n.name for n in where.named] == ["sex", "Ethnicity"]
    assert where.reads == ("Sex", "Ethnicity")
