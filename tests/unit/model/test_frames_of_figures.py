"""Frames of figures: what pandas, Polars and Arrow get, so that a pivot or a sum is right without knowing Alder."""

import json
import sys
from dataclasses import replace

import pyarrow as pa
import pytest
from tests.support.count_tables import OF_ENGLAND, counts, made

from alder.disclosure import protect
from alder.errors import MissingExtra, NotProtected, UsageError
from alder.model.made_up import MadeUp
from alder.model.statistic import Behind, Category, Counts, Filter, Indicator

BY_AREA = """
area  | sex    | leavers | achievers
North | Female | 40      | 31
North | Male   | 50      | 20
South | Female | 60      | 57
South | Male   | 30      | 30
"""


def lines(table: pa.Table, *columns: str) -> list[str]:
    """The rows of some columns as text."""
    return [" | ".join(str(v) for v in row.values()) for row in table.select(list(columns)).to_pylist()]


def counted(text: str = BY_AREA, **more: object) -> Counts:
    return counts(text, rates=["achievers/leavers"], group=OF_ENGLAND, made_up=MadeUp.ALL, **more)


def in_two_scopes() -> Counts:
    """What is judged apart: apprenticeships and other learning, by sex, with no total of both."""
    scopes = Filter(
        "scope", "Provision", (Category("app", "Apprenticeships"), Category("et", "Other")), has_total=False
    )
    sexes = Filter("sex", "Sex", (Category("F", "Female"), Category("M", "Male")))
    cells = [
        {"scope": scope, "sex": sex, "leavers": n}
        for scope, each in {"app": (40, 50, 90), "et": (60, 30, 90)}.items()
        for sex, n in zip(("F", "M", "Total"), each, strict=True)
    ]
    return made((scopes, sexes), (Indicator("leavers", "Leavers", "aims"),), cells, made_up=MadeUp.ALL)


def test_figures_are_floats_with_their_symbols_beside_in_words_and_codes() -> None:
    text = "area | leavers | achievers\nNorth | 140 | 100\nSouth | 160 | 157\nEast | 130 | 90\nWest | 150 | 120"
    frame = protect(counted(text)).to_arrow()
    assert lines(frame, "area", "area_code", "leavers", "achievers", "achievers_symbol", "achievers_of_leavers") == [
        "North | North | 140.0 | 100.0 |  | 71.4",
        "South | South | 160.0 | None | c | None",
        "East | East | 130.0 | None | c | None",
        "West | West | 150.0 | 120.0 |  | 80.0",
    ]
    assert frame.schema.field("achievers_of_leavers").type == pa.float64()
    assert frame.schema.field("achievers_of_leavers").metadata == {b"label": b"Achievers of leavers", b"unit": b"%"}
    assert {"policy", "quality", "notes"} <= json.loads(frame.schema.metadata[b"alder"]).keys()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("cells", ["North | Female", "North | Male", "South | Female", "South | Male"]),
        ("totals", ["North | Total", "South | Total", "Total | Female", "Total | Male", "Total | Total"]),
    ],
)
def test_totals_are_apart_from_what_they_are_the_totals_of(rows: str, expected: list[str]) -> None:
    table = protect(counted())
    assert sorted(lines(table.to_arrow(rows=rows), "area", "sex")) == expected
    assert table.to_arrow(rows="all").num_rows == 9
    with pytest.raises(UsageError, match="no rows called inner"):
        table.to_arrow(rows="inner")


def test_a_category_above_others_is_a_total_too() -> None:
    text = "group | learners\nWelsh | 40\nScottish | 50\nAsian | 60"
    within = {"group": {"Welsh": "White", "Scottish": "White"}}
    found = counts(text, parents=within, made_up=MadeUp.ALL)
    assert lines(found.to_arrow(), "group", "learners") == ["Welsh | 40.0", "Scottish | 50.0", "Asian | 60.0"]
    assert lines(found.to_arrow(rows="totals"), "group", "learners") == ["White | 90.0", "Total | 150.0"]


@pytest.mark.parametrize(
    ("scope", "expected"),
    [("app", ["app | 40.0", "app | 50.0"]), ("other", ["et | 60.0", "et | 30.0"])],
    ids=["by code", "in words"],
)
def test_a_table_with_scopes_becomes_a_frame_of_the_one_that_is_named(scope: str, expected: list[str]) -> None:
    assert lines(in_two_scopes().to_arrow(scope=scope), "scope_code", "leavers") == expected


