"""How numbers, dates and lists are written for people: 1,286; 65.4%; 26 March 2026; a, b and c. And how long work may
take, which is said before it begins.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeVar

from alder.wall_clock import LONDON

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


Day = TypeVar("Day", bound="date")


def _in_london(value: Day) -> Day:
    return value.astimezone(LONDON) if isinstance(value, datetime) and value.tzinfo else value


def number(value: float | Decimal, decimals: int | None = None) -> str:
    """1,286 with a comma; minus is −. A Decimal keeps its own places unless `decimals` says otherwise."""
    return with_minus(f"{value:,}" if decimals is None else f"{Decimal(str(value)):,.{decimals}f}")


def with_minus(text: str) -> str:
    """A number as programs write it, with a minus sign for the hyphen."""
    return text.replace("-", "−")


def percent(value: float | Decimal, decimals: int | None = None) -> str:
    """65.4%."""
    return f"{number(value, decimals)}%"


def amount(value: float | Decimal, unit: str) -> str:
    """£27,400; 65.4%; 0.31 points. A value of 1 has its unit as it is."""
    if unit == "pounds":
        return f"{'−' if value < 0 else ''}£{number(-value if value < 0 else value)}"
    return percent(value) if unit == "%" else f"{number(value)} {unit}"


def counted(count: int, one: str, many: str = "") -> str:
    """1 learner; 1,286 learners. `many` is for words whose plural is not an added s."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def file_size(count: int) -> str:
    """`1.2 MB`, in millions or thousands of bytes; fewer are counted."""
    if count < 1000:
        return counted(count, "byte")
    return f"{count / 1e6:,.1f} MB" if count >= 100_000 else f"{count / 1e3:,.0f} KB"


def day(value: date | str, *, weekday: bool = False) -> str:
    """26 March 2026; with the day of the week where someone must act by it. A moment is on the day it has in London; a
    day may be as JSON has it.
    """
    value = date.fromisoformat(value) if isinstance(value, str) else _in_london(value)
    text = f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return f"{_DAYS[value.weekday()]} {text}" if weekday else text


def short_day(value: date) -> str:
    """24 Nov 2026, for tight tables and terminals only."""
    value = _in_london(value)
    return f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}"


def clock(value: datetime) -> str:
    """9:30am, 6pm, midday, midnight: what clocks in London show."""
    value = _in_london(value)
    if value.minute == 0 and value.hour % 12 == 0:
        return "midday" if value.hour else "midnight"
    minutes = f":{value.minute:02}" if value.minute else ""
    return f"{value.hour % 12 or 12}{minutes}{'am' if value.hour < 12 else 'pm'}"


def moment(value: datetime | str) -> str:
    """9:30am on Thursday 25 March 2027, in London; also of a moment as JSON has it."""
    at = datetime.fromisoformat(value) if isinstance(value, str) else value
    return f"{clock(at)} on {day(at, weekday=True)}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """a; a and b; a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def words_of(text: str) -> list[str]:
    """Its words as they are sought: small letters, and an underscore parts them."""
    return re.findall(r"[^\W_]+", text.casefold())


def has_words(text: str, words: Iterable[str]) -> bool:
    """Whether each of some words, in small letters, begins a word of the text."""
    own = words_of(text)
    return all(any(one.startswith(word) for one in own) for word in words)


MOST_MEANT = 5
"""So many names are offered for a word; where more have it, it says too little."""


def meant_by(name: str, said: Mapping[str, str]) -> list[str]:
    """The names of which the words of an unknown one are said: of deprivation those whose titles speak of it."""
    words = words_of(name)
    found = [known for known, text in said.items() if words and has_words(text, words)]
    return found if len(found) <= MOST_MEANT else []


def sentence(words: str) -> str:
    """The first letter large, the rest as it is: 'sex' becomes 'Sex', 'ULN' stays."""
    return words[:1].upper() + words[1:]


def in_sentence(title: str) -> str:
    """A title inside a sentence: the first letter small, unless it begins with an abbreviation."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def share_of(value: float | Decimal) -> str:
    """A percentage in everyday words, beside the exact figure and never in its place: about two in three."""
    known = {
        10: "one in ten",
        20: "one in five",
        25: "one in four",
        33.3: "one in three",
        40: "two in five",
        50: "half",
        60: "three in five",
        66.7: "two in three",
        75: "three in four",
        80: "four in five",
        90: "nine in ten",
    }
    nearest = min(known, key=lambda k: abs(k - float(value)))
    return f"about {known[nearest]}" if abs(nearest - float(value)) <= 2.5 else f"{percent(value)}"


LONG = 60.0
"""Seconds from which people are told before they wait."""


class Notice(str):
    """Something said of work in progress that has to stay on the screen, where the rest comes and goes."""

    __slots__ = ()


def notice(what: str, seconds: float) -> Notice | None:
    """That some work may take minutes, by its size; None where it is short."""
    if seconds <= LONG:
        return None
    minutes = max(2, round(seconds / 60))
    return Notice(
        f"{what} may take about {minutes} minutes of one processor, judged by its size: half as long or twice as long "
        "would be no surprise."
    )
