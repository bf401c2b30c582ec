"""The course: six modules to read, each with its least time and two questions to check oneself by.

A module is a file of Markdown in `modules`, found by being there; its head is TOML between two lines of `+++`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from alder.errors import unknown_name

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta

_FENCE = "+++\n"


@dataclass(frozen=True)
class SelfCheck:
    """A question at the end of a module, which counts for nothing."""

    stem: str
    right: str
    wrong: tuple[str, ...]
    why: str


@dataclass(frozen=True)
class CourseModule:
    """One module of the course."""

    number: int
    topic: str
    """The topic of the test that it is about."""
    title: str
    minutes: int
    """The least time that reading it takes."""
    text: str
    """Markdown, without the title."""
    checks: tuple[SelfCheck, ...]


@cache
def modules() -> tuple[CourseModule, ...]:
    """The modules in their order."""
    found = [
        _module(int(file.name.partition("-")[0]), file.read_text(encoding="utf-8"))
        for file in files("alder.accreditation").joinpath("modules").iterdir()
        if file.name.endswith(".md")
    ]
    return tuple(sorted(found, key=lambda module: module.number))


def module_called(name: str) -> CourseModule:
    """A module by its number or its topic. Raises `UsageError` where there is none, with those that there are."""
    by_name = {**{str(one.number): one for one in modules()}, **{one.topic: one for one in modules()}}
    if name not in by_name:
        raise unknown_name("module", name, by_name, next="List them all with: alder accreditation course")
    return by_name[name]


def module_of(topic: str) -> CourseModule:
    """The module that is about a topic of the test."""
    return next(one for one in modules() if one.topic == topic)


def why_not_read(opened: Mapping[int, datetime], finished: Mapping[int, datetime]) -> str:
    """Which modules were not read for their least time, in a sentence; empty where all were.

    What is given is when each module, by its number, was opened and when its questions were answered.
    """
    for module in modules():
        if module.number not in opened or module.number not in finished:
            return f"Module {module.number}, {module.title}, is not finished."
        spent: timedelta = finished[module.number] - opened[module.number]
        if spent.total_seconds() < module.minutes * 60:
            return f"Module {module.number}, {module.title}, takes {module.minutes} minutes at the least."
    return ""


def _module(number: int, text: str) -> CourseModule:
    _, head, body = text.split(_FENCE, 2)
    said = tomllib.loads(head)
    return CourseModule(
        number,
        said["topic"],
        said["title"],
        said["minutes"],
        body.strip(),
        tuple(SelfCheck(one["stem"], one["right"], tuple(one["wrong"]), one["why"]) for one in said["check"]),
    )
