"""One fault in a process of its own: first the attack on histories, then the tests of the package."""

from __future__ import annotations

import importlib.machinery
import os
import resource
import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from random import Random

from tests.mutation.faults import Fault

SECONDS = 60
"""Of processor time for each of the two steps; a sound engine needs a few."""


BROKEN, FELL_OVER = 1, 3


class Noticed(StrEnum):
    """Who noticed a fault."""

    ATTACK = "by the attack"
    FELL = "by its fall"
    TESTS = "by tests"
    NOBODY = "by nobody"


def planted(fault: Fault, tests: Sequence[str], but: str = "") -> Noticed:
    """Who notices a fault: the attack, whoever runs an engine that falls over or does not end, or a test.

    Tests with a word of `but` in their names are left out.
    """
    code = _in_a_process(fault, _attack)
    if code:
        return Noticed.ATTACK if code == BROKEN else Noticed.FELL
    return Noticed.TESTS if _in_a_process(fault, lambda: _tests(tests, but)) else Noticed.NOBODY


def sound(path: Path) -> Fault:
    """A module as it is, which nothing may notice."""
    return Fault(path, 1, "nothing is changed", path.read_text(encoding="utf-8"))


def _attack() -> bool:
    """Whether the attack gives the fault away."""
    from tests.histories import releasing
    from tests.histories.attack import attacked

    for release, number in ((releasing.one_table, 8), (releasing.linked_tables, 6), (releasing.counts_with_rates, 2)):
        for n in range(number):
            if attacked(release(Random(f"planted:{n}")), n).breaches:
                return True
    return False


def _tests(tests: Sequence[str], but: str) -> bool:
    import pytest

    left = ["-k", f"not ({but})"] if but else []
    return pytest.main(["-x", "-q", "--assert=plain", "-p", "no:cacheprovider", *left, *tests]) != 0


def _in_a_process(fault: Fault, step: Callable[[], bool]) -> int:
    """0 where nothing was noticed, `BROKEN` where something was, anything else where the process came to an end."""
    child = os.fork()
    if child == 0:
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 5))
        try:
            plant(fault)
            noticed = step()
        except BaseException:
            os._exit(FELL_OVER)
        os._exit(BROKEN if noticed else 0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def plant(fault: Fault) -> None:
    """From now on this process loads the module with its fault. It must not have loaded it yet."""
    module = ".".join(fault.path.with_suffix("").parts[1:])
    assert module not in sys.modules, f"{module} is loaded already"
    path = fault.path.absolute()
    sound = importlib.machinery.SourceFileLoader.get_code

    def get_code(self: importlib.machinery.SourceFileLoader, fullname: str) -> object:
        if Path(self.path) == path:
            return compile(fault.text, self.path, "exec")
        return sound(self, fullname)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[assignment, method-assign]
