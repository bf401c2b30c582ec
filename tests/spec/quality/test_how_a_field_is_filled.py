"""What is counted of a field: who should have a value, which values say nothing, which are wrong, where dates heap."""

from __future__ import annotations

from datetime import date, timedelta

import pyarrow as pa
import pytest
from tests.support import text_tables
from tests.support.rule_cases import arrange

from alder.model.period import AcademicYear
from alder.sources.ilr.profile.measurement import ReturnMeasurement
from alder.sources.ilr.profile.value_meanings import NOT_KNOWN, PAIRS, STAND_INS, meaning
from alder.sources.ilr.rules import ilr
from alder.sources.ilr.schema import entities

Y2020, Y2025 = AcademicYear(2020), AcademicYear(2025)


def measured(year: AcademicYear, **tables: str) -> dict[str, dict[tuple[str, str], dict[str, int]]]:
    """What is counted of each field of each case."""
    made, cases = arrange(ilr, year, tables)
    found = {}
    for number, case in enumerate(cases):
        measuring = ReturnMeasurement(year)
        measuring.add({n: t.filter(pa.compute.equal(t["submission"], number)) for n, t in made.items()})
        found[case] = {(r["record"], r["field"]): r for r in measuring.rows().to_pylist()}
    return found


ASKED = [
    (
        "FamilyName",
        Y2025,
        "learner",
        {
            "learner": """
                case            | FamilyName | expects
                adult           |            | missing
                adult, named    | Ashby      | filled
                community alone |            | not asked
                authority alone |            | not asked
                one of two      |            | missing
            """,
            "aims": """
                case            | FundModel
                adult           | 35
                adult, named    | 35
                community alone | 10
                authority alone | 99
                one of two      | 10
                one of two      | 35
            """,
            "fam": """
                case            | LearnDelFAMType | LearnDelFAMCode
                authority alone | sof             | 108
            """,
        },
    ),
    (
        "FamilyName",
        Y2020,
        "learner",
        {
            "learner": """
                case            | FamilyName | expects
                community alone |            | not asked
                of two kinds    |            | missing
            """,
            "aims": """
                case            | FundModel
                community alone | 10
                of two kinds    | 10
                of two kinds    | 99
            """,
            "fam": """
                case         | LearnDelFAMType | LearnDelFAMCode | aim
                of two kinds | SOF             | 108             | 2
            """,
        },
    ),
    (
        "PriorAttain",
        Y2020,
        "learner",
        {
            "learner": """
                case      | PriorAttain | expects
                adult     |             | missing
                answered  | 3           | filled
                16 to 19  |             | not asked
                community |             | not asked
                no aims   |             | not asked
            """,
            "aims": """
                case      | FundModel
                adult     | 35
                answered  | 35
                16 to 19  | 25
                community | 10
            """,
        },
    ),
    (
        "PriorLevel",
        Y2025,
        "prior_attain",
        {
            "aims": """
                case       | FundModel | expects
                answered   | 35        | filled
                no record  | 35        | missing
                tailored   | 11        | not asked
                empty one  | 38        | missing
            """,
            "prior": """
                case       | PriorLevel
                answered   | 3
                empty one  |
            """,
        },
    ),
    (
        "LLDDCat",
        Y2025,
        "lldd_and_health_problem",
        {
            "learner": """
                case            | LLDDHealthProb | DateOfBirth | expects
                says yes        | 1              | 2005-09-02  | missing
                says no         | 2              | 2005-09-02  | not asked
                25 that day     | 1              | 2000-09-01  | not asked
                25 the day after| 1              | 2000-09-02  | missing
                leap day, 25    | 1              | 2000-02-29  | not asked
                no birth date   | 1              |             | missing
                no start        | 1              | 1990-01-01  | missing
                only unfunded   | 1              | 2005-09-02  | not asked
            """,
            "aims": """
                case            | FundModel | LearnStartDate
                says yes        | 35        | 2025-09-01
                says no         | 35        | 2025-09-01
                25 that day     | 35        | 2026-01-01
                25 that day     | 35        | 2025-09-01
                25 the day after| 35        | 2025-09-01
                leap day, 25    | 35        | 2025-02-28
                no birth date   | 35        | 2025-09-01
                no start        | 35        |
                only unfunded   | 99        | 2025-09-01
            """,
        },
    ),
    (
        "LLDDCat",
        Y2020,
        "lldd_and_health_problem",
        {
            "learner": """
                case          | LLDDHealthProb | expects
                adult         | 1              | missing
                any community | 1              | not asked
            """,
            "aims": """
                case          | FundModel
                adult         | 35
                any community | 35
                any community | 10
            """,
        },
    ),
    (
        "PlanLearnHours",
        Y2020,
        "learner",
        {
            "learner": """
                case           | PlanLearnHours | expects
                going on       |                | missing
                ended          |                | not asked
                apprentice     |                | not asked
                T Level        |                | not asked
                social fund    |                | not asked
            """,
            "aims": """
                case           | FundModel | ProgType | LearnActEndDate
                going on       | 35        |          |
                ended          | 35        |          | 2020-12-01
                apprentice     | 36        | 3        |
                T Level        | 25        | 31       |
                social fund    | 70        |          |
            """,
        },
    ),
    (
        "NINumber",
        Y2025,
        "learner",
        {
            "learner": """
                case          | NINumber | expects
                with employer |          | missing
                with agency   |          | not asked
            """,
            "fam": """
                case          | LearnDelFAMType | LearnDelFAMCode
                with employer | ACT             | 1
                with agency   | ACT             | 2
            """,
        },
    ),
    (
        "EmpId",
        Y2025,
        "learner_employment_status",
        {
            "employment": """
                case           | EmpStat | EmpId | expects
                apprentice     | 10      |       | missing
                out of work    | 11      |       | not asked
                no apprentice  | 10      |       | not asked
            """,
            "aims": """
                case           | AimType | ProgType
                apprentice     | 1       | 25
                out of work    | 1       | 25
                no apprentice  | 4       |
            """,
        },
    ),
    (
        "AchDate",
        Y2025,
        "learning_delivery",
        {
            "aim": """
                case               | AimType | ProgType | FundModel | CompStatus | LearnActEndDate | expects
                completed          | 1       | 25       | 36        | 2          | 2025-09-01      | missing
                before August 2021 | 1       | 25       | 36        | 2          | 2021-07-31      | not asked
                going on           | 1       | 25       | 36        | 1          |                 | not asked
                part of one        | 3       | 25       | 36        | 2          | 2025-09-01      | not asked
            """,
        },
    ),
    (
        "AchDate",
        Y2020,
        "learning_delivery",
        {
            "aim": """
                case         | AimType | ProgType | FundModel | Outcome | AchDate | expects
                traineeship  | 1       | 24       | 25        | 1       |         | missing
                standard, 81 | 1       | 25       | 81        | 1       |         | missing
                standard, 36 | 1       | 25       | 36        | 1       |         | not asked
                not achieved | 1       | 24       | 25        | 3       |         | not asked
            """,
        },
    ),
    (
        "OTJActHours",
        Y2025,
        "learning_delivery",
        {
            "aim": """
                case          | AimType | FundModel | CompStatus | LearnStartDate | OTJActHours | expects
                completed     | 1       | 36        | 2          | 2019-08-01     |             | missing
                day before    | 1       | 36        | 2          | 2019-07-31     |             | not asked
                restart       | 1       | 36        | 2          | 2019-08-01     |             | not asked
                left          | 1       | 36        | 3          | 2022-08-01     |             | missing
                left earlier  | 1       | 36        | 3          | 2022-07-31     |             | not asked
            """,
            "fam": """
                case    | LearnDelFAMType | LearnDelFAMCode
                restart | RES             | 1
            """,
        },
    ),
    (
        "WorkPlaceEmpId",
        Y2020,
        "learning_delivery_work_placement",
        {
            "placement": """
                case        | WorkPlaceStartDate | WorkPlaceEmpId | expects
                trainee     | 2020-09-01         |                | missing
                no trainee  | 2020-09-01         |                | not asked
            """,
            "aim": """
                case        | ProgType
                trainee     | 24
                no trainee  |
            """,
        },
    ),
    (
        "STULOAD",
        Y2025,
        "learning_delivery_he",
        {
            "aim_he": """
                case       | STULOAD | expects
                since 2013 |         | missing
                before     |         | not asked
            """,
            "aim": """
                case       | LearnStartDate
                since 2013 | 2013-08-01
                before     | 2013-07-31
            """,
        },
    ),
]  # fmt: skip


