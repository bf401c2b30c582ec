"""An identifier is judged alike one by one, by an engine and in an Arrow column, whatever is written.

Reading a whole column at once gives what reading its values one by one gives.
"""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.engines import empty_engine
from tests.support.properties import tried

from alder.engine import sql_cache
from alder.model import expr
from alder.model.field import Field
from alder.model.ids import IDENTIFIERS, ULN, UPN, Identifier, LearnAimRef, arrays, check_digits, expressions
from alder.sources.ilr.schema import entities
from alder.sources.ilr.schema.notation import amount, code, day, moment, share, text
from alder.sources.ilr.xml.field_values import Unfit, read_column, read_value

SCHEMA = pa.schema([("written", pa.string())])
NUMBERS = pa.schema([("written", pa.int64())])


def near(kind: type[Identifier]) -> st.SearchStrategy[str]:
    """Texts of the form, some of them completed, changed in one place, or written otherwise."""

    def spoilt(text: str, place: int, character: str, how: int) -> str:
        if how == 0 and kind.check is not None and len(text) == len(kind.check.weights):
            at = kind.check.place % len(text)
            text = text[:at] + (kind.check.wanted(text) or "0") + text[at + 1 :]
        if how == 1:
            place %= len(text)
            text = text[:place] + character + text[place + 1 :]
        if how == 2:
            text = text.lower()
        if how == 3:
            text = f" {text[:3]} {text[3:]}\u00a0"
        return text

    form = st.from_regex(kind.form, fullmatch=True, alphabet=st.characters(codec="ascii"))
    odd = st.text("0123456789", max_size=20) | st.text(st.sampled_from("09AZaz /-\t\né²ſ٣~."), max_size=14)
    places, characters = st.integers(0, 20), st.sampled_from("019AIOXZxé ")
    return odd | st.builds(spoilt, form, places, characters, st.integers(0, 5)) | st.sampled_from(["", *kind.stand_ins])


def by_engine(kind: type[Identifier], rows: pa.Table, schema: pa.Schema) -> dict[str, list[object]]:
    with empty_engine() as engine:
        engine.add("t", rows.append_column("row", pa.array(range(rows.num_rows), pa.int64())))
        t = expr.table("t", schema.append(pa.field("row", pa.int64())))
        found = engine.run(
            lambda: t.select(
                "row",
                sound=expressions.is_sound(kind, t.written),
                identifies=expressions.identifies(kind, t.written),
                agrees=expressions.check_agrees(kind, t.written),
                normal=expressions.normalised(kind, t.written),
            ).order_by("row"),
            key=sql_cache.key("model", by_engine, kind.__name__, schema),
        )
    return {c: found[c].to_pylist() for c in ("sound", "identifies", "agrees", "normal")}


def in_arrow(kind: type[Identifier], column: pa.ChunkedArray) -> dict[str, list[object]]:
    return {
        "sound": arrays.is_sound(kind, column).to_pylist(),
        "identifies": arrays.identifies(kind, column).to_pylist(),
        "agrees": arrays.check_agrees(kind, column).to_pylist(),
        "normal": arrays.normalised(kind, column).to_pylist(),
    }


def one_by_one(kind: type[Identifier], written: list[str | int | None]) -> dict[str, list[object]]:
    return {
        "sound": [None if w is None else kind.is_sound(w) for w in written],
        "identifies": [None if w is None else kind.is_sound(w) and kind(w).identifies for w in written],
        "agrees": [None if w is None else kind.check_agrees(w) for w in written],
        "normal": [None if w is None else kind.normalise(w) for w in written],
    }


@pytest.mark.parametrize("kind", IDENTIFIERS, ids=lambda k: k.__name__)
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_columns_of_text_are_judged_like_single_values(kind: type[Identifier], data: st.DataObject) -> None:
    written = data.draw(st.lists(st.none() | near(kind), min_size=1, max_size=40))
    table = pa.table({"written": written}, schema=SCHEMA)
    expected = one_by_one(kind, written)
    assert by_engine(kind, table, SCHEMA) == expected
    assert in_arrow(kind, table["written"]) == expected


@pytest.mark.parametrize("kind", [k for k in IDENTIFIERS if k.of == "digits"], ids=lambda k: k.__name__)
@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_columns_of_whole_numbers_are_judged_like_single_values(kind: type[Identifier], data: st.DataObject) -> None:
    form = st.from_regex(kind.form, fullmatch=True, alphabet=st.characters(codec="ascii")).map(int)
    stand_ins = st.sampled_from([0, *map(int, kind.stand_ins)])
    some = st.none() | form | st.integers(-(10**10), 2**63 - 1) | stand_ins
    written = data.draw(st.lists(some, min_size=1, max_size=20))
    if kind.dropped.endswith("-"):
        written = [None if w is None else abs(w) for w in written]  # a minus is a dash there
    table = pa.table({"written": written}, schema=NUMBERS)
    expected = one_by_one(kind, written)
    assert by_engine(kind, table, NUMBERS) == expected
    assert in_arrow(kind, table["written"]) == expected


