"""Rates and counts.

The 95% interval of a rate, by Wilson's method.
"""

from __future__ import annotations

from decimal import Decimal
from math import sqrt

import pyarrow as pa
import pytest
from tests.support import text_tables
from tests.support.text_tables import rows

from alder.errors import UsageError
from alder.model.interval import WIDTH_95, wilson
from alder.model.period import AcademicYear
from alder.model.quality import Caveat, FieldQuality, Grade, Quality
from alder.model.statistic import TOTAL, Category, Counts, Filter, Indicator, rate


def test_a_rate_rounds_halves_up_and_is_missing_without_a_denominator() -> None:
    for row in rows("""
        case                 | numerator | denominator | rate
        exact tenth          | 1         | 8           | 12.5
        below the half       | 1         | 800         | 0.1
        half goes up         | 1         | 2000        | 0.1
        two thirds           | 2         | 3           | 66.7
        everyone             | 7         | 7           | 100.0
        nobody               | 0         | 7           | 0.0
        nothing to divide by | 0         | 0           |
    """):
        expected = Decimal(row["rate"]) if row["rate"] else None
        assert rate(int(row["numerator"] or 0), int(row["denominator"] or 0)) == expected, row["case"]


def counts() -> Counts:
    sex = Filter("sex", "Sex", (Category("F", "Female"), Category("M", "Male")))
    cells = pa.table({"sex": ["F", "M", TOTAL], "leavers": [8, 0, 8], "achievers": [1, 0, 1]})
    return Counts(
        measure="achievement_rate",
        title="Achievement rate",
        year=AcademicYear(2020),
        filters=(sex,),
        indicators=(
            Indicator("leavers", "Leavers", "aims"),
            Indicator("achievers", "Achievers", "aims", shown=False),
            Indicator("achievement_rate", "Achievement rate", "%", of=("achievers", "leavers"), decimals=1),
        ),
        cells=cells,
        quality=Quality.of(()),
        version="1",
        definition="",
        coverage="",
    )


def test_a_figure_is_found_by_its_categories_and_else_at_the_total() -> None:
    table = counts()
    assert table.value("leavers") == 8
    assert table.value("achievement_rate", sex="F") == Decimal("12.5")
    assert table.value("achievement_rate", sex="M") is None
    assert table.value("leavers", sex="female") == table.value("leavers", sex="F"), "in words as well"
    with pytest.raises(UsageError, match=r"no category of sex called X(?s:.*)It has F, "):
        table.value("leavers", sex="X")
    with pytest.raises(UsageError, match="these counts are not split by age"):
        table.value("leavers", age="16")
    assert [i.id for i in table.counts] == ["leavers", "achievers"]
    assert [i.id for i in table.rates] == ["achievement_rate"]


def test_a_filter_names_its_categories_and_its_total() -> None:
    sex = counts().filter("sex")
    assert (sex.label_of("F"), sex.label_of(TOTAL)) == ("Female", "All")


def test_a_result_takes_the_lowest_grade_of_its_fields() -> None:
    sex = FieldQuality("Sex", Grade.B, "self-declared")
    start = FieldQuality("LearnStartDate", Grade.A, "money depends on it")
    reason = FieldQuality("WithdrawReason", Grade.C, "chosen by staff")
    quality = Quality.of([sex, start, reason], caveats=[Caveat("Q-SELF", "a"), Caveat("Q-SELF", "a")])
    assert quality.grade is Grade.C
    assert quality.because == (reason,)
    assert [c.code for c in quality.caveats] == ["Q-SELF"]
    assert all(g.meaning for g in Grade)


KNOWN = """
    numerator | denominator | low  | high
    81        | 263         | 25.5 | 36.6
    15        | 148         | 6.2  | 16.0
    0         | 20          | 0.0  | 16.1
    1         | 29          | 0.6  | 17.2
    29        | 29          | 88.3 | 100.0
    5         | 10          | 23.7 | 76.3
"""


@pytest.mark.parametrize("row", text_tables.rows(KNOWN), ids=lambda r: f"{r['numerator']} of {r['denominator']}")
def test_intervals_are_those_of_the_literature(row: dict[str, str]) -> None:
    found = wilson(int(row["numerator"]), int(row["denominator"]))
    assert found is not None
    assert (found.low, found.high) == (Decimal(row["low"]), Decimal(row["high"]))
    assert str(found) == f"{row['low']} to {row['high']}"


def test_with_nothing_to_divide_by_there_is_no_interval() -> None:
    assert wilson(0, 0) is None


def test_an_interval_holds_its_rate_stays_within_0_and_100_and_shrinks_as_cohorts_grow() -> None:
    for n in (1, 2, 7, 40, 999):
        for k in range(0, n + 1, max(1, n // 17)):
            found = wilson(k, n, decimals=6)
            assert found is not None
            assert 0 <= found.low <= Decimal(100 * k) / n + Decimal("0.000001")
            assert Decimal(100 * k) / n - Decimal("0.000001") <= found.high <= 100
            larger = wilson(10 * k, 10 * n, decimals=6)
            assert larger is not None
            assert larger.high - larger.low < found.high - found.low


def test_the_ends_are_the_rates_that_lie_just_so_many_standard_errors_away() -> None:
    """Wilson's interval is where a rate p would make the one seen 1.96 of p's own standard errors away."""
    for k, n in ((3, 17), (80, 200), (499, 500)):
        found = wilson(k, n, decimals=9)
        assert found is not None
        for end in (found.low, found.high):
            p = float(end) / 100
            assert abs(k / n - p) / sqrt(p * (1 - p) / n) == pytest.approx(WIDTH_95, rel=1e-5)
