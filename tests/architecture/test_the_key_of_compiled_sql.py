"""Compiled SQL outlives the run that compiled it: nothing that decides what it says may change under the same key."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

from alder.engine import sql_cache
from alder.model.period import AcademicYear
from alder.rules import plan
from alder.sources.ilr.rules import ilr

SOURCE = Path(__file__).parents[2] / "src" / "alder"

NO_SQL = {
    "alder": "the names that people import",
    "alder.errors": "words",
    "alder.limits": "how much may be read and sent at once",
    "alder.look": "how tables, pages and numbers are put before people",
    "alder.rights": "who may read the files of a store",
    "alder.wall_clock": "what time it is, and the zone in which times are written for people",
}
"""What rooms of the key import and no SQL comes from, each with what it is for."""


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    """Every import there is: at the top of a module, in a function, and for types."""
    return grimp.build_graph("alder", cache_dir=None)


@pytest.mark.parametrize("room", sql_cache.ROOMS)
def test_whatever_a_measure_a_variable_or_a_rule_can_reach_lies_in_the_key(
    room: str, imports: grimp.ImportGraph
) -> None:
    below = [f"alder.{r}" for r in sql_cache.ROOMS[: sql_cache.ROOMS.index(room) + 1]]
    known = re.compile("|".join(rf"{re.escape(m)}(\..*)?" for m in [*below, *(m for m in NO_SQL if m != "alder")]))
    start = {m for m in imports.modules if m == f"alder.{room}" or m.startswith(f"alder.{room}.")}
    reached = start | {n for m in start for n in imports.find_upstream_modules(m)} - {"alder"}
    assert sorted(m for m in reached if not known.fullmatch(m)) == [], "these decide nothing, or belong in ROOMS"


def test_a_room_builds_sql_under_its_own_key_or_one_above_it() -> None:
    """A key of a room below would not change with the module that builds the expression."""
    found = []
    for path in sorted(SOURCE.rglob("*.py")):
        mine = path.relative_to(SOURCE).parts[0]
        text = path.read_text(encoding="utf-8")
        calls = re.findall(r'sql_cache\.key\(\s*"(\w+)",\s*(\w*)', text)
        found += [(path.name, mine, *call) for call in calls]
    assert len({name for name, *_ in found}) > 15, "the search above finds what it looks for no more"
    order = sql_cache.ROOMS.index
    under_another = [f for f in found if f[1] in sql_cache.ROOMS and order(f[1]) > order(f[2])]
    of_no_room = [f for f in found if f[1] not in sql_cache.ROOMS and f[3] != "build"]
    assert (under_another, of_no_room) == ([], [])


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the rooms, from which keys are made."""
    for room in sql_cache.ROOMS:
        shutil.copytree(SOURCE / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(sql_cache, "PACKAGE", tmp_path)
    sql_cache._text_of.cache_clear()
    yield tmp_path
    sql_cache._text_of.cache_clear()


def test_one_letter_changed_in_any_folder_changes_the_key(copied: Path) -> None:
    before = {room: sql_cache._text_of(room) for room in sql_cache.ROOMS}
    unseen = []
    folders = sorted({p.parent for p in copied.rglob("*.py")} | {p.parent for p in copied.rglob("*.txt")})
    for folder in folders:
        room = folder.relative_to(copied).parts[0]
        for file in (max(folder.glob(kind), default=None) for kind in ("*.py", "*.txt")):
            if file is not None:
                text = file.read_bytes()
                file.write_bytes(text[:-1] + b"#")
                sql_cache._text_of.cache_clear()
                unseen += [str(file)] if sql_cache._text_of(room) == before[room] else []
                file.write_bytes(text)
    assert unseen == []
    assert len(folders) > 20, "of every room, and of the folders in it"


def test_the_keys_of_measures_and_rules_change_with_each_room_that_they_build_on(copied: Path) -> None:
    year = AcademicYear(2025)
    rules = ilr.for_year(year).rules[:1]

    def keys() -> dict[str, str]:
        sql_cache._text_of.cache_clear()
        return {"measures": sql_cache.key("measures", "a"), "rules": plan._key(ilr, year, rules, False)}

    before, changed = keys(), {}
    for room in sql_cache.ROOMS:
        file = copied / room / "__init__.py"
        text = file.read_bytes()
        file.write_bytes(text + b"#")
        changed[room] = {kind for kind, key in keys().items() if key != before[kind]}
        file.write_bytes(text)
    assert keys() == before
    of_rules = {"model", "files", "engine", "rules", "sources"}
    assert changed == {room: {"measures", *(["rules"] if room in of_rules else [])} for room in changed}


def test_a_room_that_is_not_there_is_refused(copied: Path) -> None:
    shutil.rmtree(copied / "derive")
    sql_cache._text_of.cache_clear()
    with pytest.raises(FileNotFoundError, match="derive"):
        sql_cache.key("measures", "a")
    (copied / "derive" / "__pycache__").mkdir(parents=True)
    with pytest.raises(FileNotFoundError, match="ROOMS"):
        sql_cache.key("measures", "a")
