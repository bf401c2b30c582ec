"""Files, pages and the terminal, from protected tables of every shape."""

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support.count_tables import OF_ENGLAND, counts, made

from alder.disclosure import protect
from alder.disclosure.headline import headline
from alder.disclosure.layout import sections
from alder.disclosure.sheet import page
from alder.errors import UsageError
from alder.model.period import AcademicYear
from alder.model.quality import Break, FieldQuality, Grade, Quality
from alder.model.statistic import TOTAL, Category, Filter, Indicator

FLAT = "age | leavers | achievers\n16 to 18 | 900 | 600\n19 to 23 | 800 | 500\n24 and over | 700 | 300"
THREE = "\n".join(
    ["age | sex | level | n"]
    + [f"a{a} | s{s} | l{v} | {50 + 10 * a + 3 * s + v}" for a in range(3) for s in range(2) for v in range(2)]
)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_data_file_has_the_open_data_layout(tmp_path: Path) -> None:
    table = protect(counts(FLAT, rates=["achievers/leavers"], group=OF_ENGLAND))
    data, meta, notes = table.write_csv(tmp_path / "rates.csv")
    assert [p.name for p in (data, meta, notes)] == ["rates.csv", "rates.meta.csv", "rates.notes.txt"]
    rows = read(data)
    assert list(rows[0])[:5] == ["time_period", "time_identifier", "geographic_level", "country_code", "country_name"]
    total = next(r for r in rows if r["age"] == "Total")
    assert total["time_period"] == "202021"
    assert total["achievers_of_leavers"] == "58.3"
    described = {r["col_name"]: r for r in read(meta)}
    assert described["age"]["col_type"] == "Filter"
    assert described["achievers_of_leavers"]["indicator_unit"] == "%"
    assert described["achievers_of_leavers"]["indicator_dp"] == "1"
    assert len(read(meta)[0]) == 10
    text = notes.read_text(encoding="utf-8")
    assert "Protection: policy srs-output (version 2)." in text
    assert "Quality: grade B" in text
    with pytest.raises(UsageError, match="does not end in"):
        table.write_csv(tmp_path / "rates.txt")


def test_providers_are_a_place_in_the_data_file(tmp_path: Path) -> None:
    table = protect(counts("provider | n\nUKPRN 1 | 90\nUKPRN 2 | 80", group=OF_ENGLAND))
    rows = read(table.write_csv(tmp_path / "p.csv")[0])
    assert {(r["geographic_level"], r["provider_ukprn"]) for r in rows} == {
        ("Provider", "UKPRN 1"),
        ("Provider", "UKPRN 2"),
        ("National", ""),
    }
    assert "provider" not in rows[0]
    (section,) = sections(table)
    assert headline(table, section) == "Made-up figures: 170 aims", "providers are never ranked"


def test_a_table_without_filters_is_one_line(tmp_path: Path) -> None:
    table = protect(made((), (Indicator("n", "Learners", "learners"),), [{"n": 1286}]))
    assert "All      1,286" in table.text()
    assert "<h1" in page(table)
    assert headline(table, sections(table)[0]) == "Made-up figures: 1,286 learners"
    assert "<svg" not in page(table).split("</header>")[1]


def test_a_table_in_which_everything_is_hidden_says_so() -> None:
    table = protect(made((), (Indicator("n", "Learners", "learners"),), [{"n": 3}]))
    assert "too few people to show figures" in page(table)
    assert table.symbols == ("c",)


def test_the_third_filter_becomes_sections() -> None:
    found = sections(protect(counts(THREE)))
    assert [s.name for s in found] == ["l0", "l1", "All"]
    assert found[0].main.columns == ("s0", "s1", "All")
    html = page(protect(counts(THREE)))
    captions = re.findall(r"<caption[^>]*>([^<]*)", html)
    assert len(captions) == len(set(captions)) == 3, "a table is known by its caption"
    assert html.count('class="alder-wide"') == 3


