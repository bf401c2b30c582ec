"""The numbers by which researchers are accredited, as data with a day from which they hold.

They lie in `accreditation_policy.toml` beside this module; a service names a file of its own in
`ALDER_ACCREDITATION_POLICY`.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, fields
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from alder.errors import UsageError
from alder.look.words import day

if TYPE_CHECKING:
    from collections.abc import Mapping

SETTING = "ALDER_ACCREDITATION_POLICY"

Part = TypeVar("Part")


@dataclass(frozen=True)
class AttemptRules:
    """How often the test may be taken."""

    most: int
    """So many times in `within_days`."""
    within_days: int
    hours_apart: int
    before_session: int
    """After so many fails since the course was last completed, the session is attended again."""
    before_talk: int
    """After so many attempts in 365 days, an accreditation officer talks with the person first."""


@dataclass(frozen=True)
class PassRules:
    """What the test asks, and when it is passed."""

    minutes: int
    """Without the extra time that somebody may need, and without pauses."""
    percent: int
    """Right answers of all questions, at the least. Critical questions are all answered rightly besides."""
    topic_percent: int
    """Right answers of the questions of each topic, at the least."""
    topics: Mapping[str, int]
    """How many questions of each topic are drawn."""
    critical: Mapping[str, int]
    """How many of them are critical, by topic."""

    @property
    def questions(self) -> int:
        return sum(self.topics.values())


@dataclass(frozen=True)
class CheckerRules:
    """When the course of output checkers is passed."""

    agreement_percent: int
    """Verdicts that are those of the key, at the least."""
    disclosive_missed: int
    """Disclosive outputs that may be let out, at the most."""


@dataclass(frozen=True)
class AccreditationPolicy:
    """All numbers of accreditation, as they hold from a day on."""

    since: date
    declaration: str
    """The version of the declaration that is signed."""
    reminders: tuple[int, ...]
    """Days before the end on which a person is reminded, the most first."""
    silent_days: int
    """An application that was asked for evidence, and lies still for so long, ends."""
    years: Mapping[str, int]
    """How long an accreditation of each grade holds."""
    owners: Mapping[str, int]
    """How long each owner of data counts a test; `others` for those who are not named."""
    attempts: AttemptRules
    test: PassRules
    checker: CheckerRules

    def counted_until(self, owner: str, tested_on: date) -> date:
        """The last day on which an owner of data counts a test."""
        return years_after(tested_on, self.owners.get(owner, self.owners["others"]))

    def valid_until(self, grade: str, since: date) -> date:
        """The last day of an accreditation that begins on a day."""
        return years_after(since, self.years[grade])


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 28 February where a leap day has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def accreditation_policy(on: date) -> AccreditationPolicy:
    """The policy that holds on a day.

    Raises `UsageError` where there is none so early, or the file of the service is not as it has to be.
    """
    held = [policy for policy in _policies(os.environ.get(SETTING, "")) if policy.since <= on]
    if not held:
        raise UsageError(
            f"no policy of accreditation holds on {day(on)}",
            next=f"Add one with an earlier day to the file that {SETTING} names.",
        )
    return held[-1]


@cache
def _policies(path: str) -> tuple[AccreditationPolicy, ...]:
    where = path or "accreditation_policy.toml"
    try:
        file = Path(path) if path else files("alder.governance").joinpath("accreditation_policy.toml")
        said = tomllib.loads(file.read_text(encoding="utf-8"))
        found = [_policy(one) for one in said["policy"]]
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(
            f"the policy of accreditation cannot be read: {error}", where=where, next=f"Correct it, or unset {SETTING}."
        ) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(
            f"the policy of accreditation is not complete: {error}",
            where=where,
            next="Begin with a copy of the one that comes with Alder, and change its numbers.",
        ) from None
    return tuple(sorted(found, key=lambda policy: policy.since))


def _policy(said: Mapping[str, Any]) -> AccreditationPolicy:
    if not isinstance(said["from"], date):
        raise ValueError("from is no day")
    years, owners = dict(said["years"]), dict(said["owners"])
    for name, table in (("years", years), ("owners", owners)):
        if not all(isinstance(value, int) and value > 0 for value in table.values()):
            raise ValueError(f"{name} are whole numbers above 0")
    if {"full", "provisional"} - years.keys() or "others" not in owners:
        raise ValueError("years name full and provisional, owners name others")
    return AccreditationPolicy(
        since=said["from"],
        declaration=str(said["declaration"]),
        reminders=tuple(sorted((int(days) for days in said["reminders"]), reverse=True)),
        silent_days=int(said["silent_days"]),
        years=years,
        owners=owners,
        attempts=_part(AttemptRules, said["attempts"]),
        test=_part(PassRules, said["test"]),
        checker=_part(CheckerRules, said["checker"]),
    )


def _part(kind: type[Part], said: Mapping[str, Any]) -> Part:
    wanted = {field.name for field in fields(kind)}  # type: ignore[arg-type]  # every kind that is asked for is a dataclass
    if wanted != said.keys():
        raise ValueError(f"{kind.__name__} has {', '.join(sorted(wanted))}")
    return kind(**said)
