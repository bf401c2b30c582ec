"""Whatever is asked of kept rows, blocks of rows and the database give the same answer."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.support.properties import tried

from alder.engine.data_sets import DataSetFolder, packed_rows
from alder.engine.data_sets import version_folder as written
from alder.model.condition import AllOf, AnyOf, Compared, Condition, Constant, Negation, OneOf, RowQuery, Sort

_COUNT = 600


def rows() -> pa.Table:
    """Places of two levels, one inside the other, with codes that also lie far apart; 0 is a blank cell."""
    drawn = np.random.default_rng(7)
    place = np.sort(drawn.integers(0, 60, _COUNT))
    return pa.table(
        {
            "place": pa.array(place, pa.int32()),
            "deep": pa.array(place // 2 % 25, pa.int32()),
            "wide": pa.array(place // 12, pa.int32()),
            "kind": pa.array(drawn.integers(0, 4, _COUNT), pa.int8()),
            "figure": pa.array([str(n % 13) if n % 9 else "c" for n in range(_COUNT)]),
            "row": pa.array(drawn.permutation(_COUNT), pa.int64()),
        }
    )


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[DataSetFolder, UUID, UUID]:
    """The same rows twice: with blocks, and without, as an earlier release kept them."""
    folder = tmp_path_factory.mktemp("kept")
    store = DataSetFolder(folder)
    versions = (uuid4(), uuid4())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed_rows, "_FEWEST_ROWS", 7)
        patch.setattr(packed_rows, "_CELLS", 60)
        for version in versions:
            store.keep(
                version,
                rows=rows(),
                sorted_by=("place", "row"),
                spanned=("deep", "wide"),
                contents="",
                table=rows(),
                data=b"",
                meta=b"",
            )
    (folder / str(versions[1]) / written.BLOCKS).unlink()
    return store, *versions


_codes = st.lists(st.integers(0, 27), min_size=1, max_size=20, unique=True).map(tuple)
_one = st.one_of(
    st.builds(Constant, st.booleans()),
    st.builds(OneOf, st.sampled_from(["deep", "wide", "kind"]), _codes, st.booleans()),
    st.builds(Compared, st.just("kind"), st.sampled_from(["<", "<=", ">", ">="]), st.integers(-1, 300)),
)
_conditions = st.recursive(
    _one,
    lambda part: st.one_of(
        st.builds(AllOf, st.lists(part, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(part, max_size=3).map(tuple)),
        st.builds(Negation, part),
    ),
    max_leaves=6,
)
_sorts = st.lists(st.builds(Sort, st.sampled_from(["deep", "figure"]), st.booleans()), max_size=2).map(tuple)


_PLACE = OneOf("deep", (3,))


@settings(max_examples=tried(150), deadline=None, derandomize=True, database=None)
@example(AllOf((_PLACE, AllOf(()))), (), 0, None)  # all of nothing is met by every row,
@example(AllOf((_PLACE, AnyOf(()))), (), 0, None)  # any of nothing by none
@given(condition=_conditions, sorts=_sorts, skip=st.integers(0, 3), limit=st.sampled_from([None, 5, 600]))
def test_both_give_the_same_rows_in_the_same_order(
    both: tuple[DataSetFolder, UUID, UUID], condition: Condition, sorts: tuple[Sort, ...], skip: int, limit: int | None
) -> None:
    store, with_blocks, without = both
    asked = RowQuery(("row", "deep", "figure"), condition, sorts, skip, limit)
    assert store.ask(with_blocks, asked) == store.ask(without, asked)


def test_rows_of_a_place_are_read_from_its_blocks_and_of_many_from_the_database(
    both: tuple[DataSetFolder, UUID, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, with_blocks, without = both
    unpacked: list[int] = []
    of_blocks = packed_rows.Blocks.rows

    def rows(self: packed_rows.Blocks, *asked: Any) -> list[tuple[Any, ...]]:
        found = of_blocks(self, *asked)
        unpacked.append(len(found))
        return found

    monkeypatch.setattr(packed_rows.Blocks, "rows", rows)
    asked = RowQuery(("deep",), _PLACE)
    count, found = store.ask(with_blocks, asked)
    assert set(found) == {(3,)}
    assert unpacked == [count]
    monkeypatch.setattr(packed_rows, "_MOST", 0)
    assert store.ask(with_blocks, asked)[0] == count
    assert store.ask(without, asked)[0] == count
    assert unpacked == [count]