@pytest.mark.parametrize(("field", "year", "table", "cases"), ASKED, ids=[f"{f} {y.label}" for f, y, _, _ in ASKED])
def test_a_value_is_missing_only_where_it_is_asked_for(
    field: str, year: AcademicYear, table: str, cases: dict[str, str]
) -> None:
    expects = {r["case"]: r["expects"] for t in cases.values() for r in text_tables.rows(t) if "expects" in r}
    said = {("missing", 1, 1): "missing", ("filled", 1, 0): "filled", ("not asked", 0, 0): "not asked"}
    words = {(asked, lacking): name for (name, asked, lacking) in said}
    found = measured(year, **{p: _without_expects(t) for p, t in cases.items()})
    assert {
        case: words[counts[table, field]["expected"], counts[table, field]["missing"]]
        for case, counts in found.items()
        if case in expects
    } == expects


def _without_expects(text: str) -> str:
    lines = [line.split("|") for line in text.strip().splitlines()]
    heads = [h.strip() for h in lines[0]]
    keep = [n for n, h in enumerate(heads) if h != "expects"]
    return "\n".join("|".join(line[n] for n in keep if n < len(line)) for line in lines)


def test_a_field_that_every_record_must_have_is_missing_where_it_is_empty() -> None:
    found = measured(Y2025, aim="case | LearnAimRef\ngiven | 60012345\nempty |")
    aim = ("learning_delivery", "LearnAimRef")
    assert [(found[c][aim]["expected"], found[c][aim]["missing"]) for c in ("given", "empty")] == [(1, 0), (1, 1)]