@pytest.mark.parametrize("kind", IDENTIFIERS, ids=lambda k: k.__name__)
@settings(max_examples=tried(60), deadline=None)
@given(data=st.data())
def test_the_normal_form_of_a_normal_form_is_itself(kind: type[Identifier], data: st.DataObject) -> None:
    once = kind.normalise(data.draw(near(kind)))
    assert kind.normalise(once) == once
    if kind.is_sound(once):
        assert kind(once).text == once


@pytest.mark.parametrize("kind", IDENTIFIERS, ids=lambda k: k.__name__)
@settings(max_examples=tried(60), deadline=None)
@given(data=st.data())
def test_the_steps_in_words_ask_what_the_form_asks(kind: type[Identifier], data: st.DataObject) -> None:
    text = kind.normalise(data.draw(near(kind)))
    fault = kind.fault(text)
    if re.fullmatch(kind.form, text) is None:
        assert fault is not None or text in kind.stand_ins
    elif fault is not None:
        assert kind.check is not None
        assert kind.check_binds
        assert not kind.check.fits(text)


CHECKED = [k for k in IDENTIFIERS if k.check is not None]


@pytest.mark.parametrize("kind", CHECKED, ids=lambda k: k.__name__)
@settings(max_examples=tried(60), deadline=None)
@given(data=st.data())
def test_the_wanted_character_fits_and_no_other_does(kind: type[Identifier], data: st.DataObject) -> None:
    assert kind.check is not None
    text = data.draw(st.from_regex(kind.checked or kind.form, fullmatch=True, alphabet=st.characters(codec="ascii")))
    at = kind.check.place % len(text)
    fitting = [c for c in kind.check.answers if kind.check.fits(text[:at] + c + text[at + 1 :])]
    wanted = kind.check.wanted(text)
    assert fitting == ([] if wanted is None else [wanted])


@settings(max_examples=tried(200), deadline=None)
@given(st.integers(100_000_000, 999_999_999), st.integers(0, 9), st.integers(0, 9), st.integers(0, 8))
def test_a_wrong_digit_or_swapped_neighbours_never_make_another_learner_number(
    first_nine: int, place: int, digit: int, left: int
) -> None:
    last = ULN.check_digit(first_nine)
    if last is None:
        return
    text = f"{first_nine}{last}"
    wrong = text[:place] + str(digit) + text[place + 1 :]
    swapped = text[:left] + text[left + 1] + text[left] + text[left + 2 :]
    for other in (wrong, swapped):
        assert other == text or other == str(ULN.TEMPORARY) or not ULN.is_sound(other)


def test_digits_are_completed_alike_one_by_one_and_in_columns() -> None:
    first_nine = np.random.default_rng(5).integers(100_000_000, 1_000_000_000, 500)
    one = [-1 if (d := ULN.check_digit(int(n))) is None else d for n in first_nine]
    assert check_digits(first_nine).tolist() == one
    assert 20 < one.count(-1) < 80  # one seed in eleven has no number


def test_the_pupil_check_agrees_with_another_implementation() -> None:
    """python-stdnum knows the same check letter. It also refuses authorities that are not on its list; we do not."""
    other = pytest.importorskip("stdnum.gb.upn", reason="a development dependency: pip install python-stdnum")
    draw = np.random.default_rng(11)
    for _ in range(300):
        body = f"{draw.choice([201, 380, 801, 936])}{draw.integers(0, 10**9):09d}"
        if draw.random() < 0.3:
            body = body[:-1] + str(draw.choice(list("ABCDEFGHJKLMNPQRTUVWXYZ")))
        wanted = UPN.check.wanted("?" + body)
        assert wanted == other.calc_check_digit(body)
        assert other.is_valid(f"{wanted}{body}")


def test_expressions_can_be_said_to_another_engine() -> None:
    t = expr.table("t", SCHEMA)
    for kind in IDENTIFIERS:
        shown = expr.to_sql(
            t.select(a=expressions.is_sound(kind, t.written), b=expressions.normalised(kind, t.written)), "pyspark"
        )
        assert "SELECT" in shown


def test_a_doubtful_aim_reference_is_sound_in_columns_too() -> None:
    column = pa.array(["61000079", "603/4162/2", "Z0001946", None])
    assert arrays.is_sound(LearnAimRef, column).to_pylist() == [True, True, True, None]
    assert arrays.check_agrees(LearnAimRef, column).to_pylist() == [False, True, None, None]


@pytest.mark.parametrize("written", ["1000 000 019", "1000000019"])
def test_as_written_blanks_count(written: str) -> None:
    with empty_engine() as engine:
        engine.add("t", pa.table({"written": [written]}, schema=SCHEMA))
        t = expr.table("t", SCHEMA)
        found = engine.run(
            lambda: t.select(
                a=expressions.is_sound(ULN, t.written, as_written=True),
                b=expressions.identifies(ULN, t.written, as_written=True),
            )
        )
    assert found.to_pylist() == [dict.fromkeys("ab", " " not in written)]


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
