"""Faults planted in the engine: the audit, which shares no code with it, stops the table."""

from collections.abc import Callable
from importlib import import_module

import numpy as np
import pytest
from tests.property.test_protection_holds import table_of

from alder.disclosure import protect
from alder.disclosure.policy import Policy
from alder.disclosure.secondary import Hiding, choose
from alder.disclosure.system import System
from alder.errors import NotProtected

Choice = Callable[[System, Policy, np.ndarray], np.ndarray]


def nothing_beside(system: System, policy: Policy, primary: np.ndarray) -> np.ndarray:
    return primary & (system.kind == 0)


def subtraction_only(system: System, policy: Policy, primary: np.ndarray) -> np.ndarray:
    hiding = Hiding(system, policy, primary)
    hiding.close()
    return hiding.hidden & ~hiding.virtual


def differences_forgotten(system: System, policy: Policy, primary: np.ndarray) -> np.ndarray:
    return choose(system, policy, primary & (system.kind == 0))


def rates_of_nothing_forgotten(system: System, policy: Policy, primary: np.ndarray) -> np.ndarray:
    return choose(system, policy, primary & (system.value > 0))


def one_shown_again(system: System, policy: Policy, primary: np.ndarray) -> np.ndarray:
    hidden = choose(system, policy, primary).copy()
    hidden[np.flatnonzero(hidden & ~primary)[0]] = False
    return hidden


def table(seed: int) -> object:
    random = np.random.default_rng(seed)
    values = [int(v) for v in random.integers(0, 40, 20)]
    shares = [0.0, *random.random(19)]
    return table_of([max(12, values[0]), *values[1:]], (4, 5), shares)


@pytest.mark.parametrize(
    "fault",
    [nothing_beside, subtraction_only, differences_forgotten, rates_of_nothing_forgotten, one_shown_again],
    ids=lambda f: f.__name__,
)
def test_a_fault_of_the_engine_is_noticed(fault: Choice, monkeypatch: pytest.MonkeyPatch) -> None:
    protect(table(0))  # the sound engine passes
    monkeypatch.setattr(import_module("alder.disclosure.secondary"), "choose", fault)
    with pytest.raises(NotProtected, match="did not hold"):
        protect(table(0))
