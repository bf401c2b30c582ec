"""Texts that any program can write and nobody would: each is judged to its end, and no pattern takes longer on it.

How long the large ones take is measured in the process that checks files (T14, `test_hostile_files_at_the_desk.py`).
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from typing import TYPE_CHECKING

import pytest
from tests.support.odd_texts import ODD_TEXTS

import alder.outputs
from alder.outputs import check_outputs
from alder.outputs.extent import LONGEST_LINE, MOST_COLUMNS, MOST_LINES, MOST_ROWS, MOST_TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RUNS = " ", "a", "1", "1 ", "a.", "1,", "- ", "(a", "\\a[", "a=", "3 of the ", "/*", "token "
"""What a hostile text repeats."""


def test_odd_texts_are_judged_to_their_end(tmp_path: Path) -> None:
    for name, made in ODD_TEXTS.items():
        (tmp_path / name).write_bytes(made(3_000))
        (verdict,) = check_outputs([tmp_path / name])
        assert verdict.output.contents[0].name == name


def _patterns(value: object, name: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
        yield name, value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _patterns(one, name)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _patterns(one, name)


def test_no_pattern_of_the_checker_takes_longer_the_longer_a_run_is() -> None:
    """Ten thousand signs take a thousandth of a second; a pattern that begins anew at each sign takes half a second."""
    found: dict[str, re.Pattern[str]] = {}
    for module in pkgutil.walk_packages(alder.outputs.__path__, "alder.outputs."):
        for name, value in vars(importlib.import_module(module.name)).items():
            found |= {f"{module.name}.{name}": pattern for _, pattern in _patterns(value, name)}
    assert len(found) > 80
    slow = []
    for name, pattern in found.items():
        for run in RUNS:
            text = run * (10_000 // len(run))
            began = time.process_time()
            for _ in pattern.finditer(text):
                pass
            if time.process_time() - began > 0.15:
                slow.append((name, run))
    assert not slow


LARGE = {
    # what there is too much of: the file, what is said of it
    "lines": ("a.txt", "a\n" * (MOST_LINES + 1), "more than 20,000 lines"),
    "letters of a line": ("a.txt", "a" * (LONGEST_LINE + 1), "a line of more than 20,000 letters"),
    "rows": ("a.csv", "place,learners\n" + "Leeds,120\n" * MOST_ROWS, "a table of more than 6,000 lines"),
    "columns": ("a.csv", (",".join(["120"] * (MOST_COLUMNS + 1)) + "\n") * 2, "more than 2,000 columns"),
    "tables": ("a.csv", "place,learners\nLeeds,120\n\n" * (MOST_TABLES + 1), "more tables than the 200"),
}


@pytest.mark.parametrize("what", LARGE)
def test_what_is_more_than_is_looked_at_is_held_and_says_so(tmp_path: Path, what: str) -> None:
    name, text, said = LARGE[what]
    (tmp_path / name).write_text(text, encoding="utf-8")
    (verdict,) = check_outputs([tmp_path / name])
    assert any(said in finding.what and "was not looked at" in finding.what for finding in verdict.held)


def test_an_earlier_output_that_is_not_compared_whole_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "now.csv").write_text("place,learners\nLeeds,120\nYork,130\n", encoding="utf-8")
    (tmp_path / "then.csv").write_text("place,learners\n" + "Leeds,120\n" * MOST_ROWS, encoding="utf-8")
    (tmp_path / "cover.toml").write_text(
        "[[files]]\nname = 'now.csv'\n[[files]]\nname = 'then.csv'\nkind = 'earlier'\n", encoding="utf-8"
    )
    (verdict,) = check_outputs([tmp_path])
    assert "then.csv" in {finding.place.file for finding in verdict.held}


def test_a_page_with_a_large_picture_in_it_is_read(tmp_path: Path) -> None:
    page = "<html><p>3 learners left.</p><img alt='' src='data:image/gif;base64," + "A" * (6 << 20) + "'></html>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    (verdict,) = check_outputs([tmp_path / "a.html"])
    assert "a sentence counts fewer than 10 people" in {finding.what for finding in verdict.held}
