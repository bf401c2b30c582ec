"""Tests of each of many things, as one test that names all that are wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import WRAPPER_ASSIGNMENTS
from typing import Any


def each(things: Iterable[Any], named: Callable[..., str] = str) -> Callable[[Callable[..., None]], Callable[[], None]]:
    """Make a test of one thing into a test of all: none hides another, and each has its name and its reason.

    A thing that is a tuple is given as so many arguments. A thousand tests that look at a declaration cost more in
    being tests than in looking.
    """
    every = [thing if isinstance(thing, tuple) else (thing,) for thing in things]

    def of_all(test: Callable[..., None]) -> Callable[[], None]:
        def run() -> None:
            assert every, "there is nothing to look at"
            wrong = []
            for thing in every:
                try:
                    test(*thing)
                except Exception as error:
                    kind = "" if isinstance(error, AssertionError) else f"{type(error).__name__}: "
                    wrong.append(f"{named(*thing)}: {kind}{error}".replace("\n", "\n    "))
            assert not wrong, f"{len(wrong)} of {len(every)} are wrong:\n" + "\n".join(wrong)

        for name in {*WRAPPER_ASSIGNMENTS} - {"__annotations__", "__type_params__"}:
            setattr(run, name, getattr(test, name))
        return run

    return of_all
