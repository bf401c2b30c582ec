"""Files that cannot be read: each has its message and exit status, as the page in the docs says, and no value in it."""

from __future__ import annotations

import re
import tracemalloc
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from tests.support.unreadable_returns import GOOD, MADE, MARK, STEM

from alder.errors import AlderError, UnreadableFile
from alder.sources.ilr.xml import reader

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "unreadable-files.md"


def rows() -> dict[str, tuple[str, str]]:
    """The table of the page: exit status and message by file."""
    table = PAGE.read_text(encoding="utf-8").rpartition("|---|---|---|\n")[2]
    found = [re.fullmatch(r"\| (.*) \| (\d+) \| `(.*)` \|", line) for line in table.splitlines() if line]
    return {m[1]: (m[2], m[3]) for m in found if m}


def refusal(path: Path) -> AlderError:
    with pytest.raises(UnreadableFile) as caught:
        for _ in reader.read(path).blocks():
            pass
    return caught.value


def test_the_page_lists_every_file_that_is_tried():
    assert list(rows()) == list(MADE)


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Path, AlderError, int]]:
    """The file's path, the answer to it, and the most memory that Python took for it; each file is tried once."""

    @cache
    def answer(name: str) -> tuple[Path, AlderError, int]:
        path = MADE[name](tmp_path_factory.mktemp("odd"))
        tracemalloc.start()
        try:
            return path, refusal(path), tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    return answer


Answer = Callable[[str], tuple[Path, AlderError, int]]


@pytest.mark.parametrize("name", MADE)
def test_the_answer_is_the_one_on_the_page(name: str, answer: Answer):
    _, error, _ = answer(name)
    assert (str(error.exit_code), error.what) == rows()[name]


@pytest.mark.parametrize("name", MADE)
def test_the_answer_says_which_file_and_what_to_do_and_repeats_no_value(name: str, answer: Answer):
    path, error, _ = answer(name)
    assert path.name in error.where
    assert str(path.parent) not in str(error)
    assert error.next
    assert MARK.lower() not in str(error).lower()
    for word in ("invalid", "failed", "please", "successfully"):
        assert word not in str(error).lower()
    # What the parser or the system said is not shown either.
    assert error.__suppress_context__ or error.__context__ is None


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("An element closed by another name", 23),
        ("A bare & in a text", 23),
        ("An entity that is not defined", 23),
        ("UTF-8 declared, bytes in Latin-1", 23),
        ("A control character", 23),
        ("A document type", 2),
        ("Windows-1252 declared", 1),
        ("A namespace of no year", 2),
    ],
)
def test_the_answer_says_the_line(name: str, line: int, answer: Answer):
    assert answer(name)[1].where.endswith(f", line {line}")


@pytest.mark.parametrize("name", MADE)
def test_no_file_makes_memory_grow(name: str, answer: Answer):
    assert answer(name)[2] < 120 << 20


def test_the_good_file_that_the_others_are_made_from_is_good(tmp_path: Path):
    path = tmp_path / f"{STEM}.xml"
    path.write_bytes(GOOD)
    reading = reader.read(path)
    assert reading.table_all()["learner"].num_rows == 2
    assert (reading.findings, reading.notices) == ([], [])
