"""Files that cannot be read: each has its message and exit status, as the page in the docs says, and no value in it.

Every loader of tables answers every harm as the page in the docs says, and takes in silence only what is named.
"""

from __future__ import annotations

import re
import tracemalloc
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from tests.harmed.answers import PAGE as HARMED
from tests.harmed.answers import UNSEEN, loaders, page
from tests.harmed.answers import answer as answer_to
from tests.harmed.faults import FAULTS
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


NOT_SEEN = """
hesa: EntryProfile                          two fields of text
hesa: Course / Qualification / Module       two fields of text
leo: LEO.Geography                          codes of areas, read as text
leo: LEO.IDBR_LOOKUP                        two fields of text
graduate_outcomes: CORE (C22072 delivery)   two fields of text
bootcamp_deliverable                        numbers of contracts and codes of deliverables have no one form
lad_change                                  authorities of two years have codes of the same form
"""
"""Loaders that cannot see two columns changed about, and why."""


def answers() -> dict[str, dict[str, str]]:
    """The tables of the page: the answer to each harm, by loader."""
    found: dict[str, dict[str, str]] = {}
    for part in HARMED.read_text(encoding="utf-8").split("\n## ")[1:]:
        name, _, table = part.partition("\n")
        found[name] = dict(re.findall(r"^\| (.+?) \| (.+) \|$", table.partition("|---|---|\n")[2], re.MULTILINE))
    return found


def test_the_page_has_every_loader():
    assert list(answers()) == list(loaders())


@pytest.mark.parametrize("name", loaders())
def test_a_loader_answers_each_harm_as_the_page_says(name: str, tmp_path: Path):
    said = {fault: answer_to(name, fault, tmp_path / str(n)) for n, fault in enumerate(FAULTS)}
    assert {fault: text for fault, text in said.items() if text} == answers()[name]


def test_a_harm_that_nobody_sees_is_named_with_its_reason():
    unseen = {name.split(": the ")[0].split(": which ")[0] for name, said in answers().items() if UNSEEN in str(said)}
    assert unseen == {re.split(r"\s{2,}", line)[0] for line in NOT_SEEN.strip().splitlines()}


def test_what_every_loader_refuses_or_repairs():
    for said in answers().values():
        assert said["A gzipped file cut short"] == "Refused: `this file is damaged: its contents do not unpack`"
        assert "stands twice" in said["A column that stands twice"]
        assert said["A byte order mark"] == "Loaded like the sound file."
        assert said["Latin-1"].endswith("It was read as Windows-1252.")
        assert "spreadsheet" in said.get("Dates as numbers of days", "spreadsheet")
        zeros = said.get("Codes without their leading zeros", "put back")
        assert zeros.startswith("Refused") or "put back" in zeros


def test_the_page_is_written_from_the_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    one = next(iter(loaders()))
    monkeypatch.setattr("tests.harmed.answers.loaders", lambda: {one: loaders()[one]})
    assert page(tmp_path).partition("\n## ")[2] in HARMED.read_text(encoding="utf-8")
