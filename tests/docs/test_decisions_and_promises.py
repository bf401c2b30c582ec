"""The architecture page says where each subject lives, in two screens; a page a decision says why.

What the page of promises names is there: the packages, the modules behind them, and the tests that watch them.
"""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

import alder

ROOT = Path(__file__).parents[2]
SOURCE = Path(alder.__file__).parent
FOLDER = ROOT / "docs" / "explanation" / "decisions"
PAGE = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
DECISIONS = sorted(FOLDER.glob("[0-9]*.md"))
PARTS = ("What was decided", "Why", "What else was looked at", "What follows")


def test_decisions_are_numbered_without_a_gap_and_the_index_names_each() -> None:
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    for number, page in enumerate(DECISIONS, 1):
        name, title = page.name, page.read_text(encoding="utf-8").splitlines()[0]
        assert re.fullmatch(rf"{number:04d}-[a-z-]+\.md", name)
        assert title.startswith(f"# {number:04d} ")
        assert f"| [{number:04d}]({name}) | {title[7:]} |" in index


def test_a_decision_says_why_what_else_was_looked_at_and_who_watches_it() -> None:
    there = {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    for page in DECISIONS:
        said = page.read_text(encoding="utf-8")
        assert tuple(re.findall(r"^## (.+)$", said, re.M)) == PARTS, page.name
        assert re.search(r"^(Holds since|Held from) \d{4}-\d\d-\d\d", said, re.M), page.name
        watched = re.findall(r"`(test_\w+)`", said)
        assert watched, page.name
        assert not [name for name in watched if name not in there], page.name


def test_every_attack_on_the_site_has_its_line_and_the_tests_that_try_it_are_there() -> None:
    there = {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    page = (ROOT / "docs" / "explanation" / "site-attacks.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| (T\d\d) \| .+ \| .+ \| (.*)\|$", page, re.M)
    assert [id for id, _ in lines] == [f"T{n:02d}" for n in range(1, 39)]
    tried = {id: re.findall(r"`(test_\w+)`", tests) for id, tests in lines}
    assert {id for id, tests in tried.items() if not tests} == {"T33"}, "what nothing could be tried on yet"
    assert not {test for tests in tried.values() for test in tests} - there


def rooms() -> dict[str, str]:
    """Each room of the table, with the rest of its line."""
    lines = re.findall(r"^\| (`[^|]+`) \| (.+)$", PAGE, re.M)
    return {name: rest for names, rest in lines for name in re.findall(r"`([\w.]+)`", names)}


def test_the_architecture_page_is_two_screens_and_has_a_line_for_every_room() -> None:
    assert len(PAGE.splitlines()) <= 60
    there = {p.name for p in SOURCE.iterdir() if p.is_dir() and (p / "__init__.py").is_file()}
    there |= {p.stem for p in SOURCE.glob("*.py")} - {"__init__", "__main__"}
    assert {name.removesuffix(".py") for name in rooms()} == there


def test_what_the_page_names_inside_a_room_is_there() -> None:
    words = {"alder.open", "alder explain", "alder protect", "Protected", "Counts"}
    lost = []
    for room, rest in rooms().items():
        folder = SOURCE / room
        for name in re.findall(r"`([^`]+)`", rest):
            below = [folder / name, *folder.glob(f"*/{name}")] if folder.is_dir() else []
            found = any(p.exists() or p.with_suffix(".py").exists() for p in below)
            is_module_of_an_area = room == "web" and [*folder.glob(f"*/{name}.py")]
            if name not in words and not found and not is_module_of_an_area:
                lost.append(f"{room}: {name}")
    assert not lost, "where is it now?"


def test_every_word_stands_once_and_where_it_says() -> None:
    page = (ROOT / "docs" / "explanation" / "words.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \| (`[^|]+`) \|$", page, re.M)
    words = [word for names, _ in rows for word in names.split(", ")]
    assert len(rows) > 60
    assert len(words) == len(set(words))
    places = [place for _, cell in rows for place in re.findall(r"`([^`]+)`", cell)]
    assert not [p for p in places if not (SOURCE / p).exists() and not (SOURCE / f"{p}.py").exists()]


PROMISES = (ROOT / "docs" / "explanation" / "promises.md").read_text(encoding="utf-8")
FOLDERS = {m[1]: m[2] for m in re.finditer(r"^## (\d)\. (?:.+)\n((?:(?!^## ).*\n?)*)", PROMISES, re.M)}

KEPT_BY = {
    "1": (
        "alder.disclosure.protect",
        "alder.disclosure.protected",
        "alder.disclosure.policy",
        "alder.disclosure.secondary",
        "alder.disclosure.attack",
        "alder.disclosure.audit",
        "alder.disclosure.ledger.judge",
        "alder.governance.release_policy",
        "alder.web.publish",
        "alder.rights",
    ),
    "2": ("alder.errors", "alder.web.request_log", "alder.cli.explain", "alder.cli.table"),
    "3": ("alder.engine.store", "alder.engine.receipts", "alder.engine.repair", "alder.sources.ilr", "alder.web.work"),
    "4": (
        "alder.model.statistic",
        "alder.model.quality",
        "alder.model.coverage",
        "alder.model.made_up",
        "alder.model.comparison",
        "alder.model.definition",
        "alder.quality.grades",
        "alder.measures",
        "alder.disclosure.ledger.cautions",
        "alder.show",
    ),
}
"""The modules that keep each promise. The page names their rooms, which move less."""


def test_there_are_four_and_the_page_is_two_screens() -> None:
    assert list(FOLDERS) == list(KEPT_BY) == ["1", "2", "3", "4"]
    assert len(PROMISES.splitlines()) <= 80


@pytest.mark.parametrize("promise", KEPT_BY)
def test_the_modules_that_keep_a_promise_are_there_in_the_rooms_that_the_page_names(promise: str) -> None:
    rooms = re.findall(r"`(alder(?:\.\w+)+)`", FOLDERS[promise])
    assert rooms
    assert not [name for name in (*rooms, *KEPT_BY[promise]) if find_spec(name) is None]
    outside = [m for m in KEPT_BY[promise] if not any(m == r or m.startswith(f"{r}.") for r in rooms)]
    assert not outside, "the page names another room"


@pytest.mark.parametrize("promise", KEPT_BY)
def test_the_tests_that_watch_a_promise_are_there(promise: str) -> None:
    there = {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    named = re.findall(r"`(test_\w+)`", FOLDERS[promise])
    assert len(named) >= 5
    assert not [name for name in named if name not in there]
    assert "**Not promised:**" in FOLDERS[promise], "a promise says where it ends"
