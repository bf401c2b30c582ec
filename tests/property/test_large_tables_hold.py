"""Tables by the way of large ones: the attack of small ones, which asks for every figure and person, finds nothing."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest
from tests.property.test_protection_holds import SRS, known_of, table_of

from alder.disclosure import audit, large, protect, secondary
from alder.disclosure.policy import Policy
from alder.disclosure.system import System
from alder.errors import NotProtected
from alder.model.statistic import Counts

SHAPES = [(3, 4), (4, 5), (2, 3, 2), (3, 3, 3)]


@pytest.fixture(autouse=True)
def all_are_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secondary, "ONE_BY_ONE", 0)
    monkeypatch.setattr(import_module("alder.disclosure.protect"), "ONE_BY_ONE", 0)


def drawn(seed: int) -> Counts:
    random = np.random.default_rng(seed)
    shape = SHAPES[seed % len(SHAPES)]
    size = int(np.prod(shape))
    values = [int(v) for v in random.integers(0, (13, 61)[seed % 2], size)]
    return table_of(values, shape, random.random(size).tolist() if seed % 3 else None)


@pytest.mark.parametrize("seed", [*range(12), 19])  # 19: by bounds somebody alone in a figure would find another
def test_every_figure_and_person_is_held_off(seed: int) -> None:
    table = drawn(seed)
    assert audit(table, known_of(protect(table), table), SRS).safe


@pytest.mark.parametrize("seed", range(4))
def test_tables_of_four_filters_are_held_by_boxes(seed: int) -> None:
    random = np.random.default_rng(seed)
    values = [int(v) for v in random.integers(0, (13, 61)[seed % 2], 24)]
    table = table_of(values, (2, 3, 2, 2))
    assert audit(table, known_of(protect(table), table), SRS).safe


@pytest.mark.parametrize("seed", range(2))
def test_the_largest_tables_with_rates_are_held_by_boxes_on_top_of_each_other(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("alder.disclosure.nearby.choosing.QUICK", 0)
    random = np.random.default_rng(seed)
    values = [int(v) for v in random.integers(0, (13, 61)[seed % 2], 16)]
    table = table_of(values, (2, 2, 2, 2), random.random(16).tolist())
    assert audit(table, known_of(protect(table), table), SRS).safe


@pytest.mark.parametrize("seed", [0, 5])
def test_a_fault_of_the_engine_is_noticed(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing_beside(system: System, policy: Policy, primary: np.ndarray, *_: object) -> np.ndarray:
        return primary & (system.kind == 0)

    monkeypatch.setattr(large, "choose", nothing_beside)
    with pytest.raises(NotProtected, match="did not hold"):
        protect(drawn(seed))


def test_whoever_waits_hears_how_far_the_work_is() -> None:
    heard: list[str] = []
    protect(drawn(3), progress=heard.append)
    assert any(said.startswith("room: ") for said in heard)
    assert any(said.startswith("people alone in a count: ") for said in heard)


def test_without_a_thought_of_people_somebody_finds_a_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alder.disclosure.nearby.choosing.Choosing.stop_insiders", lambda self: None)
    with pytest.raises(NotProtected, match="did not hold"):
        protect(drawn(19))