def test_where_no_rule_says_who_should_have_a_value_nothing_is_missing() -> None:
    found = measured(Y2025, learner="case | TelNo\nnone |")
    counts = found["none"]["learner", "TelNo"]
    assert (counts["records"], counts["values"], counts["expected"], counts["missing"]) == (1, 0, None, None)


VALUES = """
table                           | parameter  | field          | value      | is
learner                         | learner    | Ethnicity      | 99         | not_known
learner                         | learner    | Ethnicity      | 31         |
learner                         | learner    | Ethnicity      | 30         | off_list
learner                         | learner    | LLDDHealthProb | 9          | not_known
learner                         | learner    | ULN            | 9999999999 | stand_in
learner                         | learner    | ULN            | 1000000019 |
learner                         | learner    | Postcode       | zz99 9zz   | stand_in
learner                         | learner    | Postcode       | AB1 2CD    |
learner                         | learner    | Sex            | X          | off_list
prior_attain                    | prior      | PriorLevel     | 97         | not_known
prior_attain                    | prior      | PriorLevel     | 98         | not_known
learner_employment_status       | employment | EmpStat        | 98         | not_known
learner_employment_status       | employment | EmpId          | 999999999  | stand_in
learning_delivery               | aim        | WithdrawReason | 98         | not_known
learning_delivery               | aim        | WithdrawReason | 97         |
learning_delivery               | aim        | Outcome        | 8          | not_known
learning_delivery               | aim        | Outcome        | 7          | off_list
learning_delivery_he            | aim_he     | PERMADDCOUNTRY | ZZ         | not_known
"""


@pytest.mark.parametrize("row", text_tables.rows(VALUES), ids=lambda r: f"{r['field']} {r['value']}")
def test_which_values_say_nothing_and_which_are_wrong(row: dict[str, str]) -> None:
    found = measured(Y2025, **{row["parameter"]: f"case | {row['field']}\none | {row['value']}"})
    counts = found["one"][row["table"], row["field"]]
    assert counts["values"] == 1
    assert " ".join(n for n in ("not_known", "stand_in", "off_list") if counts[n]) == (row["is"] or "")


