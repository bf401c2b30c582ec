"""Filters of any shape: what is written is read back as itself, any text is read or refused, and logic holds."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.support.aim_tables import aims
from tests.support.properties import tried

import alder
from alder.derive.aims import NAME, WIDE
from alder.engine.duckdb import DuckDB
from alder.errors import UsageError
from alder.measures.condition import Condition, names_for
from alder.measures.condition.tree import (
    AllConditions,
    AnyCondition,
    BetweenCondition,
    ComparisonCondition,
    HavingCondition,
    KnownCondition,
    NotCondition,
    OneOfCondition,
    Tree,
    joined,
)
from alder.measures.condition.vocabulary import ConditionName, NoValue, Type, records
from alder.model import expr

MEASURE = "achievement_rate"
NAMES = list({n.name: n for n in names_for(MEASURE).values()}.values())
ORDERED = [n for n in NAMES if n.type.has_order]


def values(of: ConditionName) -> st.SearchStrategy:
    """Values that a filter of this name may have, as reading gives them."""
    if of.type is Type.CODE:
        return st.sampled_from([c.code for c in of.codes if c.code != of.unknown])
    return {
        Type.WHOLE: st.integers(-(2**31) + 1, 2**31 - 1),
        Type.NUMBER: st.integers(-999_999, 999_999).map(lambda n: (Decimal(n) / 100).normalize() + 0),
        Type.DATE: st.integers(0, 20_000).map(lambda n: date(1980, 1, 1) + timedelta(days=n)),
        Type.TRUTH: st.booleans(),
        Type.TEXT: st.text("abzÄ09 '\"()=<>,-_.%", min_size=1, max_size=of.longest or 8),
    }[of.type]


@st.composite
def single(draw: st.DrawFn, names: tuple[ConditionName, ...] = tuple(NAMES)) -> Tree:
    of = draw(st.sampled_from(names))
    kind = draw(st.sampled_from(["compare", "in", "between", "known"]))
    if kind == "between" and of.type.has_order:
        low, high = sorted([draw(values(of)), draw(values(of))])
        return BetweenCondition(of, low, high, draw(st.booleans()))
    if kind == "in":
        found = draw(st.lists(values(of), min_size=1, max_size=4, unique=True))
        return OneOfCondition(of, tuple(found), draw(st.booleans()))
    if kind == "known":
        return KnownCondition(of, draw(st.booleans()))
    signs = ["=", "!=", "<", "<=", ">", ">="] if of.type.has_order else ["=", "!="]
    return ComparisonCondition(of, draw(st.sampled_from(signs)), draw(values(of)))


def trees() -> st.SearchStrategy[Tree]:
    return st.recursive(
        single(),
        lambda inner: st.one_of(
            inner.map(NotCondition),
            st.lists(inner, min_size=2, max_size=3).map(lambda p: joined(AllConditions, p)),
            st.lists(inner, min_size=2, max_size=3).map(lambda p: joined(AnyCondition, p)),
        ),
        max_leaves=8,
    )


@st.composite
def of_records(draw: st.DrawFn) -> Tree:
    """A question about a record, with names that one record may have together: one type at most."""
    record = draw(st.sampled_from(list(records().values())))
    types = [n for n in record.names.values() if n.explained]
    plain = [n for n in record.names.values() if not n.explained]
    names = tuple(plain + draw(st.sampled_from([[t] for t in types] or [[]])))
    parts = [draw(single(names)) for _ in range(draw(st.integers(1, 3)))]
    part = joined(
        draw(st.sampled_from([AllConditions, AnyCondition])),
        [NotCondition(p) if draw(st.booleans()) else p for p in parts],
    )
    return HavingCondition(record, part)


@given(st.lists(st.one_of(of_records(), trees()), min_size=1, max_size=3).map(lambda p: joined(AnyCondition, p)))
def test_what_is_written_is_read_back_as_itself(tree: Tree) -> None:
    text = tree.text()
    read = Condition.read(text, MEASURE)
    assert read.tree == tree
    assert read.text == text
    assert read.words


WORDS = "sex level FundModel LearnStartDate ULN = != < in between and or not is known ( ) , 35 2020-08-01 1e9999999999"
RECORDS = "LearnDelFAM.SOF ESM with ESM.BSI . EmpStat"
PIECES = st.sampled_from([*WORDS.split(), *RECORDS.split(), "'", '"', "''", "“", "é", "\n", "\x00", "\ud800"])


@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=25).map(" ".join)))
@settings(max_examples=tried(150), deadline=None)
def test_any_text_is_read_or_refused_with_its_place(text: str) -> None:
    refused = None
    try:
        read = Condition.read(text, MEASURE)
    except UsageError as error:
        refused = error
    if refused is None:
        assert Condition.read(read.text, MEASURE) == read
    else:
        assert "^" in refused.where.split("\n")[1]
        assert all(c.isprintable() for c in refused.where.replace("\n", ""))


@given(st.sampled_from(NAMES), st.text(max_size=30))
def test_any_value_is_read_or_refused_in_words(of: ConditionName, text: str) -> None:
    said = ""
    try:
        value = of.read(text)
    except NoValue as error:
        said = error.what
    assert said or of.read(of.shown(value)) == value


AIMS = """
    aim | Sex | Ethnicity | FundModel | AimType | ProgType | StdCode | LearnStartDate | LearnPlanEndDate | LearnAimRef
    a   | F   | 31        | 35        | 4       |          |         | 2020-09-01     | 2021-07-31       | 60000001
    b   | M   | 99        | 36        | 1       | 2        | 105     | 2019-10-01     | 2021-01-31       | ZPROG001
    c   |     |           |           |         |          |         |                |                  |
    d   | M   | 44        | 99        | 4       |          |         | 2020-01-01     | 2020-01-10       | Z0001
"""


@pytest.fixture(name="engine", scope="module")
def _engine() -> object:
    with DuckDB() as engine:
        rows = aims(AIMS, CompStatus=1, DateOfBirth=date(2001, 2, 3))[1].to_pylist()
        engine.add(NAME, pa.Table.from_pylist(rows, schema=WIDE))
        yield engine


def wide() -> expr.Table:
    return expr.table(NAME, WIDE)


@given(tree=trees(), other=trees())
@settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
def test_logic_holds_whatever_is_missing(engine: DuckDB, tree: Tree, other: Tree) -> None:
    """Of three, an aim is in one at most: it fits, it does not fit, it is not known whether. De Morgan's laws hold."""

    def kept(*filters: Tree) -> list[set[int]]:
        def build() -> object:
            found = wide().select("aim_id")
            for n, one in enumerate(filters):
                rows = Condition(one).rows(wide(), year=2020, scope=None, **SETTINGS).select("aim_id")
                found = found.left_join(rows.mutate(**{f"k{n}": True}), "aim_id").select(*found.columns, f"k{n}")
            return found

        table: pa.Table = engine.run(build)
        return [{r["aim_id"] for r in table.to_pylist() if r[f"k{n}"]} for n in range(len(filters))]

    both, either = joined(AllConditions, [tree, other]), joined(AnyCondition, [tree, other])
    fits, fails, also, together, any_of, not_both, nor = kept(
        tree,
        NotCondition(tree),
        other,
        both,
        either,
        NotCondition(both),
        joined(AnyCondition, [NotCondition(tree), NotCondition(other)]),
    )
    assert not fits & fails
    assert together == fits & also
    assert any_of == fits | also
    assert not_both == nor


SETTINGS = dict(alder.measures.Query.ask(MEASURE, year="2020/21").settings)
