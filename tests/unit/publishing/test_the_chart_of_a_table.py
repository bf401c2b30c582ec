"""What a chart of one's own table shows, and when it is refused in words."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest
from tests.made_table import FACTS, table

from alder.publishing.tables.chart import Chart, chart
from alder.publishing.tables.chart_file import as_file
from alder.publishing.tables.facts import Facts
from alder.publishing.tables.plan import Kind, Refused, Wanted, plan
from alder.publishing.tables.table import Table

BY_SEX = """
    year   | sex    | starts
    202223 | Female | 800
    202223 | Male   | 700
    202223 | Total  | 1500
    202324 | Female | 760
    202324 | Male   | c
    202324 | Total  | 1420
"""


def drawn(of: Table, wanted: Wanted | None = None, notes: str = "") -> Chart:
    facts = Facts(**{**FACTS.to_json(), "notes": notes, "faults": ()})
    return chart(plan(of, wanted or Wanted()), of, facts)


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


@pytest.mark.parametrize(
    ("last", "notes", "title"),
    [
        ("1420", "", "Starts: 1,420 in 2023/24, down from 1,500 in 2022/23"),
        ("1900", "", "Starts: 1,900 in 2023/24, up from 1,500 in 2022/23"),
        ("1500", "", "Starts: 1,500 in 2023/24, the same as in 2022/23"),
        ("c", "", "Starts: 1,500 in 2022/23"),
        (
            "1420",
            "Break from 2023/24: another form.",
            "Starts: 1,420 in 2023/24. Not compared with 2022/23, since something changed in between",
        ),
    ],
)
def test_one_line_says_what_it_shows(last: str, notes: str, title: str) -> None:
    made = drawn(table(f"year | sex | starts\n202223 | Total | 1500\n202324 | Total | {last}"), notes=notes)
    assert made.title == title


def test_a_break_is_drawn_with_its_reason() -> None:
    made = drawn(table(BY_SEX), notes="Break from 2023/24: another form.")
    assert made.breaks == (("", "2023/24", "another form."),)
    assert 'stroke-dasharray="6 4"' in str(made.drawing)
    assert "another form" in words(made)


def test_a_year_between_of_which_there_is_nothing_is_seen() -> None:
    made = drawn(table("year | sex | starts\n202021 | Total | 5\n202122 | Total | 6\n202324 | Total | 7"))
    assert "no figures" in words(made)
    assert "2022/23" in words(made)


def test_one_year_makes_bars_without_the_total_of_counts() -> None:
    one = table("year | sex | starts\n202324 | Female | 760\n202324 | Male | 660\n202324 | Total | 1420")
    made = drawn(one)
    assert made.title == "Starts are highest for Female (760) and lowest for Male (660)"
    assert "Total" not in words(made)
    assert "Total" in words(drawn(one, Wanted(picks={"fgr": ("o0", "o2")})))


def test_nothing_is_called_the_highest_where_something_is_hidden() -> None:
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
    assert drawn(table(text, places="LAD", area="Mereshire")).measured == "Starts. All. Place: Mereshire."
    assert drawn(table(text, places="LAD")).measured == "Starts. All. Place: Aldby."


def test_dots_compare_groups_and_say_where_the_axis_begins() -> None:
    rates = "year | sex | rate\n202223 | F | 71\n202223 | M | 68\n202324 | F | 72\n202324 | M | 70"
    made = drawn(table(rates), Wanted(kind="dots", along="time", by="fgr"))
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
            Wanted(by="indicator"),
            "Starts (a number) and pass rate (in %) cannot share an axis",
            ["Draw starts alone", "Draw pass rate alone"],
            id="mixed units",
        ),
        pytest.param(
            table(MANY),
            Wanted(by="fgr"),
            "There would be 6 groups by sex, and more than four cannot be told apart.",
            ["Draw bars for one time", "Draw one group alone"],
            id="too many series",
        ),
        pytest.param(
            table("year | sex | starts\n" + "\n".join(f"202324 | g{n} | {n}" for n in range(40))),
            Wanted(),
            "There would be 40 bars, too many to read: the table is the better list. Tick those to draw.",
            ["Draw the first 30 in the order of the table"],
            id="too many bars",
        ),
        pytest.param(
            table(PLACES, places="LAD"),
            Wanted(),
            "There would be 70 bars, too many to read: the table is the better list. Choose fewer places",
            ["Draw the first 30 in the order of the table"],
            id="too many bars, and too many to tick",
        ),
        pytest.param(
            table("year | sex | starts\n202223 | All | c\n202324 | All | x"),
            Wanted(),
            "None of these figures is a number",
            [],
            id="all hidden",
        ),
        pytest.param(
            table("year | sex | starts\n2022 | All | 1\n202324 | All | 2", code="CY"),
            Wanted(),
            "The times are of different kinds (Academic year and Calendar year)",
            ["Draw bars"],
            id="kinds of time",
        ),
        pytest.param(
            table("year | sex | starts\n202324 | All | 2"), Wanted(), "The table has one figure", [], id="one figure"
        ),
        pytest.param(
            table(MANY),
            Wanted(kind="dots", along="fgr", by="-"),
            "Dots compare two to four groups",
            ["Draw bars"],
            id="nothing to compare",
        ),
    ],
)
def test_a_chart_that_would_mislead_is_refused_with_a_way_out(
    of: Table, wanted: Wanted, why: str, instead: list[str]
) -> None:
    with pytest.raises(Refused) as refused:
        drawn(of, wanted)
    assert why in refused.value.why
    assert [one.words for one in refused.value.instead] == instead
    for one in refused.value.instead:
        assert drawn(of, one.wanted).title, "the way out can be drawn"


def test_a_measure_is_chosen_where_units_differ() -> None:
    made = drawn(table(MIXED))
    assert made.measured == "Starts. England. All."
    assert drawn(table(MIXED), Wanted(ones={"indicator": "irt"})).title.startswith("Pass rate: 72.0% in 2023/24")


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
    assert [kind.words for kind in Kind] == [
        *("Lines over time", "Bars", "Dots, to compare two to four groups"),
    ]