def test_a_code_is_judged_together_with_its_type() -> None:
    found = measured(
        Y2020,
        fam="""
            case         | LearnDelFAMType | LearnDelFAMCode
            known        | ldm             | 034
            off the list | LDM             | 999
            of no list   | ACL             | 999
        """,
        outcome="""
            case         | OutType | OutCode
            known        | EMP     | 1
            not known    | OTH     | 4
            off the list | EMP     | 99
        """,
    )
    fam, outcome = ("learning_delivery_fam", "LearnDelFAMCode"), ("dp_outcome", "OutCode")
    assert [found[c][fam]["off_list"] for c in ("known", "off the list", "of no list")] == [0, 1, 0]
    assert [found[c][outcome]["off_list"] for c in ("known", "off the list")] == [0, 1]
    assert [found[c][outcome]["not_known"] for c in ("known", "not known")] == [0, 1]


def test_where_no_list_is_at_hand_nothing_is_held_to_be_off_it() -> None:
    assert meaning("LearnDelFAMType", Y2020).listed
    assert meaning("LearnDelFAMType", Y2025).listed is None
    assert measured(Y2025, learner="case | TelNo\none | 1")["one"]["learner", "TelNo"]["off_list"] is None


def test_codes_that_say_nothing_stand_on_the_lists_of_their_fields() -> None:
    code_of = {type: code for code, type in PAIRS.items()}
    for field, codes in NOT_KNOWN.items():
        lists = [meaning(code_of.get(field, field), year).listed or set() for year in (Y2020, Y2025)]
        assert any(set(codes) <= listed for listed in lists), field
    names = {f.name for entity in entities().values() for f in entity.fields}
    assert set(STAND_INS) | set(NOT_KNOWN) | set(PAIRS) <= names


HEAPS = """
date       | heaps
2025-03-14 |
2025-03-01 | first_of_month
2025-01-01 | first_of_month january_1
2025-08-01 | first_of_month august_1
2025-09-01 | first_of_month september_1
2025-07-31 | july_31
2025-01-31 |
1899-07-31 | july_31
"""


@pytest.mark.parametrize("row", text_tables.rows(HEAPS), ids=lambda r: r["date"])
def test_dates_heap_on_days_that_are_chosen_for_want_of_a_better_one(row: dict[str, str | None]) -> None:
    found = measured(Y2025, aim=f"case | LearnStartDate\none | {row['date']}")["one"]
    counts = found["learning_delivery", "LearnStartDate"]
    names = ("first_of_month", "january_1", "august_1", "july_31", "september_1")
    assert " ".join(n for n in names if counts[n]) == (row["heaps"] or "")


def test_the_commonest_date_is_looked_for_over_all_blocks_of_a_return() -> None:
    measuring = ReturnMeasurement(Y2025)
    starts = "case | LearnStartDate\none | 2025-09-02\none | 2025-09-03\none | 2025-09-02"
    made, _ = arrange(ilr, Y2025, {"aim": starts})
    for _ in range(2):
        measuring.add(made)
    counts = {r["field"]: r for r in measuring.rows().to_pylist() if r["record"] == "learning_delivery"}
    assert counts["LearnStartDate"]["commonest_date"] == 4
    assert counts["LearnPlanEndDate"]["commonest_date"] == 0
    assert counts["FundModel"]["commonest_date"] is None


def test_even_dates_stand_on_the_first_of_a_month_one_time_in_thirty() -> None:
    days = [date(2024, 8, 1) + timedelta(n) for n in range(365)]
    text = "case | LearnStartDate\n" + "\n".join(f"year | {d}" for d in days)
    counts = measured(Y2025, aim=text)["year"]["learning_delivery", "LearnStartDate"]
    assert counts["first_of_month"] == 12
    assert [counts[n] for n in ("january_1", "august_1", "july_31", "september_1", "commonest_date")] == [1] * 5


def test_amounts_that_end_in_0_or_5_are_counted_and_codes_are_not() -> None:
    text = "case | PHours | FundModel\n" + "\n".join(f"all | {n} | 35" for n in (100, 105, 107, 120))
    found = measured(Y2025, aim=text)["all"]
    hours, code = found["learning_delivery", "PHours"], found["learning_delivery", "FundModel"]
    assert (hours["ends_in_0"], hours["ends_in_5"]) == (2, 1)
    assert (code["ends_in_0"], code["ends_in_5"]) == (None, None)
