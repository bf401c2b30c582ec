"""What Alder works out and then contradicts is an error in every Python, also in one that passes over `assert`.

A case each for the places where a slip would give wrong figures in silence: aims that multiply, values without a
place, columns that nobody read. None of them is an assertion.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import pyarrow as pa
import pytest

import alder
from alder.derive.look_ups import LookUp
from alder.errors import Inconsistency, present
from alder.measures.calculation import counting, reference_look_up
from alder.measures.calculation.counting import CountedScope, LearnerRecords
from alder.measures.calculation.reference_look_up import ColumnNeeds
from alder.measures.derived_variables import DerivedVariables
from alder.measures.measure import Breakdown
from alder.model import expr
from alder.model.statistic import Category

SOURCE = Path(alder.__file__).parent
SEX = Breakdown("sex", "Sex", (Category("F", "Female"), Category("M", "Male")), lambda t: t["Sex"], ("Sex",), key="sex")


def a_value_that_is_no_category() -> None:
    rows = pa.table({counting._by(SEX): ["F", "X"], "starts": [1, 1]})
    counting._fill_cells(CountedScope(["starts"], [SEX]), rows, (0,))


def a_cell_that_has_no_number() -> None:
    rows = pa.table({counting.CELL: pa.array([0, None], pa.int64()), "starts": [1, 1]})
    counting._fill_cells(CountedScope(["starts"], [SEX]), rows, (0,))


def a_part_in_another_whole_than_its_own() -> None:
    part = replace(
        SEX, id="first_name", categories=(Category("F.1", "Ada"),), parent="sex", within=lambda code: code[0]
    )
    found = CountedScope(["starts"], [SEX, part])
    found.cells["starts"][1, 0] = 1
    found.table()


def an_aim_that_is_looked_up_twice() -> None:
    engine = SimpleNamespace(keep=lambda *_, **__: 3, schema=lambda _: pa.schema([]))
    with patch.multiple(reference_look_up, find=lambda *_: [], shapes=lambda *_: {}, _count=lambda *_: 2):
        reference_look_up.look_up(engine, ColumnNeeds())  # type: ignore[arg-type]


def a_look_up_by_day_in_the_middle_of_others() -> None:
    step = LookUp("level", "lars_level", {"LearnAimRef": ("LearnAimRef",)}, "levels", during=("from", "to"))
    reference_look_up._with_step(None, step, (), None)  # type: ignore[arg-type]


def people_of_whom_too_little_was_read() -> None:
    described = expr.table("aims", pa.schema([("person", pa.int64()), ("Sex", pa.string())]))
    LearnerRecords("people", pa.schema([("person", pa.int64())])).describe(described)


def a_declaration_that_reads_a_column_of_its_own_making() -> None:
    ColumnNeeds.of((), 2020, {}, also=("NoSuchColumn",))


def earlier_returns_where_none_are_read() -> None:
    DerivedVariables.of(None, [SimpleNamespace(earlier=True, later=False)], (), (), {})  # type: ignore[arg-type,list-item]


def a_value_that_is_not_there() -> None:
    present(None, "what is held was received")


CASES: tuple[Callable[[], None], ...] = (
    a_value_that_is_no_category,
    a_cell_that_has_no_number,
    a_part_in_another_whole_than_its_own,
    an_aim_that_is_looked_up_twice,
    a_look_up_by_day_in_the_middle_of_others,
    people_of_whom_too_little_was_read,
    a_declaration_that_reads_a_column_of_its_own_making,
    earlier_returns_where_none_are_read,
    a_value_that_is_not_there,
)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.__name__)
def test_it_is_refused_and_nothing_is_shown(case: Callable[[], None]) -> None:
    with pytest.raises(Inconsistency) as caught:
        case()
    assert "fault of Alder" in str(caught.value)


LEFT_OUT = re.compile(r"(?:^|[;:])[ \t]*assert\b|__debug__|flags\.optimize", re.MULTILINE)


def test_python_that_leaves_assertions_out_refuses_the_same() -> None:
    """`python -O` leaves out `assert` and what asks for `__debug__`: there is nothing of it that it could leave out."""
    assert LEFT_OUT.search("if seen: assert row")
    assert LEFT_OUT.search("    assert row\n")
    assert [path for path in SOURCE.rglob("*.py") if LEFT_OUT.search(path.read_text(encoding="utf-8"))] == []
