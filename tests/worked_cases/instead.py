"""Builds a rule with what a case tells in the place of shared expressions and code lists."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import update_wrapper
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest import mock

_WAYS = sha256(b"".join(p.read_bytes() for p in sorted(Path(__file__).parent.glob("*.py")))).hexdigest()
"""What these modules make of a case: a key of compiled SQL must change with it."""
PACKAGES = ("alder.sources.ilr.rules", "alder.sources.ilr.codes")
"""Where rules, their shared expressions and the code lists live."""


@dataclass
class Instead:
    """Pairs of something that rules use and what a case tells instead; `said` names the case's answers in words."""

    pairs: list[tuple[Any, Any]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def put(self, original: Any, told: Any, said: str) -> None:
        self.pairs.append((original, told))
        self.said.append(said)

    def __bool__(self) -> bool:
        return bool(self.pairs)

    @contextmanager
    def in_force(self) -> Iterator[None]:
        """Every module that uses an original sees what is told."""
        modules = [m for name, m in sys.modules.items() if name.startswith(PACKAGES)]
        with ExitStack() as stack:
            for original, told in self.pairs:
                for module in modules:
                    for name in [n for n, held in vars(module).items() if held is original]:
                        stack.enter_context(mock.patch.object(module, name, told))
            yield


class Told:
    """A rule's function that is called with what a case tells in force.

    Its name says what it was told, so that no SQL of the untold rule is taken from the cache for it.
    """

    def __init__(self, function: Callable[..., Any], instead: Instead) -> None:
        update_wrapper(self, function)
        self.__qualname__ = f"{function.__qualname__} told {sorted(instead.said)} by {_WAYS}"
        self._function, self._instead = function, instead

    def __call__(self, *args: Any, **named: Any) -> Any:
        with self._instead.in_force():
            return self._function(*args, **named)
