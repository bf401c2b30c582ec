"""Reading a condition: its words, each with the place where it stands, and the grammar that they follow.

Every error says what was expected, at the place where it is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from alder.errors import UsageError, present
from alder.look.words import meant_by
from alder.measures.condition.tree import (
    BARE_VALUE,
    KEYWORDS,
    AllConditions,
    AnyCondition,
    BetweenCondition,
    ComparisonCondition,
    HavingCondition,
    KnownCondition,
    NotCondition,
    OneOfCondition,
    Test,
    joined,
)
from alder.measures.condition.vocabulary import NO_RECORDS, RECORD_NAMES, NoValue, folded, nearest
from alder.measures.measure import AGE_BAND, OTHER_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from alder.measures.condition.tree import Tree
    from alder.measures.condition.vocabulary import ConditionName, Given, RecordKind

LONGEST = 4_000
"""Characters of a filter. Nobody reads a longer one, and it stands under every table that it makes."""

_SHOWN = 76


class TokenKind(Enum):
    """What a token is."""

    WORD = "word"
    TEXT = "text"
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True)
class Token:
    """`value` is what it says: a word as written, a text without its quotes, a sign in its usual form."""

    part: TokenKind
    value: str
    start: int
    end: int

    def is_word(self, word: str) -> bool:
        """Whether it is this word of the language, in capitals or not."""
        return self.part is TokenKind.WORD and self.value.casefold() == word

    def is_sign(self, sign: str) -> bool:
        return self.part is TokenKind.SIGN and self.value == sign

    @property
    def is_keyword(self) -> bool:
        return self.part is TokenKind.WORD and self.value.casefold() in KEYWORDS


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
        elif bare := BARE_VALUE.match(text, at):
            token = Token(TokenKind.WORD, bare[0], at, bare.end())
        elif sign := next((s for s in _SIGNS if text.startswith(s, at)), ""):
            token = Token(TokenKind.SIGN, _USUAL.get(sign, sign), at, at + len(sign))
        else:
            instead = _INSTEAD.get(text[at])
            hint = f"Write {instead} instead." if instead else "Put a text with other signs into quotes: 'like this'."
            raise wrong(text, at, at + 1, "this sign is not part of a filter", next=hint)
        yield token
        at = token.end
    yield Token(TokenKind.END, "", len(text), len(text))


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
            return Token(TokenKind.TEXT, found, start, at + 1)
    raise wrong(text, start, start + 1, "the quote that opens here never closes")


def wrong(text: str, start: int, end: int, what: str, *, next: str = "") -> UsageError:
    """What is wrong with a filter, with a mark under the place."""
    first = max(0, min(start - 30, len(text) - _SHOWN))
    line = "".join(c if c.isprintable() else " " for c in text[first : first + _SHOWN])
    before, after = "… " * (first > 0), " …" * (first + _SHOWN < len(text))
    width = max(1, min(end, first + _SHOWN) - start)
    mark = " " * (len(before) + start - first) + "^" * width
    return UsageError(f"the filter cannot be read: {what}", where=f"{before}{line}{after}\n  {mark}", next=next)


DEEPEST = 40
"""Parentheses and `not`s inside each other."""

_TYPE = 3
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_EXPECTED = "after a name: =, !=, <, <=, >, >=, in (...), between ... and ..., is known"
_ELSEWHERE = {
    "like": "There is no search inside texts. Name the values: in ('A', 'B')",
    "contains": "There is no search inside texts. Name the values: in ('A', 'B')",
    "null": "Write: is known, or is not known",
    "missing": "Write: is known, or is not known",
    "unknown": "Write: is not known",
}


@dataclass(frozen=True)
class Language:
    """What a filter may name: single values, and kinds of record of which there may be several.

    `refused` says of other names why no filter may have them, `elsewhere` what to write for those of records.
    """

    known: Mapping[str, ConditionName]
    refused: Mapping[str, str] = field(default_factory=dict)
    records: Mapping[str, RecordKind] = field(default_factory=dict)
    elsewhere: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def parse(text: str, language: Language) -> Tree:
    """The tree of a filter."""
    return _ConditionReader(text, language).whole()


class _ConditionReader:
    """Goes through the tokens once, from left to right."""

    def __init__(self, text: str, language: Language) -> None:
        self.text, self.language = text, language
        self.within: RecordKind | None = None
        self.tokens = list(tokens(text))
        self.at = 0
        self.depth = 0

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    @property
    def known(self) -> Mapping[str, ConditionName]:
        """What may be named at this place: inside a record its fields alone."""
        return self.within.names if self.within else self.language.known

    @property
    def refused(self) -> Mapping[str, str]:
        return {} if self.within else self.language.refused

    @property
    def at_end(self) -> bool:
        return self.now.part is TokenKind.END

    def take(self) -> Token:
        token = self.now
        if token.part is not TokenKind.END:
            self.at += 1
        return token

    def takes(self, word: str) -> bool:
        """Goes past a word of the language if it stands here."""
        if self.now.is_word(word):
            self.at += 1
            return True
        return False

    def error(self, token: Token, what: str, next: str = "") -> UsageError:
        return wrong(self.text, token.start, token.end, what, next=next)

    def whole(self) -> Tree:
        if self.at_end:
            raise self.error(self.now, "it says nothing", "Write for example: level = 3 and FundModel in (35, 36)")
        tree = self.either()
        if not self.at_end:
            what = "this parenthesis was never opened" if self.now.is_sign(")") else "expected and, or, or the end"
            raise self.error(self.now, what)
        return tree

    def either(self) -> Tree:
        parts = [self.both()]
        while self.takes("or"):
            parts.append(self.both())
        return joined(AnyCondition, parts)

    def both(self) -> Tree:
        parts = [self.one()]
        while self.takes("and"):
            parts.append(self.one())
        return joined(AllConditions, parts)

    def one(self) -> Tree:
        opening = self.now
        if not (opening.is_word("not") or opening.is_sign("(")):
            return self.having() if self.within is None and self.begins_record() else self.test()
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.error(opening, f"parentheses and nots may stand at most {DEEPEST} deep")
        self.take()
        if opening.is_word("not"):
            found: Tree = NotCondition(self.one())
        else:
            found = self.either()
            if not self.now.is_sign(")"):
                raise self.error(self.now, f"expected ) for the ( at place {opening.start + 1}")
            self.take()
        self.depth -= 1
        return found

    def begins_record(self) -> bool:
        """Whether what stands here is `RECORD.NAME` or `RECORD with`."""
        name = self.now
        if name.part is not TokenKind.WORD or not self.language.records:
            return False
        return "." in name.value or self.tokens[min(self.at + 1, len(self.tokens) - 1)].is_word("with")

    def having(self) -> Tree:
        """`LearnerFAM.LSR = 36`, or `LearningDeliveryFAM with (LDM = 034 and LearnDelFAMDateFrom < 2020-01-01)`."""
        token = self.take()
        name, dot, inside = token.value.partition(".")
        self.within = self.record(token, name)
        if dot:
            at = token.start + len(name) + 1
            found: Tree = self.test(self.named(Token(TokenKind.WORD, inside, at, token.end)))
            if (
                isinstance(found, KnownCondition) and found.denied
            ):  # no record says it, which is not the same as one that is silent
                return self.out(NotCondition(HavingCondition(self.within, KnownCondition(found.of))))
        else:
            self.take()
            if not self.now.is_sign("("):
                raise self.error(self.now, "expected ( and what one record says: with (LDM = 034)")
            start = self.now
            found = self.one()
            self.check_one_type(found, start)
        return self.out(HavingCondition(self.within, found))

    def out(self, found: Tree) -> Tree:
        """Past a record: names are those of the aim and its learner again."""
        self.within = None
        return found

    def record(self, token: Token, name: str) -> RecordKind:
        """The kind of record of a name, in capitals or not."""
        records, place = self.language.records, Token(TokenKind.WORD, name, token.start, token.start + len(name))
        called = self.record_called(name)
        if called:
            return called
        barred = {folded(n): why for n, why in NO_RECORDS.items()}
        if folded(name) in barred:
            raise self.error(place, f"{name} cannot be asked about", barred[folded(name)])
        near = nearest(name, [*records, *RECORD_NAMES])
        hint = f"Did you mean {', or '.join(near)}? " if near else ""
        raise self.error(place, f"no kind of record is called {name}", f"{hint}There are {', '.join(records)}.")

    def record_called(self, name: str) -> RecordKind | None:
        every = self.language.records
        called = {**every, **{other: every[n] for other, n in RECORD_NAMES.items() if n in every}}
        return next((r for n, r in called.items() if folded(n) == folded(name)), None)

    def check_one_type(self, tree: Tree, place: Token) -> None:
        """A record has one type: to ask one for two can never fit, and is a slip."""
        within = present(self.within, "a test of several types stands outside a question about a record")
        parts = tree.parts if isinstance(tree, AllConditions) else (tree,)
        types = {p.of.name: p for p in parts if isinstance(p, Test) and p.of.explained}
        if len(types) > 1:
            first, second, *_ = types
            raise self.error(
                place,
                f"a record is {first} or {second}, never both",
                f"Ask for two: {within.name}.{first} ... and {within.name}.{second} ...",
            )

    def test(self, of: ConditionName | None = None) -> Test:
        of = of or self.named()
        sign = self.take()
        if sign.part is TokenKind.SIGN and sign.value in _COMPARISONS:
            if sign.value not in ("=", "!=") and not of.type.has_order:
                raise self.error(sign, f"{of.name} has no order", "Use =, != or in (...).")
            return self.compared(of, sign)
        if sign.is_word("is"):
            denied = self.takes("not")
            token = self.take()
            if token.is_word("known"):
                return KnownCondition(of, denied)
            raise self.error(
                token, "expected known", _ELSEWHERE.get(token.value.casefold(), "For a value write = or !=")
            )
        denied = sign.is_word("not")
        word = self.take() if denied else sign
        if word.is_word("in"):
            return OneOfCondition(of, self.values(of), denied)
        if word.is_word("between"):
            return self.between(of, word, denied)
        raise self.error(word, f"expected {_EXPECTED}", _ELSEWHERE.get(word.value.casefold(), ""))

    def compared(self, of: ConditionName, sign: Token) -> Test:
        value = self.value(of)
        if of.unknown is not None and value == of.unknown:
            return KnownCondition(of, denied=sign.value == "=")
        return ComparisonCondition(of, sign.value, value)

    def between(self, of: ConditionName, word: Token, denied: bool) -> Test:
        if not of.type.has_order:
            raise self.error(word, f"{of.name} has no order", "Use =, != or in (...).")
        low = self.value(of)
        if not self.takes("and"):
            raise self.error(self.now, "expected and, then the second value of between")
        place = self.now
        high = self.value(of)
        if low > high:  # type: ignore[operator]
            raise self.error(place, "the second value of between is below the first")
        return BetweenCondition(of, low, high, denied)

    def values(self, of: ConditionName) -> tuple[Given, ...]:
        if not self.now.is_sign("("):
            raise self.error(self.now, "expected ( and the values: in (35, 36)")
        self.take()
        found: dict[Given, None] = {}
        while True:
            place = self.now
            value = self.value(of)
            if of.unknown is not None and value == of.unknown:
                raise self.error(place, "not known is no value of a list", f"Write: or {of.name} is not known")
            found[value] = None
            token = self.take()
            if token.is_sign(")"):
                return tuple(found)
            if not token.is_sign(","):
                raise self.error(token, "expected , or )")

    def value(self, of: ConditionName) -> Given:
        token = self.take()
        if token.part not in (TokenKind.WORD, TokenKind.TEXT) or token.is_keyword:
            raise self.error(token, f"expected a value of {of.name}", "Put a text that is a word of filters in quotes.")
        try:
            return of.read(token.value)
        except NoValue as error:
            raise self.error(token, error.what, error.instead) from None

    def named(self, token: Token | None = None) -> ConditionName:
        token = token or self.take()
        if token.part is not TokenKind.WORD or token.is_keyword:
            raise self.error(
                token, "expected a name", "Names are variables and collected fields: alder explain variables"
            )
        name = token.value
        if name in self.known:
            return self.known[name]
        other = OTHER_NAMES.get(name.casefold(), "")
        if not self.within and other in self.known and other != AGE_BAND:  # an age is a number, and a band has none
            return self.known[other]
        alike = [k for k in self.known if folded(k) == folded(name)]
        if len(alike) == 1:
            return self.known[alike[0]]
        if alike:
            raise self.error(token, f"there are {len(alike)} names like this", f"Write {' or '.join(alike)}.")
        barred = [k for k in self.refused if folded(k) == folded(name)]
        if barred:
            raise self.error(token, f"{barred[0]} cannot be asked about", self.refused[barred[0]])
        below = {} if self.within else self.language.elsewhere
        if found := [k for k in below if folded(k) == folded(name)]:
            written = " or ".join(f"{place} = ..." for place in below[found[0]])
            what = f"{found[0]} stands in records, of which there may be several"
            raise self.error(token, what, f"Ask whether one says it:  {written}")
        if not self.within and (record := self.record_called(name)):
            first = f"{record.name}.{next(iter(record.names))}"
            raise self.error(token, f"{record.name} is a kind of record", f"Ask for what one says:  {first} = ...")
        long = [n for n in below if len(n) > _TYPE]  # three letters are near to anything
        meant = meant_by(name, {n: f"{n} {k.title}" for n, k in self.known.items()})
        near = meant or [below[n][0] if n in below else n for n in nearest(name, [*self.known, *long])]
        hint = f"Did you mean {', or '.join(near)}? " if near else ""
        if self.within:
            what = f"no {self.within.name} has {name}" if name else "a name is missing after the point"
            raise self.error(token, what, f"{hint}It has {', '.join(self.known)}.")
        raise self.error(
            token, f"nothing is called {name}", f"{hint}Names:  alder explain variables, alder explain fields"
        )
