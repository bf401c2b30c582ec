"""How a definition says what it rests on: the evidence for each rule, and the parameters that keep doubt open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from alder.errors import UsageError, unknown_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Evidence(StrEnum):
    """How sure a rule is."""

    V = "V"
    S = "S"
    B = "B"
    A = "A"

    @property
    def meaning(self) -> str:
        return {
            "V": "read in a primary source",
            "S": "read in a secondary source",
            "B": "best reading, not seen in a source",
            "A": "Alder's own convention, where official practice is silent",
        }[self.value]


_NONE = "none"
"""How a person writes that no choice of several is set."""

_NUMBER = re.compile(r"(\d+)(?:/\d\d)?")
"""A whole number, or an academic year, which stands for the year in which it starts."""

Setting = str | int | tuple[str, ...] | tuple[int, ...]
"""What a parameter may be set to: one choice, a whole number, or several choices."""


@dataclass(frozen=True)
class Parameter:
    """One rule of a definition that official sources leave open, or that a user may want to change.

    `choices` are the settings that exist, with what each means; without choices any whole number is taken.
    `several` says that a set of the choices is meant. One that is `in_notes` is said beside every figure, however it
    is set: whoever reads the figure alone would think of another.
    """

    name: str
    default: Setting
    decides: str
    evidence: Evidence
    source: str
    choices: tuple[tuple[str | int, str], ...] = ()
    several: bool = False
    in_notes: bool = False

    @property
    def meanings(self) -> dict[Setting, str]:
        """What each choice means."""
        return dict(self.choices)

    def read(self, value: object) -> Setting:
        """A setting as given in Python or on the command line (`7,41` for several); refused when it does not exist."""
        if self.several:
            parts = value.split(",") if isinstance(value, str) else value if _is_many(value) else [value]
            wanted = {self._one(p) for p in parts if p not in ("", _NONE)}  # type: ignore[attr-defined]
            order = [c for c, _ in self.choices] or sorted(wanted)
            return tuple(c for c in order if c in wanted)  # type: ignore[return-value]
        return self._one(value)

    def _one(self, value: object) -> str | int:
        text = str(value).strip()
        if not self.choices:
            if match := _NUMBER.fullmatch(text):
                return int(match[1])
            raise UsageError(f"{self.name} is a whole number", where=f"It is {self.shown(self.default)} unless set.")
        for choice, _ in self.choices:
            if str(choice) == text:
                return choice
        known = ", ".join(str(c) for c, _ in self.choices)
        raise UsageError(f"{self.name} cannot be set to that", where=f"It may be: {known}.")

    @staticmethod
    def shown(setting: Setting) -> str:
        """A setting as a person writes it."""
        if isinstance(setting, tuple):
            return ",".join(str(s) for s in setting) or _NONE
        return str(setting)


@dataclass(frozen=True)
class Strength:
    """How strong the definition behind a figure is, in words that travel with it.

    `name` is the measure or the variable that is defined, `version` that of a measure. `open` are the parameters that
    no primary source settles, each with how it was set for this figure, and `gaps` what is known to be missing from
    the definition.
    """

    name: str
    evidence: Evidence
    source: str
    version: str = ""
    open: tuple[tuple[Parameter, Setting], ...] = ()
    gaps: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        name: str,
        evidence: Evidence,
        source: str,
        parameters: Iterable[Parameter],
        given: Mapping[str, Any],
        *,
        version: str = "",
        gaps: tuple[str, ...] = (),
    ) -> Strength:
        """The strength of a definition whose parameters are set as in `given`, else as they are by default."""
        left = tuple((p, given.get(p.name, p.default)) for p in parameters if p.evidence is not Evidence.V)
        return cls(name, evidence, source, version, left, gaps)

    @property
    def is_primary(self) -> bool:
        """Whether it was read in a primary source, so that nothing need be said of it."""
        return self.evidence is Evidence.V

    @property
    def heading(self) -> str:
        """`Definition of starts, version 2: best reading, not seen in a source.`"""
        return f"Definition of {self.name}{f', version {self.version}' * bool(self.version)}: {self.evidence.meaning}."

    @property
    def in_brief(self) -> str:
        """The heading, and how many settings no primary source confirms: for where there is no room for each."""
        if not self.open:
            return self.heading
        some = "One setting of it is" if len(self.open) == 1 else f"{len(self.open)} settings of it are"
        return f"{self.heading} {some} not confirmed by a primary source."

    @property
    def in_short(self) -> str:
        """The same for the terminal, with what to type for each."""
        return f"{self.in_brief[:-1]}: alder explain {self.name}." if self.open else self.heading

    @property
    def details(self) -> tuple[str, ...]:
        """What it rests on, how each open parameter was set and what that rests on, and what is missing."""
        return (
            f"Rests on: {self.source}",
            *(f"Open: {p.name} is {p.shown(s)}. {p.decides} {_capital(p.evidence.meaning)}." for p, s in self.open),
            *(f"Not in it: {gap}" for gap in self.gaps),
        )

    def to_object(self) -> dict[str, Any]:
        """The same as plain values, for metadata and answers of the API."""
        return {
            "name": self.name,
            **({"version": self.version} if self.version else {}),
            "heading": self.in_brief,
            "evidence": self.evidence.meaning,
            "source": self.source,
            "open": [
                {"name": p.name, "set": p.shown(s), "decides": p.decides, "evidence": p.evidence.meaning}
                for p, s in self.open
            ],
            "gaps": list(self.gaps),
        }


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def settings(parameters: Iterable[Parameter], given: Mapping[str, object]) -> dict[str, Setting]:
    """Every parameter's setting: what was given, else its default. An unknown name is refused with the nearest."""
    known = {p.name: p for p in parameters}
    for name in given:
        if name not in known:
            raise unknown_name("parameter", name, known, next=f"It has: {', '.join(sorted(known))}.")
    return {n: p.read(given[n]) if n in given else p.default for n, p in known.items()}


def _is_many(value: object) -> bool:
    return isinstance(value, tuple | list | set | frozenset)