def test_kinds_of_provision_stand_apart_and_leave_out_what_they_do_not_have() -> None:
    scope = Filter(
        "scope", "Provision", (Category("a", "Apprenticeships"), Category("e", "Education")), has_total=False
    )
    age = Filter("age", "Age", (Category("y", "16 to 18"), Category("o", "19 to 23"), Category("p", "19 and over")))
    cells = [("a", "y", 50), ("a", "o", 60), ("a", TOTAL, 110), ("e", "y", 70), ("e", "p", 30), ("e", TOTAL, 100)]
    rows = [{"scope": s, "age": a, "n": n} for s, a, n in cells]
    table = protect(made((scope, age), (Indicator("n", "Leavers", "aims"),), rows))
    first, second = sections(table)
    assert [line.label for line in first.main.lines] == ["16 to 18", "19 to 23", "All"]
    assert [line.label for line in second.main.lines] == ["16 to 18", "19 and over", "All"]
    assert "Made-up figures, apprenticeships, 2020/21" in table.text()
    assert ">Apprenticeships</a>" in page(table)
    alone = protect(
        made((scope,), (Indicator("n", "Leavers", "aims"),), [{"scope": "a", "n": 50}, {"scope": "e", "n": 60}])
    )
    assert [line.label for line in sections(alone)[0].main.lines] == ["Apprenticeships", "Education"]


def test_a_combination_that_cannot_be_is_z_and_rows_and_columns_swap_where_they_fit_better() -> None:
    many = "sex | area | n\n" + "\n".join(f"{s} | area {n} | {40 + n}" for s in "FM" for n in range(10))
    (section,) = sections(protect(counts(many)))
    assert section.main.rows_are == "Area"
    table = counts("sex | age | n\nF | a | 40\nF | b | 50\nM | a | 60\nM | b | 70")
    gone = [r for r in table.cells.to_pylist() if not (r["sex"] == "M" and r["age"] == "b")]
    for r in gone:
        r["n"] -= 70 if TOTAL in (r["sex"], r["age"]) and r["age"] != "a" and r["sex"] != "F" else 0
    shown = protect(made(table.filters, table.indicators, gone))
    assert shown.value("n", sex="M", age="b") == "z"
    assert sections(shown)[0].main.lines[1].figures[1] == "z"


def test_categories_under_others_are_set_in() -> None:
    table = protect(counts("area | n\na | 40\nb | 50\nc | 60", parents={"area": {"a": "north", "b": "north"}}))
    lines = sections(table)[0].main.lines
    assert [(line.label, line.depth) for line in lines[:2]] == [("a", 1), ("b", 1)]
    assert "alder-under" in page(table)


def test_a_narrow_terminal_loses_columns_from_the_right_and_says_so() -> None:
    table = protect(counts(FLAT, rates=["achievers/leavers"]))
    text = table.text(32)
    assert "Not shown for want of room: Achievers and Achievers of leavers (%)." in " ".join(text.split("\n")[:12])
    assert max(len(line) for line in text.splitlines()[:6]) <= 32
    long = counts(FLAT.replace("24 and over", "twenty-four years of age and over, at the start"))
    assert "…" in protect(long).text(40)


def test_breaks_and_provisional_figures_are_marked() -> None:
    table = counts(FLAT, provisional=True)
    breaks = (Break(AcademicYear(2019), "Not of this year."), Break(AcademicYear(2020), "New method."))
    broken = replace(table, quality=replace(table.quality, breaks=breaks))
    assert "Provisional</strong>" in page(protect(broken))
    assert "Break in 2020/21:</b> New method." in page(protect(broken))
    assert "Not of this year." not in page(protect(broken))
    assert "provisional" in protect(broken).text()


def test_a_table_with_nothing_known_about_its_fields_says_the_grade_alone() -> None:
    table = protect(counts(FLAT, quality=Quality.of([]), sources=()), "dfe-statistics")
    assert "Quality A. Policy dfe-statistics. Source not stated." in table.text()
    assert "Rounded numbers may not add up" in page(table)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("age | k | n\na | 30 | 60\nb | 40 | 80", "K of n was 50.0%"),
        ("age | k | n\na | 30 | 60\nb | 60 | 80", "K of n was 64.3%, lowest for a (50.0%) and highest for b (75.0%)"),
        ("age | k | n\na | 30 | 60\nb | 50 | 80", "K of n was 57.1%"),  # chance alone can explain 12.5 points
        ("age | k | n\na | 90 | 200\nb | 150 | 200\nc | 156 | 200", "K of n was 66.0%, lowest for a (45.0%)"),
        ("age | k | n\na | 90 | 200\nb | 150 | 200\nc | 4 | 9", "K of n was 59.7%"),  # what is hidden may be lower
        ("age | n\na | 60\nb | 80", "Made-up figures: 140 aims"),
        ("age | n\na | 60\nb | 120", "Made-up figures: 180 aims, most in b (120)"),
        ("home_region | n\na | 60\nb | 120", "Made-up figures: 180 aims"),  # places are not ranked
    ],
)
def test_the_heading_says_what_is_beyond_chance(text: str, expected: str) -> None:
    table = protect(counts(text, rates=["k/n"] if "k |" in text else []))
    assert headline(table, sections(table)[0]) == expected


