"""Reading a whole column at once gives what reading its values one by one gives."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.properties import tried

from alder.model.field import Field
from alder.sources.ilr.schema import entities
from alder.sources.ilr.schema.notation import amount, code, day, moment, share, text
from alder.sources.ilr.xml.field_values import Unfit, read_column, read_value

FIELDS = [
    amount("Hours", "Hours.", 0, 9999),
    amount("Amount", "Amount.", 0, 999_999, required=True),
    code("Code", "Code.", 2, required=True),
    code("Employer", "Number.", 9),
    share("Load", "Load.", 0.1, 300.0),
    day("Day", "Day."),
    moment("Time", "Time."),
    text("Grade", "Grade.", 4),
    text("Prior", "Postcode.", 8, shortest=0, required=True),
    text("Sex", "Sex.", 1, required=True),
    text("Word", "Word.", values=("ILR",)),
    *(entities()["learner"][name] for name in ("ULN", "FamilyName", "LearnRefNumber", "Email", "AddLine1", "TelNo")),
    entities()["learning_delivery_he"]["UCASSCHEMECODE"],
    Field("Free", text("x", "x").kind, "No limits."),
]

plain = st.one_of(
    st.integers(-3, 10_000_000_000).map(str),
    st.dates().map(str),
    st.datetimes().map(lambda d: d.isoformat()),
    st.decimals(0, 400, places=1).map(str),
    st.text("ABCabc 012-'", min_size=1, max_size=12),
)
odd = st.one_of(
    st.none(),
    st.sampled_from(
        ["", " ", " 5", "+7", "-0", "007", "0x1F", "5-3", "--1", "2020-01-01Z", "2020-1-1", "٣", "a@b", "ILR"]
    ),
    st.sampled_from(["é", "£1", "\x00", "a\tb", "1e2", "12.50", "9" * 30, "x" * 120, "é" * 60, "AB12", "1.", ".5"]),
    st.text(max_size=6),
)


@pytest.mark.parametrize("field", FIELDS, ids=lambda f: f.name)
@settings(max_examples=tried(60), deadline=None)
@given(
    told=st.one_of(st.lists(plain, max_size=8), st.lists(st.one_of(plain, odd), max_size=8)), skipped=st.integers(0, 3)
)
def test_a_column_is_read_like_its_values(field: Field, told: list[str | None], skipped: int):
    texts = pa.array(["skipped"] * skipped + told, pa.string()).slice(skipped)
    column = read_column(field, texts)
    expected = [read_value(field, t) for t in told]
    assert column.values.type == field.kind.arrow
    assert column.values.to_pylist() == [None if isinstance(e, Unfit) else e for e in expected]
    assert column.unfit == {i: e for i, e in enumerate(expected) if isinstance(e, Unfit)}


@pytest.mark.parametrize("field", FIELDS, ids=lambda f: f.name)
def test_a_column_of_nothing_is_an_empty_column_of_the_type(field: Field):
    assert read_column(field, pa.array([], pa.string())).values == pa.array([], field.kind.arrow)


def test_decimals_keep_their_one_place():
    column = read_column(share("Load", "Load.", 0, 100.0), pa.array(["12.500", "7"], pa.string()))
    assert column.values.to_pylist() == [Decimal("12.5"), Decimal("7.0")]
