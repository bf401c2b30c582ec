"""The rules of quality that no output can switch off, one after another. See docs/explanation/quality.md."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from tests.golden.further_education import golden, golden_over_years
from tests.support.aim_tables import returns
from tests.support.count_tables import OF_ENGLAND, counts
from tests.support.deliveries import holding, written
from tests.support.text_tables import rows

import alder
from alder.disclosure import beside, protect
from alder.disclosure.estimates import relative_error
from alder.disclosure.provider_bands import Band, bands
from alder.errors import NotProtected, UsageError
from alder.measures import Query, measures
from alder.measures.query_explanation import facts
from alder.model.design import Design, DesignKind
from alder.model.quality import CAVEATS, FieldQuality, Grade, Quality
from alder.model.source import Collected
from alder.show.line_chart import LineAxis, LineSeries, runs
from alder.sources import catalogue
from alder.sources.extracts.estimates import judge_estimates

RATE = ("achievers/leavers",)
SURVEY = Quality.of([FieldQuality("Survey", Grade.C, "half answer")], caveats=[CAVEATS["Q-SURV"]])
ANSWERS = """
    group | answered | positive
    many  | 2000     | 1500
    some  | 40       | 30
    rare  | 60       | 15
    scant | 9        | 9
    least | 14       | 7
    ample | 16       | 8
"""


def survey(text: str = ANSWERS, **more: object) -> object:
    return counts(text, rates=("positive/answered",), quality=SURVEY, group=OF_ENGLAND, **more)


# Rule 1: estimates of a survey or a projection


def test_what_a_survey_says_always_carries_its_caution_whatever_the_measure_declares() -> None:
    share = measures["graduate_outcomes_share"]
    assert share.extract
    assert catalogue.source(share.extract.source).collected is Collected.SURVEY
    engine = holding(share.name, "answered | positive\nyes | yes\nyes | no")
    bare = replace(share, caveats=())
    from alder.measures.calculation.result import of_source

    assert of_source(bare) == ["Q-SURV"]
    asked = facts(engine, Query.ask(share.name, year="2015/16"))
    assert "Q-SURV" in {c["code"] for c in asked["quality"]["cautions"]}, "before it is asked as well"
    assert "Q-SURV" in {c.code for c in alder.tabulate(engine, share.name, year="2015/16").quality.caveats}


def test_an_estimate_has_an_interval_however_large_its_base_and_none_under_ten_answers() -> None:
    found = protect(survey(), "dfe-statistics (version 1)")
    shown = {g: found.value("positive_of_answered", group=g) for g in ("scant", "least", "ample")}
    assert shown == {"scant": "u", "least": "u", "ample": Decimal("50.0")}, "10 answers stand for 5 to 14"
    assert found.meaning("u") == "unreliable: it may rest on fewer than 10 answers"
    between = found.interval("positive_of_answered", group="many")
    assert between
    assert (between.low, between.high) == (Decimal("73.1"), Decimal("76.8"))
    plain = protect(counts(ANSWERS, rates=("positive/answered",)), "dfe-statistics (version 1)")
    assert plain.interval("positive_of_answered", group="many") is None, "2,000 records that are counted need none"
    assert plain.value("positive_of_answered", group="scant") != "u"


def test_a_relative_error_over_a_fifth_is_marked_everywhere(tmp_path: Path) -> None:
    found = protect(survey("\n".join(ANSWERS.strip().splitlines()[:4])))
    errors = {g: found.interval("positive_of_answered", group=g).unsafe for g in ("many", "some", "rare")}  # type: ignore[union-attr]
    assert errors == {"many": False, "some": False, "rare": True}
    assert relative_error(Decimal("25.0"), 60) == pytest.approx(22.4, abs=0.1)
    assert relative_error(Decimal(0), 60) is None
    text = found.text()
    assert "25.0 (15.8–37.2) ~" in text
    assert "~ marks estimates whose standard error is over 20% of them" in text
    data, *_, notes = found.write_csv(tmp_path / "t.csv")
    table = {r["group"]: r for r in csv.DictReader(data.read_text(encoding="utf-8").splitlines())}
    assert table["rare"]["positive_of_answered_relative_error"] == "22.4"
    assert {r["caution"] for r in table.values()} == {"Q-SURV"}
    assert "~ marks estimates" in notes.read_text(encoding="utf-8")
    of_rare = next(r for r in found.to_arrow().to_pylist() if r["group"] == "rare")
    assert of_rare["positive_of_answered_relative_error"] == pytest.approx(22.36, abs=0.01)
    found.write_html(tmp_path / "t.html")
    assert "15.8 to 37.2 ~" in (tmp_path / "t.html").read_text(encoding="utf-8")
    assert "~</small>" in found._repr_html_()


def test_an_estimate_without_its_base_beside_it_is_refused() -> None:
    with pytest.raises(NotProtected, match="the number of answers that it rests on is not in the table"):
        protect(survey(unseen=("answered",)))


NOMIS = """
    DATE_NAME | GEOGRAPHY_CODE | GEOGRAPHY_NAME | MEASURES_NAME | OBS_VALUE | OBS_STATUS
    2023      | E12000001      | North East     | Value         | 70.0      | A
    2023      | E12000001      | North East     | Confidence    | 2.0       | A
    2023      | E12000002      | North West     | Value         | 4.0       | A
    2023      | E12000002      | North West     | Confidence    | 2.1       | A
    2023      | E12000003      | Yorkshire      | Value         | 71.0      | A
