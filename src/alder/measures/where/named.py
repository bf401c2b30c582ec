"""What a filter may name: a derived variable or a collected field, with the values that it may have."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from alder.look.words import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from alder.model.expr import Value
    from alder.model.statistic import Category

Given = str | int | Decimal | date | bool
"""A value of a filter, of the type of what it is compared with."""

_MOST_LISTED = 12
_MOST_MEANT = 3
"""Categories with a word in their label are named up to so many."""
_MOST_DIGITS = 15


class NoValue(ValueError):
    """What is wrong with a value, and what may be written instead."""

    def __init__(self, what: str, instead: str = "") -> None:
        super().__init__(what)
        self.what, self.instead = what, instead


class Type(StrEnum):
    """What the values of a name are."""

    CODE = "code"
    WHOLE = "whole number"
    NUMBER = "number"
    DATE = "date"
    TEXT = "text"
    TRUTH = "yes or no"

    @property
    def has_order(self) -> bool:
        return self in (Type.WHOLE, Type.NUMBER, Type.DATE)


@dataclass(frozen=True)
class Named:
    """Something that a filter can ask about.

    `column` takes the table of aims and what is known of the question (its year and settings) and gives the values,
    missing where nothing is known. `codes` is the closed list of a CODE; `numbers` says that its column holds whole
    numbers. `unknown` is the code that says that nothing is known: it is the same as a missing value. `person` says
    that it describes the learner. `needs` are the names of columns that the table of aims has for who asks only.
    `explained` is the name under which `alder explain` lists its codes, where that is another.
    """

    name: str
    title: str
    type: Type
    column: Callable[..., Value] = field(repr=False, compare=False)
    reads: tuple[str, ...] = ()
    codes: tuple[Category, ...] = ()
    numbers: bool = False
    unknown: str | None = None
    person: bool = False
    caveats: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    longest: int | None = None
    unit: str = ""
    explained: str = ""

    def read(self, text: str) -> Given:
        """A value as it stands in a filter; a `NoValue` says in words why it is none, and which there are."""
        if self.type is Type.CODE:
            return self._code(text)
        if self.type is Type.TEXT:
            return self._text(text)
        read: Given = _READ[self.type](self.name, text)
        return read

    def shown(self, value: Given) -> str:
        """A value as a filter writes it."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        return f"{value:f}" if isinstance(value, Decimal) else str(value)

    def label(self, value: Given) -> str:
        """A value in words, with its code where that says more: `Adult skills (35)`."""
        code = self.shown(value)
        label = next((c.label for c in self.codes if c.code == code), code)
        if self.numbers and label.casefold() != code.casefold():
            return f"{label} ({code})"
        return f"{label} {self.unit}".rstrip()

    def _text(self, text: str) -> str:
        if not text:
            raise NoValue("an empty text is no value", f"Write: {self.name} is not known")
        if not text.isprintable():
            raise NoValue(f"a value of {self.name} has no signs that cannot be printed")
        if self.longest is not None and len(text) > self.longest:
            raise NoValue(f"{self.name} has at most {self.longest} characters")
        return text

    def _code(self, text: str) -> str:
        wanted = text.strip().casefold()
        bare = wanted.lstrip("0") if self.numbers else wanted
        if text in {c.code for c in self.codes}:
            return text
        forms: list[Callable[[Category], str]] = [
            lambda c: c.code.casefold(),
            lambda c: c.label.casefold(),
            # `level = 3`: the name may be left out of a code that begins with it
            lambda c: c.code.casefold().removeprefix(f"{self.name} ".casefold()),
        ]
        for form in forms:
            found = [c.code for c in self.codes if form(c) in {wanted, bare}]
            if len(found) == 1:
                return found[0]
        earlier = [c.code for c in self.codes if wanted in {said.casefold() for said in c.formerly}]
        if len(earlier) == 1:
            return earlier[0]
        raise NoValue(f"{self.name} has no such value", self._instead(text))

    def _instead(self, text: str) -> str:
        known = {c.code: c.label for c in self.codes}
        by_word = {w.casefold(): code for code, label in known.items() for w in (code, label)}
        near = get_close_matches(text.casefold(), by_word, n=1, cutoff=0.5)
        said = text.casefold()
        within = [code for code, label in known.items() if len(said) > 2 and said in label.casefold()][:_MOST_MEANT]
        meant = within or [by_word[n] for n in near]
        hint = f"Did you mean {listed([self._both(code, known) for code in meant], 'or')}? " if meant else ""
        if len(known) > _MOST_LISTED:
            return f"{hint}All {len(known)} values:  alder explain {self.explained or self.name}"
        return f"{hint}It has: {', '.join(self._both(c, known) for c in known)}."

    @staticmethod
    def _both(code: str, known: dict[str, str]) -> str:
        return code if known[code].casefold() == code.casefold() else f"{code} ({known[code]})"


def nearest(name: str, known: Iterable[str]) -> list[str]:
    """The names nearest to a wrong one, at most three, the nearest first."""
    plain = {folded(k): k for k in known}
    return [plain[p] for p in get_close_matches(folded(name), plain, n=3, cutoff=0.55)]


def folded(name: str) -> str:
    """A name without what people write in different ways: `fund_model` and `FundModel` are alike."""
    return name.casefold().replace("_", "").replace("-", "")


def _whole(name: str, text: str) -> int:
    number = _decimal(text)
    if number is None or number != number.to_integral_value() or abs(number) >= 2**31:
        raise NoValue(f"{name} is a whole number")
    return int(number)


def _number(name: str, text: str) -> Decimal:
    number = _decimal(text)
    if number is None:
        raise NoValue(f"{name} is a number")
    return number


def _decimal(text: str) -> Decimal | None:
    """A number of usual size: what is beyond stands in no record, and would take long to write out."""
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number.adjusted()) > _MOST_DIGITS or len(number.as_tuple().digits) > _MOST_DIGITS:
        return None
    return number.normalize() + 0


def _date(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise NoValue(f"{name} is a date, written 2020-08-01") from None


def _truth(name: str, text: str) -> bool:
    said = {"yes": True, "true": True, "no": False, "false": False}.get(text.strip().casefold())
    if said is None:
        raise NoValue(f"{name} is yes or no")
    return said


_READ: dict[Type, Callable[[str, str], Any]] = {
    Type.WHOLE: _whole,
    Type.NUMBER: _number,
    Type.DATE: _date,
    Type.TRUTH: _truth,
}
