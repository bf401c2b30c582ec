"""A `Protected` comes from `protect` and from nowhere else, and holds nothing that was hidden."""

import copy
import gc
import pickle
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.support.count_tables import OF_ENGLAND, counts

import alder
from alder.disclosure import Protected, protect
from alder.errors import MissingExtra, NotProtected, UsageError

# Values that are found nowhere else, so that any trace of them is a leak.
SECRET = """
sex    | leavers | achievers
Female | 70907   | 70906
Male   | 7       | 4
Other  | 60611   | 50551
"""
MARKS = ("70907", "70906", "60611", "50551")


@pytest.fixture
def table() -> Protected:
    return protect(counts(SECRET, rates=["achievers/leavers"], group=OF_ENGLAND), "srs-output")


def reachable(start: object) -> Iterator[object]:
    """Everything that can be got at from an object by following references, short of modules and classes."""
    seen: set[int] = set()
    stack = [start]
    while stack:
        item = stack.pop()
        if id(item) in seen or isinstance(item, type | type(sys)):
            continue
        seen.add(id(item))
        yield item
        stack += gc.get_referents(item)


def test_hidden_values_are_nowhere_in_it(table: Protected, tmp_path: Path) -> None:
    hidden = {int(m) for m in MARKS} - {f for _, row in table.rows for f in row if isinstance(f, int)}
    assert hidden, "the test must have something to look for"
    values = [v for v in reachable(table) if isinstance(v, int | float | Decimal) and not isinstance(v, bool)]
    assert not hidden.intersection(int(v) for v in values if v == v and abs(v) < 1e9)
    table.write_csv(tmp_path / "t.csv")
    table.write_html(tmp_path / "t.html")
    table.write_parquet(tmp_path / "t.parquet")
    texts = [repr(table), str(table), table._repr_html_(), str(table.to_arrow().to_pylist())]
    texts += [f.read_text(encoding="utf-8", errors="replace") for f in tmp_path.iterdir()]
    for text in texts:
        plain = text.replace(",", "")
        assert not [h for h in hidden if str(h) in plain]


def test_nobody_makes_one_without_protecting() -> None:
    with pytest.raises(NotProtected, match="made by protecting counts"):
        Protected()
    with pytest.raises(NotProtected, match="made by protecting counts"):
        Protected(object(), rows=())
    empty = object.__new__(Protected)
    with pytest.raises(NotProtected, match="nothing says who remembers this table"):
        _ = empty.rows
    with pytest.raises(NotProtected, match="cannot be extended"):
        type("Mine", (Protected,), {})


def test_it_cannot_be_changed(table: Protected) -> None:
    with pytest.raises(NotProtected, match="cannot be changed"):
        table.rows = ()
    with pytest.raises(NotProtected, match="cannot be changed"):
        del table.policy
    with pytest.raises(TypeError):
        table.rows[0] = ()  # type: ignore[index]
    with pytest.raises(TypeError):
        replace(table)  # type: ignore[type-var]


def test_copies_are_itself_and_pickles_are_refused(table: Protected) -> None:
    assert copy.copy(table) is table
    assert copy.deepcopy(table) is table
    with pytest.raises(NotProtected, match="cannot be pickled"):
        pickle.dumps(table)
    with pytest.raises(TypeError, match="replace"):
        copy.replace(table) if hasattr(copy, "replace") else _no_replace()


def _no_replace() -> None:
    raise TypeError("replace came with Python 3.13")


def test_only_counts_are_protected() -> None:
    with pytest.raises(NotProtected, match="only counts"):
        protect({"a": 1})  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="no policy called srs-outputs"):
        protect(counts(SECRET), "srs-outputs")


def test_a_filter_too_fine_for_the_policy_is_refused() -> None:
    with pytest.raises(NotProtected, match="by postcode"):
        protect(counts("postcode | n\nAB1 | 20\nAB2 | 30"))


def test_a_cell_is_looked_up_by_name(table: Protected) -> None:
    assert table.value("leavers") == 131525 or table.value("leavers") == "c"
    assert table.value("leavers", sex="Male") == "c"
    assert table.value("leavers", sex="male") == "c", "in words as well"
    with pytest.raises(UsageError, match="no category of sex called nobody"):
        table.value("leavers", sex="nobody")
    with pytest.raises(UsageError, match="the table has no age"):
        table.value("leavers", age="16")
    with pytest.raises(UsageError, match="the table has no starts"):
        table.value("starts")
    assert table.filter("sex").label == "Sex"
    assert table.title == "Made-up figures"


def test_a_count_that_no_reader_sees_is_not_in_the_table() -> None:
    table = protect(
        counts(
            "sex | leavers | achievers\nF | 90 | 60\nM | 80 | 50",
            rates=["achievers/leavers"],
            unseen=["leavers", "achievers"],
        )
    )
    assert [i.id for i in table.indicators] == ["achievers_of_leavers"]
    assert table.value("achievers_of_leavers") == Decimal("64.7")


def test_it_says_what_it_is(table: Protected) -> None:
    assert repr(table) == "<Protected: made_up by sex (2020/21), srs-output (version 2)>"
    assert "c hidden to protect people" in str(table)
    assert "Quality B, from AchDate. Policy srs-output." in str(table)
    assert alder.Protected is Protected


def test_arrow_has_numbers_beside_symbols(table: Protected, tmp_path: Path) -> None:
    rows = {r["sex"]: r for r in table.to_arrow().to_pylist()}
    assert rows["Male"]["leavers"] is None
    assert rows["Male"]["leavers_symbol"] == "c"
    table.write_parquet(tmp_path / "t.parquet")
    read = pq.read_table(tmp_path / "t.parquet")
    assert read.num_rows == 4
    assert b"srs-output" in read.schema.metadata[b"alder"]


def test_pandas_is_used_only_when_asked_for(table: Protected, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtra, match="pandas is not installed"):
        table.to_pandas()


def test_pandas_gets_the_same_table(table: Protected) -> None:
    pytest.importorskip("pandas", reason="the extra is not installed")
    assert list(table.to_pandas().columns) == table.to_arrow().column_names


def test_counts_show_no_figure_of_their_own_accord() -> None:
    said = repr(counts(SECRET))
    assert said.splitlines()[0] == "Counts: made_up by sex (2020/21), 4 rows, not protected."
    assert not [m for m in MARKS if m in said]