"""


def test_published_estimates_have_their_interval_error_and_standing(tmp_path: Path) -> None:
    store = alder.open(tmp_path / "store")
    store.load_source(written(tmp_path, NOMIS, "NM_17_5.csv"), source="nomis")
    found = [r for r in store.figures("nomis").to_pylist() if "Value" in r["categories"]]
    told = [(r["area_name"], r["low"], r["high"], r["standing"]) for r in found]
    assert told == [
        ("North East", 68.0, 72.0, "base not published"),
        ("North West", pytest.approx(1.9), pytest.approx(6.1), "relative error over 20%; base not published"),
        ("Yorkshire", None, None, "base not published; no interval"),
    ]


def test_a_published_estimate_that_rests_on_fewer_than_ten_is_not_given(tmp_path: Path) -> None:
    file = """
        time_period | time_identifier | geographic_level | country_code | sex | base | rate | rate_lower | rate_upper
        202324      | Academic year   | National         | E92000001    | F   | 9    | 60   | 30         | 84
        202324      | Academic year   | National         | E92000001    | M   | 400  | 60   | 55.1       | 64.7
    """
    store = alder.open(tmp_path / "store")
    ends = "\n".join(f"rate{end} | Indicator | %" for end in ("", "_lower", "_upper"))
    meta = f"col_name | col_type | indicator_unit\n{ends}"
    written(tmp_path, meta, "answers.meta.csv")
    store.load_source(written(tmp_path, file, "answers.csv"), source="graduate_outcomes")
    rows = [r for r in store.figures("graduate_outcomes").to_pylist() if r["indicator"] == "rate"]
    assert [(r["value"], r["symbol"], r["standing"]) for r in rows] == [
        (None, "u", "refused: rests on fewer than 10"),
        (60.0, None, ""),
    ]
    assert (rows[1]["low"], rows[1]["high"], rows[1]["caution"]) == (55.1, 64.7, "Q-SURV")
    assert len(store.figures("graduate_outcomes")) == 2, "ends of intervals are no figures of their own"


def published(**changes: object) -> pa.Table:
    row = dict.fromkeys(("symbol", "lower", "upper")) | {
        "data_set": "answers",
        "period": "2020/21",
        "area_code": "E92000001",
        "area_name": "England",
        "categories": "{}",
        "indicator": "rate",
        "unit": "%",
        "value": 60.0,
        "base": 400.0,
        "caution": "Q-SURV",
        **changes,
    }
    text, number = pa.string(), pa.float64()
    kinds = {n: number if n in ("value", "base", "lower", "upper") else text for n in row}
    return judge_estimates(pa.Table.from_pylist([row], schema=pa.schema(list(kinds.items()))))


def test_estimates_stand_beside_counts_with_base_interval_and_caution_alone(tmp_path: Path) -> None:
    table = protect(golden())
    both = beside(table, published(), indicator="achievers_of_leavers")
    counted_row, *_, estimate = both.to_arrow().to_pylist()
    assert (counted_row["caution"], estimate["caution"]) == ("", "Q-SURV")
    assert (estimate["base"], estimate["low"], estimate["high"]) == (400.0, 55.1, 64.7)
    assert (counted_row["base"], counted_row["symbol"]) == (86.0, "c")
    _, notes = both.write_csv(tmp_path / "both.csv")
    assert "Q-SURV" in notes.read_text(encoding="utf-8")
    rare = beside(table, published(value=5.0, base=60.0)).to_arrow().to_pylist()[-1]
    assert rare["mark"] == "~"
    gone = beside(table, published(value=None, symbol="c")).to_arrow().to_pylist()[-1]
    assert (gone["value"], gone["symbol"]) == (None, "c"), "what the publisher hid stays hidden"
    few = beside(table, published(base=9.0)).to_arrow().to_pylist()[-1]
    assert (few["value"], few["symbol"]) == (None, "u")
    own = beside(table, published(caution=None, base=None)).to_arrow().to_pylist()[-1]
    assert (own["value"], own["caution"]) == (60.0, "")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"base": None}, "without the number of people that they rest on"),
        ({"unit": "people"}, "without an interval"),
        ({"value": 160.0}, "without an interval"),
        ({"caution": "Q-FCST", "base": None}, "without an interval"),
    ],
    ids=["no base", "no interval", "no share", "projection without a range"],
)
def test_estimates_that_lack_base_or_interval_never_stand_among_counts(changes: dict[str, object], said: str) -> None:
    with pytest.raises(NotProtected, match=said) as refused:
        beside(protect(golden()), published(**changes))
    assert "table of their own" in refused.value.next
    with pytest.raises(UsageError, match="no published figures"):
        beside(protect(golden()), pa.table({"value": [1]}))


# Rule 2: providers are not ranked


def test_providers_stand_by_name_with_intervals_and_bands_and_are_never_put_in_order() -> None:
    text = """
        provider  | leavers | achievers
        Alderton  | 2000    | 1500
        Birchwood | 1500    | 900
        Cedar     | 60      | 41
    """
    found = protect(counts(text, rates=("achievers/leavers",)))
    rate = "achievers_of_leavers"
    assert all(found.interval(rate, provider=p) for p in ("Alderton", "Birchwood", "Cedar"))
    assert {codes[0]: band for codes, band in bands(found, rate).items()} == {
        "Alderton": Band.ABOVE,
        "Birchwood": Band.BELOW,
        "Cedar": Band.UNCLEAR,
    }
    said = " ".join(found.text().split())
    assert "Providers stand in the order of their names, and are not ranked." in said
    assert (
        "1 provider above all together, 1 provider below all together and 1 provider without a clear difference. "
        "Of providers that are all alike about one in 20 would stand out so by chance." in said
    )
    assert "split by a characteristic as well to compare like with like" in said
    told = {r["provider"]: r[f"{rate}_band"] for r in found.to_arrow(rows="all").to_pylist()}
    assert told == {"Alderton": "above all", "Birchwood": "below all", "Cedar": "no clear difference", "Total": None}
    at = [found.text().index(name) for name in ("Alderton", "Birchwood", "Cedar")]
    assert at == sorted(at)


def test_a_provider_without_an_interval_and_a_table_of_counts_have_no_bands() -> None:
    text = "provider | leavers | achievers\nBig | 400 | 300\nGrand | 500 | 200\nTiny | 7 | 4\nWee | 8 | 5"
    small = protect(counts(text, rates=RATE))
    told = {codes[0] for codes in bands(small, "achievers_of_leavers")}
    assert told
    assert not told & {"Tiny", "Wee"}
    plain = protect(counts("provider | leavers\nBig | 400\nOther | 70"))
    assert "not ranked" in plain.text()
    assert "95% intervals" not in plain.text()


# Rule 3: no effect without a design


def test_words_of_effect_are_refused_unless_a_design_is_declared_which_then_stands_beside_the_figures() -> None:
    claims = replace(golden(), notes=("The new course led to better rates.",))
    for claim in (claims, replace(golden(), title="The impact of the course")):
        with pytest.raises(NotProtected, match="claims an effect"):
            protect(claim)
    drawn = Design(DesignKind.RANDOMISED, "Places were drawn by lot.")
    found = protect(claims, design=drawn)
    said = "Declared design: randomised (chance decided who took part). Places were drawn by lot."
    assert said in " ".join(found.text().split())
    assert found.about.design == drawn.words


WRONG_DESIGNS = """
    kind           | says         | balance | said
    correlation    | We looked.   |         | A design is one of
    randomised     |              |         | says in a sentence
    matching       | Same ages.   |         | only where its balance is shown