def test_who_is_left_out_is_counted_in_no_output() -> None:
    """Not even whether anybody is: that would be one more table, asked filter by filter."""
    told = [protect(counts(FLAT, **more)) for more in ({}, {"excluded": {"transfer": 37}, "unknown": {"age": 3}})]
    assert told[0].text() == told[1].text()
    assert told[0].about == told[1].about


def test_pages_hold_no_script_and_no_style_attribute() -> None:
    for html in (page(protect(counts(THREE))), protect(counts(FLAT))._repr_html_()):
        body = html.split("</style>")[1]
        assert not re.search(r"<script|\sstyle=|javascript:|https?://(?!www\.w3\.org)", body)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("age | k | n\na | 30 | 60\nb | 60 | 80", "b: 25 points more than a"),
        ("age | k | n\na | 30 | 60\nb | 60 | 80\nc | 20 | 80", "K of n by age"),
        ("age | k | n\na | 30 | 60\nb | 40 | 80", "a and b are too near each other to tell apart"),
        ("provider | k | n\na | 30 | 60\nb | 60 | 80", "K of n by provider"),
        ("age | n\na | 60\nb | 120", "b: 2.0 times as many as a"),
        ("age | n\na | 60\nb | 90", "a and b are too near each other to tell apart"),
        ("age | n\na | 60\nb | 90\nc | 80", "Made-up figures by age"),
        ("age | sex | n\na | F | 90\na | M | 20\nb | F | 90\nb | M | 40", "F: 3.0 times as many as M"),
    ],
)
def test_the_chart_says_how_far_its_groups_are_apart(text: str, expected: str) -> None:
    table = protect(counts(text, rates=["k/n"] if "k |" in text else []), "dfe-statistics")
    assert f">{expected}</h3>" in page(table)


def test_a_picture_needs_two_figures_to_compare() -> None:
    table = protect(counts("age | sex | n\na | F | 60\na | M | 3\nb | F | 2\nb | M | 4"), "dfe-statistics")
    assert "<figure" not in page(table)
    assert ">Table</a>" in page(table)
    assert "Academic year 2020/21" in page(protect(made((), (Indicator("n", "Learners", "learners"),), [{"n": 40}])))


def test_the_key_under_a_table_has_the_symbols_of_that_table_only() -> None:
    table = protect(counts(FLAT.replace("700 | 300", "700 | 3"), rates=["achievers/leavers"]), "dfe-statistics")
    (key,) = re.findall(r'<dl class="alder-key">(.*?)</dl>', page(table), re.DOTALL)
    assert re.findall(r"<dt>(.*?)</dt>", key) == ["low", "x"]
    by_sex = "sex | age | leavers | achievers\nF | a | 90 | 40\nF | b | 80 | 3\nM | a | 70 | 30\nM | b | 60 | 20"
    keys = re.findall(
        r'<dl class="alder-key">(.*?)</dl>',
        page(protect(counts(by_sex, rates=["achievers/leavers"]), "dfe-statistics")),
        re.DOTALL,
    )
    assert [re.findall(r"<dt>(.*?)</dt>", k) for k in keys] == [["x"], ["low"]]


def test_many_fields_that_set_the_grade_are_folded_away() -> None:
    fields = [FieldQuality(f"Field{n}", Grade.A, f"reason {n}") for n in range(6)]
    assert "<details" in page(protect(counts(FLAT, quality=Quality.of(fields))))
    assert "<details" not in page(protect(counts(FLAT)))
