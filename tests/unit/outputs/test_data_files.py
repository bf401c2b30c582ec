"""Data files of Stata, SPSS and SAS are judged by their rows, and by what they keep that no table shows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from alder.model.ids.learner_numbers import ULN
from alder.outputs import OutputVerdict, check_outputs

pandas = pytest.importorskip("pandas", reason="the test writes its data files from frames")
pyreadstat = pytest.importorskip("pyreadstat")

WRITERS = {
    "dta": pyreadstat.write_dta,
    "sav": pyreadstat.write_sav,
    "zsav": lambda frame, path, **more: pyreadstat.write_sav(frame, path, compress=True, **more),
    "por": lambda frame, path, **more: pyreadstat.write_por(frame, path, column_labels=more.get("column_labels")),
    "xpt": lambda frame, path, **more: pyreadstat.write_xport(frame, path, column_labels=more.get("column_labels")),
}
A_ULN = next(str(n) for n in range(4_000_000_000, 4_000_000_100) if ULN.is_sound(str(n)))
GROUPS = {"area": ["North", "South", "East", "West"], "learners": [120.0, 95.0, 80.0, 200.0]}


def judged(folder: Path, columns: dict[str, list[Any]], kind: str = "dta", **more: Any) -> OutputVerdict:
    WRITERS[kind](pandas.DataFrame(columns), folder / f"table.{kind}", **more)
    (verdict,) = check_outputs([folder / f"table.{kind}"])
    return verdict


def with_part(data: bytes, part: bytes, other: bytes) -> bytes:
    """A file of Stata with another part, and the places of those behind it in its map moved along."""
    start = data.index(b"<map>") + len(b"<map>")
    places = [int.from_bytes(data[start + 8 * n : start + 8 * n + 8], "little") for n in range(14)]
    moved = [place + len(other) - len(part) if place > data.index(part) else place for place in places]
    head = data[:start] + b"".join(place.to_bytes(8, "little") for place in moved)
    return head + data[start + 8 * 14 :].replace(part, other)


def held(verdict: OutputVerdict) -> set[str]:
    return {f"{int(finding.check)}:{finding.rule} {finding.place.at}" for finding in verdict.held}


@pytest.mark.parametrize("kind", WRITERS)
def test_a_small_count_in_it_is_held_at_its_place_and_nothing_else_is(tmp_path: Path, kind: str) -> None:
    found = held(judged(tmp_path, GROUPS | {"learners": [120.0, 5.0, 80.0, 200.0]}, kind))
    assert {at.lower() for at in found} == {"4:freq line 3, column learners"}


def test_records_in_it_are_held_though_none_has_a_key(tmp_path: Path) -> None:
    rows = 40
    people = {
        "sex": ["F", "M"] * (rows // 2),
        "level": ["Level 2", "Level 3", "Level 2", "Level 4"] * (rows // 4),
        "score": [n + 0.25 for n in range(rows)],
    }
    assert any(one.startswith("3:MICRO") for one in held(judged(tmp_path, people)))


def test_a_column_is_called_by_its_label_and_its_name_and_groups_by_their_labels(tmp_path: Path) -> None:
    columns = {"sex": [1.0, 2.0], "v7": [120.0, 95.0], "pr": [61.2, 58.9]}
    labels = ["Sex", "Number of learners", "Per cent achieved"]
    verdict = judged(tmp_path, columns, "sav", column_labels=labels, variable_value_labels={"sex": {1: "F", 2: "M"}})
    (table,) = verdict.output.tables(verdict.output.contents[0])
    assert table.labels == (("F",), ("M",))
    assert {column.heading: column.kind for column in table.columns} == {
        "Number of learners v7": "FREQ",
        "Per cent achieved pr": "PCT",
    }
    assert not verdict.is_held


def test_a_cover_sheet_names_a_column_by_its_name_alone(tmp_path: Path) -> None:
    columns = GROUPS | {"v9": [23.1, 24.2, 22.0, 25.5]}
    WRITERS["dta"](pandas.DataFrame(columns), tmp_path / "table.dta", column_labels=["Area", "Learners", "Years"])
    cover = '[[files]]\nname = "table.dta"\nn = "learners"\ncolumns = { v9 = "MEAN" }\n'
    (tmp_path / "cover.toml").write_text(cover, encoding="utf-8")
    (verdict,) = check_outputs([tmp_path])
    assert not verdict.is_held


HIDDEN: dict[str, tuple[str, dict[str, Any], str]] = {
    "a label that hides a figure": (
        "dta",
        {"variable_value_labels": {"learners": {80: "sup"}}},
        "14:FREQ",
    ),
    "a figure that is declared missing": ("sav", {"missing_ranges": {"learners": [{"lo": 1, "hi": 100}]}}, "14:FREQ"),
    "a document with figures": ("sav", {"note": ["before rounding: 121, 96, 7 and 203"]}, "14:NB"),
    "a learner number as the label of a value": (
        "sav",
        {"variable_value_labels": {"area": {"X": f"see {A_ULN}"}}},
        "2:DATE",
    ),
}


@pytest.mark.parametrize("what", HIDDEN)
def test_what_a_data_file_keeps_and_no_table_shows_is_found(tmp_path: Path, what: str) -> None:
    kind, more, rule = HIDDEN[what]
    assert any(one.startswith(rule) for one in held(judged(tmp_path, GROUPS, kind, **more)))


def test_notes_of_stata_are_read(tmp_path: Path) -> None:
    frame = pandas.DataFrame(GROUPS)
    note = "before rounding: 121, 96, 7 and 203"
    frame.to_stata(tmp_path / "plain.dta", write_index=False, version=118)
    data = (tmp_path / "plain.dta").read_bytes()
    name = b"_dta".ljust(129, b"\0") + b"note1".ljust(129, b"\0") + note.encode() + b"\0"
    kept = b"<characteristics><ch>" + len(name).to_bytes(4, "little") + name + b"</ch></characteristics>"
    (tmp_path / "table.dta").write_bytes(with_part(data, b"<characteristics></characteristics>", kept))
    (verdict,) = check_outputs([tmp_path / "table.dta"])
    assert "14:NB notes" in held(verdict)


def test_a_data_file_under_the_name_of_another_is_refused(tmp_path: Path) -> None:
    judged(tmp_path, GROUPS)
    (tmp_path / "table.dta").rename(tmp_path / "table.sav")
    (verdict,) = check_outputs([tmp_path / "table.sav"])
    assert [finding.what for finding in verdict.held] == ["its name ends in .sav, and it is a Stata data file"]


@pytest.mark.parametrize("kind", ["dta", "sav", "xpt"])
def test_a_damaged_one_is_held_and_ends_nothing(tmp_path: Path, kind: str) -> None:
    judged(tmp_path, GROUPS, kind)
    path = tmp_path / f"table.{kind}"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    (verdict,) = check_outputs([path])
    assert verdict.is_held


def test_one_that_brings_the_library_down_is_held_as_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library is written in C: a file that is made for it ends the process that reads it, and no other."""
    falls = "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)"
    monkeypatch.setattr("alder.files.data_file._BEGINNING", falls)
    verdict = judged(tmp_path, GROUPS, "sav")
    assert [finding.what for finding in verdict.held] == [
        "the SPSS data file is damaged or locked with a password, and cannot be looked into"
    ]


def test_the_process_keeps_to_bounds_that_it_was_given_where_these_are_narrower() -> None:
    pytest.importorskip("resource")
    looks = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20));"
        "from alder.files import data_file; data_file._end_in_time();"
        "print(resource.getrlimit(resource.RLIMIT_FSIZE), resource.getrlimit(resource.RLIMIT_CPU))"
    )
    ended = subprocess.run([sys.executable, "-P", "-c", looks], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == f"{(1 << 20, 1 << 20)} {(20, 20)}"


def test_one_that_says_it_has_more_rows_than_an_output_is_refused_before_they_are_read(tmp_path: Path) -> None:
    judged(tmp_path, GROUPS)
    data = (tmp_path / "table.dta").read_bytes()
    at = data.index(b"<N>") + 3
    end = data.index(b"</N>")
    (tmp_path / "table.dta").write_bytes(data[:at] + (1 << 28).to_bytes(end - at, "little") + data[end:])
    (verdict,) = check_outputs([tmp_path / "table.dta"])
    assert "more than 128 MB" in " ".join(finding.what for finding in verdict.held)
