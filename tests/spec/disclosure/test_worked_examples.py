"""Worked examples of disclosure control, in our own tables and in those beside the checkout.

Worked cases of disclosure control, all through the same code as `python -m tests.vectors.disclosure`.

Figures that docs/explanation/protection.md states are those that are measured.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.golden.further_education import golden
from tests.support.count_tables import counts, grid
from tests.vectors import disclosure

from alder.disclosure import POLICIES, Action, Guard, Policy, intervals, policy_of, rounding_leak
from alder.disclosure.audit import attack
from alder.disclosure.leak import narrowed
from alder.disclosure.noise import read
from alder.disclosure.primary import primaries, small
from alder.disclosure.rounding import interval, may_show_rate, nearest, shown
from alder.disclosure.secondary import choose
from alder.disclosure.system import build
from alder.model.statistic import Counts

ALL = Policy(
    name="zeros-too",
    version=1,
    says="Zeros are small too.",
    why=(),
    action=Action.SUPPRESS,
    threshold=10,
    hide_zeros=True,
    guard=Guard.EXACT,
)
SRS, DFE = POLICIES["srs-output"], POLICIES["dfe-statistics"]

THREE = """
row | I  | II | III
A   | 20 | 50 | 10
B   | 8  | 19 | 22
C   | 17 | 32 | 12
"""
TRAP = """
row | I  | II | III
A   | 4  | 0  | 16
B   | 3  | 0  | 20
C   | 15 | 30 | 40
"""
ALONE = """
row | I  | II | III
A   | 1  | 4  | 30
B   | 40 | 25 | 33
"""


def known(table: Counts, hidden: str) -> dict[str, np.ndarray]:
    """Which cells are shown, when those in `hidden` ('A I, B III') are not."""
    gone = {tuple(cell.split()) for cell in hidden.split(", ")}
    return {"n": np.array([(r["row"], r["column"]) not in gone for r in table.cells.to_pylist()])}


def spans(text: str, hidden: str) -> dict[str, tuple[float, float]]:
    table = grid(text)
    found = intervals(table, known(table, hidden), ALL)
    wanted = ["n, " + ", ".join(cell.split()) for cell in hidden.split(", ")]
    return {w.removeprefix("n, ").replace(", ", " "): (round(found[w][0], 6), round(found[w][1], 6)) for w in wanted}


def test_one_hidden_cell_follows_by_subtraction() -> None:
    assert spans(THREE, "B III") == {"B III": (22, 22)}


def test_two_hidden_cells_of_a_row_follow_from_their_columns() -> None:
    assert spans(THREE, "B I, B III") == {"B I": (8, 8), "B III": (22, 22)}


def test_four_corners_protect_each_other() -> None:
    assert spans(THREE, "B I, B III, C I, C III") == {
        "B I": (0, 25),
        "B III": (5, 30),
        "C I": (0, 25),
        "C III": (4, 29),
    }


def test_zeros_are_no_partners() -> None:
    """Algebra alone would call these four cells safe; no cell can move, because two of them cannot go down."""
    assert spans(TRAP, "A I, A II, B I, B II") == {"A I": (4, 4), "A II": (0, 0), "B I": (3, 3), "B II": (0, 0)}


def test_an_outsider_is_held_off_and_whoever_is_alone_in_a_cell_is_not() -> None:
    hidden = "A I, A II, B I, B II"
    assert spans(ALONE, hidden) == {"A I": (0, 5), "A II": (0, 5), "B I": (36, 41), "B II": (24, 29)}
    table = grid(ALONE)
    findings, _, people = attack(table, known(table, hidden), ALL)
    assert people == 1
    assert [(f.cell, f.how, f.low, f.high) for f in findings] == [
        ("n, A, II", "by whoever is alone in n, A, I", pytest.approx(4), pytest.approx(4))
    ]


def test_the_choice_for_a_table_with_somebody_alone_holds_against_that_person_too() -> None:
    table = grid(ALONE)
    system = build(table, SRS)
    hidden = choose(system, SRS, primaries(system, SRS))
    shut = {"n": ~hidden[: system.rows]}
    assert not attack(table, shut, SRS)[0]


@pytest.mark.parametrize(
    ("count", "zeros_shown", "zeros_hidden"),
    [(0, False, True), (1, True, True), (4, True, True), (9, True, True), (10, False, False), (23, False, False)],
)
def test_small_is_below_the_threshold(count: int, zeros_shown: bool, zeros_hidden: bool) -> None:
    one = np.array([count])
    assert bool(small(one, SRS)[0]) is zeros_shown
    assert bool(small(one, ALL)[0]) is zeros_hidden


@pytest.mark.parametrize(
    ("count", "base", "expected"), [(0, 5, 0), (2, 5, 0), (3, 5, 5), (7, 5, 5), (8, 5, 10), (12, 5, 10), (15, 10, 20)]
)
def test_halves_round_up(count: int, base: int, expected: int) -> None:
    assert nearest(count, base) == expected


@pytest.mark.parametrize(
    ("count", "expected", "between"),
    [
        (0, 0, (0, 0)),
        (1, "low", (1, 4)),
        (4, "low", (1, 4)),
        (5, 10, (5, 14)),
        (14, 10, (5, 14)),
        (15, 20, (15, 24)),
        (1286, 1290, (1285, 1294)),
    ],
)
def test_rounded_counts_and_what_they_leave_open(count: int, expected: object, between: tuple[int, int]) -> None:
    assert shown(count, DFE) == expected
    assert interval(count, DFE) == between
    assert between[0] <= count <= between[1]


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(20, 40, True), (4, 40, False), (36, 40, False), (2, 4, False), (0, 40, True), (40, 40, True), (35, 40, True)],
)
def test_a_rate_needs_numerator_denominator_and_difference(numerator: int, denominator: int, expected: bool) -> None:
    assert may_show_rate(numerator, denominator, DFE) is expected


def test_rounded_numbers_that_add_up_badly_narrow_each_other() -> None:
    """5 and 0 beside a total of 10, all to the nearest 5: the true ones are 6 or 7, and 1 or 2."""
    table = counts("who | n\na | 7\nb | 2")
    where = {(r["who"]): k for k, r in enumerate(table.cells.to_pylist())}
    low = {("n", where["a"]): 3, ("n", where["b"]): 0, ("n", where["Total"]): 8}
    high = {("n", where["a"]): 7, ("n", where["b"]): 2, ("n", where["Total"]): 12}
    lows, highs = narrowed(table, DFE, low, high, {})
    assert (lows["n", where["a"]], highs["n", where["a"]]) == (6, 7)
    assert (lows["n", where["b"]], highs["n", where["b"]]) == (1, 2)


def test_the_worked_vectors_beside_the_checkout_agree(shared: Path) -> None:
    vectors = json.loads((shared / "sdc" / "vectors.json").read_text())
    t = vectors["threshold"]
    assert list(small(np.array(t["counts"]), SRS)) == t["primary_zeros_safe"]
    assert list(small(np.array(t["counts"]), ALL)) == t["primary_zeros_unsafe"]
    for count, expected in vectors["round5_half_up"].items():
        assert nearest(int(count), 5) == expected
    _same(vectors["csp_3x3"]["T"], vectors["csp_3x3"]["intervals"])
    _same(vectors["csp_3x3"]["T"], vectors["csp_only_one_hidden"])
    _same(vectors["csp_3x3"]["T"], vectors["csp_row_pair_only"])
    _same(vectors["zero_trap"]["T"], vectors["zero_trap"]["intervals"])
    _same(vectors["singleton"]["T"], vectors["singleton"]["outsider"])


def _same(table: list[list[int]], expected: dict[str, list[float]]) -> None:
    heads = [f"c{n}" for n in range(len(table[0]))]
    lines = ["row | " + " | ".join(heads)] + [f"r{n} | " + " | ".join(map(str, r)) for n, r in enumerate(table)]
    cells = {k: tuple(int(x) for x in k.strip("()").split(",")) for k in expected}
    found = spans("\n".join(lines), ", ".join(f"r{r} c{c}" for r, c in cells.values()))
    for name, (r, c) in cells.items():
        assert found[f"r{r} c{c}"] == pytest.approx(tuple(expected[name]))


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


PAGE = (Path(__file__).parents[3] / "docs" / "explanation" / "protection.md").read_text(encoding="utf-8")


def test_the_leak_of_rounding_is_stated_as_measured() -> None:
    before, now, table = policy_of("dfe-statistics (version 1)"), POLICIES["dfe-statistics"], golden()
    counts_only = replace(table, indicators=tuple(i for i in table.indicators if not i.is_rate))
    whole = replace(table, indicators=tuple(replace(i, decimals=0) if i.is_rate else i for i in table.indicators))
    with_rates, without, coarse = (rounding_leak(t, before) for t in (table, counts_only, whole))
    assert f"| rounding alone, each count by itself | {with_rates.promised:.1f} | 0 | 0 |" in PAGE
    assert f"| rounded counts, no rates | {without.width:.1f} | {without.exact} | {without.small_exact} |" in PAGE
    known = f"{with_rates.width:.1f} | **all {with_rates.exact}** | **both** |"
    assert f"| rounded counts and every rate with one decimal, as in version 1 | {known}" in PAGE
    assert (with_rates.small_exact, coarse.exact) == (2, 35)
    kept = rounding_leak(table, now)
    assert (
        f"| rounded counts and the rates that are left | {kept.width:.1f} | {kept.exact} | {kept.small_exact} |" in PAGE
    )
    assert f"{kept.withheld} of {kept.rates} are left out" in " ".join(PAGE.split())


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_every_policy_is_explained(name: str) -> None:
    assert f"`{name}`" in PAGE
    assert f"{POLICIES['srs-output'].largest:,} counts are refused" in " ".join(PAGE.split())
