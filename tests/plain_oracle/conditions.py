"""Where conditions are noted: by rule, and by the year whose text they were written from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tests.plain_oracle.records import Aim, Destination, File, Job, Key, Learner

NOW, THEN = "2025/26", "2020/21"
FOUND: dict[tuple[str, str], Callable[[File], Iterable[Key]]] = {}
"""For each rule and year, the keys of what breaks it in a file."""

EACH: dict[str, Callable[[File], Iterable[tuple[Any, ...]]]] = {
    "aim": lambda file: ((aim, learner) for learner in file.learners for aim in learner.aims),
    "learner": lambda file: ((learner,) for learner in file.learners),
    "job": lambda file: ((job, learner) for learner in file.learners for job in learner.jobs),
    "destination": lambda file: ((destination,) for destination in file.destinations),
}

OfAim = Callable[[Aim, Learner], bool]
OfLearner = Callable[[Learner], bool]
OfJob = Callable[[Job, Learner], bool]
OfDestination = Callable[[Destination], bool]


def _noted(each: str, code: str, years: tuple[str, ...]) -> Callable[[Any], Any]:
    def note(condition: Callable[..., bool]) -> Callable[..., bool]:
        def broken(file: File) -> Iterable[Key]:
            return [given[0].key for given in EACH[each](file) if condition(*given)]

        for year in years or (THEN, NOW):
            FOUND[code, year] = broken
        return condition

    return note


def of_aim(code: str, *years: str) -> Callable[[OfAim], OfAim]:
    """A condition on each aim, in the years given or both."""
    return _noted("aim", code, years)


def of_learner(code: str, *years: str) -> Callable[[OfLearner], OfLearner]:
    return _noted("learner", code, years)


def of_job(code: str, *years: str) -> Callable[[OfJob], OfJob]:
    return _noted("job", code, years)


def of_destination(code: str, *years: str) -> Callable[[OfDestination], OfDestination]:
    return _noted("destination", code, years)


def of_file(code: str, *years: str) -> Callable[[Callable[[File], Iterable[Key]]], Callable[[File], Iterable[Key]]]:
    """A condition on the whole file, which gives the keys of what breaks it."""

    def note(condition: Callable[[File], Iterable[Key]]) -> Callable[[File], Iterable[Key]]:
        for year in years or (THEN, NOW):
            FOUND[code, year] = condition
        return condition

    return note
