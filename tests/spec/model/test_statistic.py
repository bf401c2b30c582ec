"""Rates and counts."""

from decimal import Decimal

import pyarrow as pa
from tests.support.text_tables import rows

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
    assert table.value("leavers", sex="X") is None
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
