"""The worked vectors beside the checkout, as far as they are about primary rules, rounding and noise.

The same facts stand as text tables in test_concentration.py and test_rounding_and_noise.py, for whoever has no folder.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.own_policy import OWN
from tests.tables import counts, grid

from alder.disclosure import Method
from alder.disclosure.contributions import Contributions, classes, dominance, largest, minimum, p_percent, pq
from alder.disclosure.leak import narrowed
from alder.disclosure.noise import (
    FULL,
    PerturbationTable,
    controlled,
    midpoints,
    nearest,
    pcv,
    perturbed,
    random_rounded,
    read,
    redacted,
)
from alder.disclosure.system import build
from alder.model.statistic import TOTAL


@pytest.fixture(scope="module", name="vectors")
def _vectors(shared: Path) -> dict[str, Any]:
    return json.loads((shared / "sdc" / "vectors.json").read_text())


def one(values: list[float]) -> Any:
    return largest(Contributions.of([0] * len(values), range(len(values)), values), 1)


def test_threshold(vectors: dict[str, Any]) -> None:
    t = vectors["threshold"]
    n = np.array(t["counts"])
    assert minimum(n, t["t"]).unsafe.tolist() == t["primary_zeros_safe"]
    assert minimum(n, t["t"], zeros=True).unsafe.tolist() == t["primary_zeros_unsafe"]


def test_concentration(vectors: dict[str, Any]) -> None:
    v = vectors["p_percent"]
    cells = one(v["contrib"])
    assert cells.rest[0] == v["R"]
    assert bool(p_percent(cells, 20).unsafe[0]) is v["p20_unsafe"]
    found = p_percent(cells, 30)
    assert (bool(found.unsafe[0]), found.upper[0]) == (v["p30_unsafe"], pytest.approx(v["p30_UPL"]))
    assert cells.total[0] + found.upper[0] == pytest.approx(v["p30_publish_above"])
    v = vectors["nk"]
    assert 100 * cells.share(2)[0] == pytest.approx(v["n2_share"])
    found = dominance(cells, 2, 80)
    assert (bool(found.unsafe[0]), found.upper[0]) == (v["k80_unsafe"], pytest.approx(v["k80_UPL"]))
    assert bool(dominance(cells, 2, 90).unsafe[0]) is v["k90_unsafe"]
    assert bool(dominance(cells, 1, 60).unsafe[0]) is v["n1_k60_unsafe(>)"]
    v = vectors["pq"]
    found = pq(cells, 30, 50)
    assert (bool(found.unsafe[0]), found.upper[0]) == (v["p30_q50_unsafe"], pytest.approx(v["UPL"]))
    v = vectors["acro"]
    assert cells.share(2)[0] == pytest.approx(v["nk_share_top2"])
    assert bool(dominance(cells, 2, 90).unsafe[0]) is v["nk_fail_gt_0.9"]
    assert cells.ratio[0] == pytest.approx(v["pratio"])
    assert bool(p_percent(cells, 10).unsafe[0]) is v["pratio_fail_lt_0.1"]


@pytest.mark.parametrize("name", ["p_percent_extreme", "p_percent_two"])
def test_few_contributors(vectors: dict[str, Any], name: str) -> None:
    v = vectors[name]
    cells = one(v["contrib"])
    found = p_percent(cells, 10)
    assert cells.rest[0] == v["R"]
    assert (bool(found.unsafe[0]), found.upper[0]) == (v["p10_unsafe"], pytest.approx(v["UPL"]))


def test_classes(vectors: dict[str, Any]) -> None:
    v = vectors["group"]
    assert bool(classes([v["row"]], 10).full[0]) is v["one_category_holds_all"]
    near = v["near(>=90%)"]
    found = classes([near["row"]], 10, near=0.9)
    assert bool(found.near_full[0]) is (near["share"] >= 0.9)
    assert not classes([near["row"]], 10, near=near["share"] + 0.01).near_full[0]


def test_rounding_by_itself(vectors: dict[str, Any]) -> None:
    for count, expected in vectors["round5_half_up"].items():
        assert nearest([int(count)], 5).tolist() == [expected]
    for count, expected in vectors["midpoint6"].items():
        assert midpoints([int(count)], 6).tolist() == [expected]
    for count, expected in vectors["redact7_round5"].items():
        found, hidden = redacted([int(count)], 8, 5)
        assert (None if hidden[0] else found[0]) == expected
    draws = np.arange(3_000, dtype=np.int64) * (FULL // 3_000)
    for count, v in vectors["random_round3"].items():
        found = random_rounded(np.full(3_000, int(count)), draws, 3)
        assert (found == v["down"]).mean() == pytest.approx(v["p_down"], abs=1e-3)
        assert found.mean() == pytest.approx(v["E"], abs=1e-2)


def test_rounded_figures_narrow_each_other(vectors: dict[str, Any]) -> None:
    v = vectors["rounding_leak"]
    a, b = v["pairs"][-1]
    table = counts(f"who | n\na | {a}\nb | {b}")
    at = {r["who"]: ("n", k) for k, r in enumerate(table.cells.to_pylist())}
    shown = {at["a"]: v["published"]["a"], at["b"]: v["published"]["b"], at[TOTAL]: v["published"]["total"]}
    low, high = {c: max(0, f - 2) for c, f in shown.items()}, {c: f + 2 for c, f in shown.items()}
    low, high = narrowed(table, replace(OWN, method=Method.REDACT), low, high)
    assert [low[at["a"]], high[at["a"]]] == v["a_range"]
    assert [low[at["b"]], high[at["b"]]] == v["b_range"]


def test_controlled_rounding(vectors: dict[str, Any]) -> None:
    v = vectors["controlled_round5"]
    (a, b), (c, d) = v["inner"]
    table = grid(f"row | I | II\nA | {a} | {b}\nB | {c} | {d}")
    system = build(table, OWN)
    found, steps = controlled(system, 5)
    at = {(r["row"], r["column"]): int(f) for r, f in zip(table.cells.to_pylist(), found, strict=True)}
    assert steps == 1
    assert int(np.abs(found - system.value[: system.counts]).sum()) == v["L1"]
    inner = [at[r, k] for r in "AB" for k in ("I", "II")]
    assert inner in (v["solution"], [5, 0, 0, 5]), "there are two that are equally near"
    assert [at[r, TOTAL] for r in "AB"] == v["rows"]
    assert [at[TOTAL, k] for k in ("I", "II")] == [inner[0] + inner[2], inner[1] + inner[3]]
    if inner == v["solution"]:
        assert [at[TOTAL, k] for k in ("I", "II")] == v["cols"]
    assert at[TOTAL, TOTAL] == v["total"]


def test_cell_keys_and_the_shipped_table(vectors: dict[str, Any], shared: Path) -> None:
    v = vectors["cellkey"]
    total, key = v["sum_mod"]
    assert total % 256 == key
    for count, row in v["pcv"].items():
        assert pcv([int(count)]).tolist() == [row]
    table = read(shared / "sdc" / "ons_ptable_10_5_rule.csv.gz")
    assert (table.keys, len(table.moves)) == (256, 751)
    for count, expected in v["ons_10_5"].items():
        assert {int(perturbed([int(count)], [k], table)[0]) for k in (0, 88, 255)} == {expected}


def test_the_demonstration_table(vectors: dict[str, Any]) -> None:
    v = vectors["ptable_demo"]
    table = PerturbationTable(np.array([v["rows"][str(n)] for n in range(4)]))
    for n, (mean, variance) in v["mean_var"].items():
        assert (table.mean(int(n)), table.variance(int(n))) == (mean, variance)
