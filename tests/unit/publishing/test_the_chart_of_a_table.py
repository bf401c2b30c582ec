"""What a chart of one's own table shows, and when it is refused in words."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from tests.support.made_table import FACTS, table

from alder.publishing.contents.version_contents import TimePeriod
from alder.publishing.tables.chosen_table import every_period, table_of
from alder.show.chart import Chart, as_file, chart
from alder.show.chart_plan import ChartKind, ChartRefused, ChartRequest, plan
from alder.show.notes import TableSource, breaks_in
from alder.show.table import StatisticalTable

BY_SEX = """
    year   | sex    | starts
    202223 | Female | 800
    202223 | Male   | 700
    202223 | Total  | 1500
    202324 | Female | 760
    202324 | Male   | c
    202324 | Total  | 1420
"""


def drawn(of: StatisticalTable, wanted: ChartRequest | None = None, notes: str = "") -> Chart:
    facts = replace(FACTS, notes=notes, breaks=breaks_in(notes))
    return chart(plan(of, wanted or ChartRequest()), of, facts)


def words(made: Chart) -> list[str]:
    """What is written in the wide drawing."""
    wide = ET.fromstring(str(made.drawing).split("</svg>")[0] + "</svg>")
    return [text.text or "" for text in wide.iter("{http://www.w3.org/2000/svg}text")]


def test_years_make_lines_and_a_hidden_figure_its_symbol() -> None:
    made = drawn(table(BY_SEX))
    assert made.title == "Starts by sex, 2022/23 to 2023/24"
    assert {"Female", "760", "Male", "700", "in 2022/23", "c"} <= set(words(made))
    assert made.symbols == (("c", "hidden to protect people"),)
    assert made.measured == "Starts. England."
    assert str(made.drawing).count("<svg") == 2, "wide and narrow"


@pytest.mark.parametrize("last", ["1420", "1900", "1500", "c"])
def test_nobody_has_confirmed_a_statement_so_the_title_is_the_subject(last: str) -> None:
    made = drawn(table(f"year | sex | starts\n202223 | Total | 1500\n202324 | Total | {last}"))
    assert made.title == "Starts, 2022/23 to 2023/24"


def test_a_break_is_drawn_with_its_reason() -> None:
    made = drawn(table(BY_SEX), notes="Break from 2023/24: another form.")
    assert made.breaks == (("", "2023/24", "another form."),)
    assert 'stroke-dasharray="6 4"' in str(made.drawing)
    assert "another form" in words(made)


def test_a_year_between_of_which_there_is_nothing_is_seen() -> None:
    made = drawn(table("year | sex | starts\n202021 | Total | 5\n202122 | Total | 6\n202324 | Total | 7"))
    assert "no figures" in words(made)
    assert "2022/23" in words(made)


WEEKS = """
given                                     | gap
W37 2022, W38 2022, W40 2022, W41 2022    | 2022 Week 39
W51 2022, W52 2022, W1 2023, W3 2023      | 2023 Week 2
M11 2022, M12 2022, M2 2023, M3 2023      | 2023 January
T1 202223, T2 202223, T1 202324, T2 202324| 2022/23 Summer term
CY 2020, CY 2022                          | 2021
W3 2020, W3 2021, W3 2022                 |
CY 2020, FY 202122                        |
"""


@pytest.mark.parametrize("row", WEEKS.strip().splitlines()[1:])
def test_skipped_weeks_months_and_terms_are_gaps(row: str) -> None:
    given, gap = (cell.strip() for cell in row.split("|"))
    periods = [TimePeriod(*reversed(one.split())) for one in given.split(", ")]
    every, at = every_period(periods)
    assert [every[n] for n in at] == [period.label for period in periods]
    assert [label for n, label in enumerate(every) if n not in at] == ([gap] if gap else [])


INTERVALS = "year | sex | rate | rate_lower | rate_upper\n202223 | All | 71 | 66.1 | 75.4\n202324 | All | 72 | z | z"


def test_a_rate_is_drawn_with_the_interval_that_the_data_set_has() -> None:
    whole = table(INTERVALS)
    alone = table_of(whole.contents, {key: text for key, text in whole.figures.items() if key[-1] == 0}, [0])
    facts = replace(FACTS)
    made = chart(plan(alone, ChartRequest()), alone, facts, with_intervals=whole)
    assert 'stroke-width="1.5"' in str(made.drawing)
    assert "95% interval" in made.axis
    assert "95%" not in chart(plan(alone, ChartRequest()), alone, facts).axis


def test_one_year_makes_bars_without_the_total_of_counts() -> None:
    one = table("year | sex | starts\n202324 | Female | 760\n202324 | Male | 660\n202324 | Total | 1420")
    made = drawn(one)
    assert made.title == "Starts by sex"
    assert "Total" not in words(made)
    assert "Total" in words(drawn(one, ChartRequest(picks={"fgr": ("o0", "o2")})))


def test_a_hidden_figure_is_its_symbol_among_bars() -> None:
    made = drawn(table("year | sex | starts\n202324 | Female | 760\n202324 | Male | 660\n202324 | Unknown | c"))
    assert made.title == "Starts by sex"
    assert "c" in words(made)


def test_places_are_not_ranked() -> None:
    made = drawn(table("year | place | sex | starts\n202324 | Aldby | All | 5\n202324 | Cove | All | 6", places="PROV"))
    assert made.title == "Starts by place"


def test_one_place_of_many_is_the_area_in_which_the_others_lie() -> None:
    lines = [
        f"{y} | {p} | All | 5" for y in ("202223", "202324") for p in ("Aldby", "Cove", "Dene", "Elm", "Mereshire")
    ]
    text = "\n".join(["year | place | sex | starts", *lines])
    assert drawn(table(text, places="LAD", area="Mereshire")).measured == "Starts. Place: Mereshire."
    assert drawn(table(text, places="LAD")).measured == "Starts. Place: Aldby."


def test_dots_compare_groups_and_say_where_the_axis_begins() -> None:
    rates = "year | sex | rate\n202223 | F | 71\n202223 | M | 68\n202324 | F | 72\n202324 | M | 70"
    made = drawn(table(rates), ChartRequest(kind="dots", along="time", by="fgr"))
    assert made.axis == "The axis starts at 60%."
    assert {"F", "M", "2022/23", "2023/24"} <= set(words(made))


MIXED = "year | sex | starts | rate\n202223 | All | 800 | 71\n202324 | All | 760 | 72"
MANY = "year | sex | starts\n" + "\n".join(f"{y} | {g} | {n}" for y in (202223, 202324) for n, g in enumerate("abcdef"))


PLACES = "year | place | sex | starts\n" + "\n".join(f"202324 | p{n} | All | {n}" for n in range(70))


@pytest.mark.parametrize(
    ("of", "wanted", "why", "instead"),
    [
        pytest.param(
            table(MIXED),
            ChartRequest(by="indicator"),
            "Starts (a number) and pass rate (in %) cannot share an axis",
            ["Draw starts alone", "Draw pass rate alone"],
            id="mixed units",
        ),
        pytest.param(
            table(MANY),
            ChartRequest(by="fgr"),
            "There would be 6 groups by sex, and more than four cannot be told apart.",
            ["Draw bars for one time", "Draw one group alone"],
            id="too many series",
        ),
        pytest.param(
            table("year | sex | starts\n" + "\n".join(f"202324 | g{n} | {n}" for n in range(40))),
            ChartRequest(),
            "There would be 40 bars, too many to read: the table is the better list. Tick those to draw.",
            ["Draw the first 30 in the order of the table"],
            id="too many bars",
        ),
        pytest.param(
            table(PLACES, places="LAD"),
            ChartRequest(),
            "There would be 70 bars, too many to read: the table is the better list. Choose fewer places",
            ["Draw the first 30 in the order of the table"],
            id="too many bars, and too many to tick",
        ),
        pytest.param(
            table("year | sex | starts\n202223 | All | c\n202324 | All | x"),
            ChartRequest(),
            "None of these figures is a number",
            [],
            id="all hidden",
        ),
        pytest.param(
            table("year | sex | starts\n2022 | All | 1\n202324 | All | 2", code="CY"),
            ChartRequest(),
            "The times are of different kinds (Academic year and Calendar year)",
            ["Draw bars"],
            id="kinds of time",
        ),
        pytest.param(
            table("year | sex | starts\n202324 | All | 2"),
            ChartRequest(),
            "The table has one figure",
            [],
            id="one figure",
        ),
        pytest.param(
            table(MANY),
            ChartRequest(kind="dots", along="fgr", by="-"),
            "Dots compare two to four groups",
            ["Draw bars"],
            id="nothing to compare",
        ),
    ],
)
def test_a_chart_that_would_mislead_is_refused_with_a_way_out(
    of: StatisticalTable, wanted: ChartRequest, why: str, instead: list[str]
) -> None:
    with pytest.raises(ChartRefused) as refused:
        drawn(of, wanted)
    assert why in refused.value.why
    assert [one.words for one in refused.value.instead] == instead
    for one in refused.value.instead:
        assert drawn(of, one.wanted).title, "the way out can be drawn"


def test_a_measure_is_chosen_where_units_differ() -> None:
    made = drawn(table(MIXED))
    assert made.measured == "Starts. England."
    assert drawn(table(MIXED), ChartRequest(ones={"indicator": "irt"})).title == "Pass rate, 2022/23 to 2023/24"


def test_the_file_of_a_chart_carries_all_that_must_be_read_with_it() -> None:
    text = as_file(drawn(table(BY_SEX), notes="Break from 2023/24: another form."))
    picture = ET.fromstring(text)
    said = " ".join(t.text or "" for t in picture.iter("{http://www.w3.org/2000/svg}text"))
    assert "Starts by sex, 2022/23 to 2023/24" in said
    assert "c: hidden to protect people" in said
    assert "Source: Apprenticeships, 2024/25. Starts, version 1.0." in said
    assert float(picture.attrib["height"]) > 300
    assert not re.search(r"<script|href=| style=", text)


def test_kinds_are_told_in_words() -> None:
    assert [kind.words for kind in ChartKind] == [
        *("Lines over time", "Bars", "Dots, to compare two to four groups", "Map of places"),
    ]


def test_a_table_that_an_earlier_alder_froze_has_the_breaks_that_its_notes_tell_of() -> None:
    kept = FACTS.to_json() | {"notes": "Break from 2023/24: another form."}
    assert TableSource.from_json(kept | {"breaks": []}).breaks == ()
    del kept["breaks"]
    assert TableSource.from_json(kept).breaks == (("2023/24", "another form."),)
