"""Worked cases of disclosure control, all through the same code as `python -m tests.vectors.disclosure`."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.vectors import disclosure

from alder.disclosure.noise import read

OWN = json.loads(Path(__file__).with_name("vectors_of_our_own.json").read_text(encoding="utf-8"))


def test_the_cases_of_the_facts(shared: Path) -> None:
    tally, told = disclosure.run(json.loads((shared / "sdc" / "vectors.json").read_text(encoding="utf-8")))
    assert not told
    assert tally == {"pass": 25}


def test_cases_of_our_own_in_the_same_form() -> None:
    """The same rules with other numbers, worked out by hand."""
    tally, told = disclosure.run(OWN)
    assert not told
    assert tally == {"pass": len(OWN)}


def numbers(case: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where a case has numbers, truths or nothing as what should come out."""
    if isinstance(case, dict):
        return [p for key, value in case.items() for p in numbers(value, (*path, key))]
    if isinstance(case, list):
        return [p for n, value in enumerate(case) for p in numbers(value, (*path, n))]
    return [] if isinstance(case, str) else [path]


@pytest.mark.parametrize("name", [n for n in OWN if n not in ("overlap", "release_diff")])
def test_a_case_with_another_number_fails(name: str) -> None:
    """Whichever runner it is, it can fail: the last number of the case is what should come out."""
    changed = json.loads(json.dumps(OWN))
    *path, last = numbers(changed[name])[-1]
    where = changed[name]
    for step in path:
        where = where[step]
    where[last] = not where[last] if isinstance(where[last], bool) else (where[last] or 0) + 1
    tally, told = disclosure.run(
        {"p_percent": changed["p_percent"], "csp_3x3": changed["csp_3x3"], name: changed[name]}
    )
    assert tally["fail"] == 1, told
    assert told[0].startswith(name)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "cases.json"
    wrong = OWN["overlap"] | {"b": 5}
    file.write_text(json.dumps({"midpoint6": {"7": 9}, "overlap": wrong, "moon": {}, "acro": 3}), encoding="utf-8")
    assert disclosure.main([str(file)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "overlap b: expected 5, found 4"
    assert "moon: not supported" in said
    assert said[-1] == "pass 1 fail 2 unsupported 1"
    assert disclosure.main([]) == 2


def test_the_shipped_table_rounds_whatever_the_key(shared: Path) -> None:
    """The table of the Office for National Statistics is threshold 10 and the nearest 5."""
    table = read(shared / "sdc" / "ons_ptable_10_5_rule.csv.gz")
    assert (table.keys, len(table.moves)) == (256, 751)
    assert (table.moves == disclosure.threshold_ten_nearest_five().moves).all()