"""


@pytest.mark.parametrize("row", rows(WRONG_DESIGNS), ids=lambda r: r["kind"])
def test_a_design_that_is_none_is_refused(row: dict) -> None:
    with pytest.raises(UsageError) as refused:
        Design(row["kind"], row["says"] or "", row["balance"] or "")
    assert row["said"] in str(refused.value)
    whole = Design("matching", "Same ages.", "standardised differences under 0.1")  # type: ignore[arg-type]
    assert whole.words.endswith("Balance: standardised differences under 0.1.")


def test_no_measure_says_more_than_it_knows() -> None:
    from alder.model.design import effect_words

    for m in measures:
        for said in (m.title, m.reads_as, m.population, m.numerator, m.denominator, *m.exclusions):
            assert not effect_words(said), (m.name, said)


# Rule 4: each cell has the worst grade of what defines it


def test_a_cell_inherits_the_worst_grade_of_the_fields_that_define_it_and_no_other() -> None:
    engine = returns(
        """
        LearnRefNumber | ULN        | Sex | PriorAttain
        A              | 1000000001 | F   | 2
        B              | 1000000002 | M   | 3
        """,
        """
        LearnRefNumber | LearnStartDate
        A              | 2020-09-01
        B              | 2020-09-01
        """,
        CompStatus=1,
        FundModel=35,
        AimType=4,
    )
    quality = alder.tabulate(engine, "enrolments", by="sex,prior_attainment", scope="education_and_training").quality
    grades = {
        "nothing": quality.of_cell([]),
        "sex": quality.of_cell(["sex"]),
        "prior": quality.of_cell(["prior_attainment"]),
        "both": quality.of_cell(["sex", "prior_attainment"]),
    }
    assert grades == {"nothing": Grade.A, "sex": Grade.B, "prior": Grade.B, "both": Grade.B}
    filtered = alder.tabulate(engine, "enrolments", by="sex", where="WithdrawReason is not known").quality
    assert filtered.of_cell([]) is Grade.C, "a filter defines every cell"


def test_grades_of_cells_are_told_and_stand_in_every_row_of_the_table() -> None:
    sex, age = FieldQuality("Sex", Grade.B, "declared"), FieldQuality("Asked", Grade.D, "by telephone")
    quality = Quality.of([FieldQuality("AchDate", Grade.A, "paid on")], splits={"sex": [sex], "age": [age]})
    found = protect(replace(golden(), quality=quality))
    assert quality.grade is Grade.D
    assert (found.grade(), found.grade(sex="Female"), found.grade(sex="Total", age="16 to 18")) == ("A", "B", "D")
    assert "Grades of cells: A; B where they are split by sex; D where they are split by age." in found.text()
    table = found.to_arrow(rows="all").to_pylist()
    assert {(r["sex"] == "Total", r["age"] == "Total", r["quality_grade"]) for r in table} == {
        (True, True, "A"),
        (False, True, "B"),
        (True, False, "D"),
        (False, False, "D"),
    }
    assert protect(golden()).grade(sex="Female") is golden().quality.grade
    alike = Quality.of([sex], splits={"sex": [sex], "age": [age]})
    assert "Grades of cells: B; D where they are split by age." in protect(replace(golden(), quality=alike)).text()


# Rule 5: a gap at a break


def test_a_series_that_crosses_a_break_has_a_gap_and_not_a_line() -> None:
    from alder.show.svg import Mark

    series = LineSeries("Rate", tuple(Mark(v, str(v)) for v in (60.0, 61.0, 70.0, 71.0)))
    axis = LineAxis(("2018/19", "2019/20", "2020/21", "2021/22"), {"2020/21": ["Definitions changed"]})
    assert runs(series, axis) == [[0, 1], [2, 3]]
    page = protect(golden_over_years())._repr_html_()
    assert "Break from" in page


# Rule 6: linked results carry their match rates


def test_every_measure_over_linked_records_says_whom_it_found() -> None:
    from alder.measures.calculation.result import LINKED, of_source

    linked = {m.name for m in measures if LINKED in of_source(m)}
    assert linked == {m.name for m in measures if m.match}
    assert {"sustained_employment_rate", "progression_rate", "key_stage_4_destination_rate"} <= linked


OUTCOMES = "\n".join(
    ["Sex | matched | employment", *["F | yes | 111111"] * 1100, *["F | no |"] * 100, *["M | yes | 000000"] * 300]
)
ACHIEVED = {"achieved": True, "apprenticeship": False, "level": 2}


def test_a_linked_result_tells_its_match_rate_by_group_and_takes_that_of_everybody_along() -> None:
    found = alder.tabulate(
        holding("sustained_employment_rate", OUTCOMES, **ACHIEVED),
        "sustained_employment_rate",
        by="sex,outcome",
        year="2015/16",
    )
    assert found.matched
    assert [(r.group, r.label, r.looked_for, r.found) for r in found.matched.rates if r.looked_for] == [
        ("", "everybody", 1500, 1400),
        ("Sex", "Female", 1200, 1100),
        ("Sex", "Male", 300, 300),
    ], "an outcome is no group: who was not found has none"
    table = protect(found)
    said = " ".join(table.text().split())
    assert (
        "Match rate: learners who achieved and were found in the linked data, of all who were looked for in the" in said
    )
    assert "year, in this table or not: everybody 93%." in said
    assert "People were looked for in other records" in said
    travels = said.split("Match rate")[1].split("Take care")[0]
    assert not {"1400", "92%", "Female"} & set(travels.split()), "neither counts of people nor rates of groups travel"


def test_a_linked_result_without_its_match_rate_does_not_leave() -> None:
    quality = Quality.of([FieldQuality("LEO", Grade.B, "linked")], caveats=[CAVEATS["Q-LINK"]])
    with pytest.raises(NotProtected, match="does not say how many of the people looked for were found"):
        protect(replace(golden(), quality=quality))


def test_progression_tells_who_could_be_followed_to_another_provider() -> None:
    learners = """
        year    | LearnRefNumber | ULN        | Sex
        2019/20 | A              | 1000000001 | F
        2019/20 | B              | 9999999999 | M
        2020/21 | A              | 1000000001 | F
    """
    aims = """
        year    | LearnRefNumber | LearnStartDate | LearnActEndDate | CompStatus | Outcome
        2019/20 | A              | 2019-09-01     | 2020-06-30      | 2          | 1
        2019/20 | B              | 2019-09-01     | 2020-06-30      | 2          | 1
        2020/21 | A              | 2020-09-01     |                 | 1          |
    """
    engine = returns(learners, aims, AimType=4, FundModel=35, LearnAimRef="60000001")
    found = alder.tabulate(engine, "progression_rate", by="sex", year="2019/20")
    assert found.matched
    assert [(r.label, r.looked_for, r.found) for r in found.matched.rates] == [
        ("everybody", 2, 1),
        ("Female", 1, 1),
        ("Male", 1, 0),
    ]
    years = alder.tabulate(engine, "progression_rate", years="2018/19..2019/20")
    assert years.matched
    assert [r.label for r in years.matched.rates] == ["everybody, 2019/20"]


# A provider whose share of unknown values stands out


def test_a_provider_more_than_ten_points_above_its_peers_is_flagged_for_programs_too() -> None:
    from alder.quality.measurements import FieldMeasurements

    columns = {"ukprn": [1, 2, 3], "record": ["learner"] * 3, "field": ["Ethnicity"] * 3}
    shares = {"values": [100, 100, 100], "not_known": [5, 6, 30], "not_known_share": [0.05, 0.06, 0.3]}
    other = {"expected": [100] * 3, "missing": [0] * 3, "missing_share": [0.0] * 3, "stand_in": [None] * 3}
    table = pa.table({**columns, **shares, **other, "stand_in_share": pa.nulls(3, pa.float64())})
    none = pa.table({n: pa.array([], pa.string()) for n in ("ukprn", "collection_year", "return_number", "file_name")})
    found = FieldMeasurements("Ethnicity", ("provider",), table, none, none)
    assert found.above_peers() == [(), (), ("not_known_share",)]
    assert [r["above_peers"] for r in json.loads(found.to_json())["fields"]] == [[], [], ["not_known_share"]]
    assert [r["above_peers"] for r in csv.DictReader(found.to_csv().splitlines())] == ["", "", "not_known_share"]
    assert "above_peers" not in replace(found, by=()).to_csv()