@pytest.mark.filterwarnings("always::alder.model.statistic.FrameCaution")
def test_what_a_sum_would_leave_out_or_count_twice_is_said(recwarn: pytest.WarningsRecorder) -> None:
    in_several = replace(counted(), filters=tuple(replace(f, additive=f.id != "area") for f in counted().filters))
    for table in (counted(), protect(counted()), in_several, protect(in_several)):
        table.to_pandas()
    protect(counted()).to_arrow(rows="totals")
    assert [str(w.message).split(". Totals")[0] for w in recwarn] == [
        "10 of 12 figures are not shown, and sums, means and charts leave them out",
        "Learners may be in several rows (Area), and a sum counts them in each",
        "9 of 12 figures are not shown, and sums, means and charts leave them out; learners may be in several rows "
        "(Area), and a sum counts them in each",
    ]
    assert {w.filename for w in recwarn} == {__file__}, "the line of whoever asked"


def test_scopes_are_never_mixed_unasked() -> None:
    both = in_two_scopes()
    with pytest.raises(UsageError, match=r'has 2 scopes[^z]*scope="app"   Apprenticeships[^z]*scope="all"'):
        both.to_arrow()
    with pytest.raises(UsageError, match="no scope called apprentices"):
        both.to_arrow(scope="apprentices")
    with pytest.raises(UsageError, match="has no scopes"):
        counted().to_arrow(scope="app")
    assert both.to_arrow(scope="all").num_rows == 4


def test_categories_that_are_called_alike_are_told_apart_by_their_codes() -> None:
    places = Filter("district", "District", (Category("X1", "Newport"), Category("X2", "Newport")))
    cells = [{"district": code, "n": n} for code, n in (("X1", 20), ("X2", 30), ("Total", 50))]
    found = made((places,), (Indicator("n", "Learners", "learners"),), cells, made_up=MadeUp.ALL)
    assert lines(found.to_arrow(), "district", "n") == ["Newport (X1) | 20.0", "Newport (X2) | 30.0"]


def test_pandas_pivots_and_adds_up_in_the_order_of_the_categories() -> None:
    pytest.importorskip("pandas", reason="the extra is not installed")
    frame = counted(BY_AREA.replace("South", "Alston")).to_pandas()
    assert frame.pivot(index="area", columns="sex", values="leavers").to_dict("list") == {
        "Female": [40.0, 60.0],
        "Male": [50.0, 30.0],
    }, "North first, as in the table"
    assert frame.groupby("sex", observed=True)["leavers"].sum().to_dict() == {"Female": 100.0, "Male": 80.0}
    assert frame.attrs["alder"]["says"].endswith("Not protected: small numbers can identify people.")


def test_polars_gets_the_same_in_the_order_of_the_categories() -> None:
    pl = pytest.importorskip("polars", reason="the extra is not installed")
    table = protect(counted(BY_AREA.replace("South", "Alston")))
    assert pl.DataFrame(table).columns == table.to_polars().columns
    assert table.to_polars().sort("area", "sex")["area"].to_list() == ["North", "North", "Alston", "Alston"]


def test_whatever_reads_arrow_reads_a_table() -> None:
    table = protect(counted())
    assert pa.table(table).equals(table.to_arrow())


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_library_is_used_only_when_asked_for(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtra, match=rf"(?i){library} is not installed"):
        getattr(protect(counted()), f"to_{library}")()


def test_counts_that_are_not_protected_say_so_in_every_row() -> None:
    frame = counted(BY_AREA.replace("30      | 30", "0       | 0")).to_arrow()
    assert set(lines(frame, "made_up", "protection")) == {"Made up | Not protected"}
    assert lines(frame, "achievers_of_leavers", "achievers_of_leavers_symbol")[-1] == "None | z"


def test_counts_become_a_frame_only_where_their_store_says_whose_they_are() -> None:
    def refused() -> None:
        raise NotProtected("this store has no place")

    of_people = replace(counted(), made_up=MadeUp.NO_WORD)
    with pytest.raises(NotProtected, match="counts of which no store says whose they are become no frame"):
        of_people.to_arrow()
    with pytest.raises(NotProtected, match="counts of which no store"):
        pa.table(replace(of_people, made_up=MadeUp.PART))
    with pytest.raises(NotProtected, match="has no place"):
        of_people.of_a_store(Behind("store", None, refused)).to_pandas()
    assert of_people.of_a_store(Behind("store", None, lambda: None)).to_arrow().num_rows == 4
    assert protect(of_people).to_arrow().num_rows == 4, "what is protected becomes a frame anywhere"
