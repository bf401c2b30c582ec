"""The words of a filter: names, values, signs, each with the place where it stands in the sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 4_000
"""Characters of a filter. Nobody reads a longer one, and it stands under every table that it makes."""

KEYWORDS = frozenset({"and", "or", "not", "in", "between", "is", "known", "with"})

_SHOWN = 76


class Part(Enum):
    """What a token is."""

    WORD = "word"
    TEXT = "text"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True)
class Token:
    """`value` is what it says: a word as written, a text without its quotes, a sign in its usual form."""

    part: Part
    value: str
    start: int
    end: int

    def is_word(self, word: str) -> bool:
        """Whether it is this word of the language, in capitals or not."""
        return self.part is Part.WORD and self.value.casefold() == word

    def is_sign(self, sign: str) -> bool:
        return self.part is Part.SIGN and self.value == sign

    @property
    def is_keyword(self) -> bool:
        return self.part is Part.WORD and self.value.casefold() in KEYWORDS


_BARE = re.compile(r"-?\w[\w+./%:-]*")
_SIGNS = ("!=", "<=", ">=", "<>", "==", "=", "<", ">", "(", ")", ",", "≠", "≤", "≥")
_USUAL = {"<>": "!=", "≠": "!=", "==": "=", "≤": "<=", "≥": ">="}
_QUOTES = {"'": "'", '"': '"', "‘": "’", "“": "”", "’": "’", "”": "”"}
_INSTEAD = {"&": "and", "|": "or", "!": "not", "~": "not", ";": "and"}


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a filter, the last an END. What does not belong to the language is refused where it stands."""
    if len(text) > LONGEST:
        raise UsageError(
            f"the filter is {len(text):,} characters long; at most {LONGEST:,} are read",
            next="Ask for fewer codes, or split the question.",
        )
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        if text[at] in _QUOTES:
            token = _quoted(text, at)
        elif bare := _BARE.match(text, at):
            token = Token(Part.WORD, bare[0], at, bare.end())
        elif sign := next((s for s in _SIGNS if text.startswith(s, at)), ""):
            token = Token(Part.SIGN, _USUAL.get(sign, sign), at, at + len(sign))
        else:
            instead = _INSTEAD.get(text[at])
            hint = f"Write {instead} instead." if instead else "Put a text with other signs into quotes: 'like this'."
            raise wrong(text, at, at + 1, "this sign is not part of a filter", next=hint)
        yield token
        at = token.end
    yield Token(Part.END, "", len(text), len(text))


def _quoted(text: str, start: int) -> Token:
    """A text in quotes; a quote inside it is written twice."""
    closing, at, found = _QUOTES[text[start]], start + 1, ""
    while at < len(text):
        if text[at] != closing:
            found += text[at]
            at += 1
        elif text.startswith(closing, at + 1):
            found += closing
            at += 2
        else:
            return Token(Part.TEXT, found, start, at + 1)
    raise wrong(text, start, start + 1, "the quote that opens here never closes")


def written(value: str) -> str:
    """A value as a filter writes it: bare where it may stand bare, else in quotes."""
    if _BARE.fullmatch(value) and value.casefold() not in KEYWORDS:
        return value
    return "'" + value.replace("'", "''") + "'"


def wrong(text: str, start: int, end: int, what: str, *, next: str = "") -> UsageError:
    """What is wrong with a filter, with a mark under the place."""
    first = max(0, min(start - 30, len(text) - _SHOWN))
    line = "".join(c if c.isprintable() else " " for c in text[first : first + _SHOWN])
    before, after = "… " * (first > 0), " …" * (first + _SHOWN < len(text))
    width = max(1, min(end, first + _SHOWN) - start)
    mark = " " * (len(before) + start - first) + "^" * width
    return UsageError(f"the filter cannot be read: {what}", where=f"{before}{line}{after}\n  {mark}", next=next)
