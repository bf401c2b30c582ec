"""Small parts of the ledger, each by itself: what is small, how a file is known again, and how deep a code lies."""

from __future__ import annotations

import gzip
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from alder.disclosure.ledger.acts import digest_of
from alder.disclosure.ledger.kept_sets import KeptSets
from alder.disclosure.ledger.shape import _level
from alder.disclosure.ledger.table import Table
from alder.disclosure.ledger.words import refusal
from alder.model.statistic import TOTAL


def test_nobody_is_no_small_group_and_ten_are_none_where_fewer_than_ten_are() -> None:
    members = SimpleNamespace(count=np.array([0, 1, 9, 10]))
    table = Table(members, np.array([True, False, True, False]), 10)
    assert table.little.tolist() == [False, True, True, False]
    assert table.secret.tolist() == [False, True, False, False]


def test_a_packed_file_is_known_by_what_is_in_it(tmp_path: Path) -> None:
    plain, packed = tmp_path / "table.csv", tmp_path / "table.csv.gz"
    plain.write_bytes(b"region,count\nR1,10\n")
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert digest_of(packed) == digest_of(plain)


@pytest.mark.parametrize(("code", "level"), [(TOTAL, 0), ("North", 1), ("Mereshire", 2), ("Upper Mere", 3)])
def test_a_code_lies_one_level_below_the_one_it_is_part_of(code: str, level: int) -> None:
    assert _level({"Mereshire": "North", "Upper Mere": "Mereshire"}, code) == level


def test_no_kept_sets_are_none() -> None:
    none = KeptSets.none()
    assert (len(none.key), none.start.tolist()) == (0, [0])


@pytest.mark.parametrize(
    ("earlier", "said"),
    [(1, "beside an earlier release\n\n  T0\n\nWith it, "), (2, "releases\n\n  T0\n  T1\n\nWith these, ")],
)
def test_a_refusal_speaks_of_one_release_or_of_several(earlier: int, said: str) -> None:
    assert said in str(refusal([SimpleNamespace(id=n, name=f"T{n}") for n in range(earlier)]))


def test_a_refusal_can_be_about_a_table_that_the_ledger_holds() -> None:
    earlier = [SimpleNamespace(id="0001", name="0001: What this table cannot say")]
    of_one = refusal(earlier).of(SimpleNamespace(id="0007"))
    assert of_one.what == "table 0007 of the ledger cannot be released beside an earlier release"
    assert (of_one.table, of_one.releases) == ("table 0007 of the ledger", ("0001",))
    assert of_one.where == "0001: What this table cannot say", "words of a title stay as they are"
