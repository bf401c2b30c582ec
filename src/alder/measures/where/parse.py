"""Reading a filter. Every error says what was expected, at the place where it is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.measures.where.named import NoValue, folded, nearest
from alder.measures.where.tokens import Part, Token, tokens, wrong
from alder.measures.where.tree import All, AnyOf, Between, Comparison, Known, Not, OneOf, joined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.errors import UsageError
    from alder.measures.where.named import Given, Named
    from alder.measures.where.tree import Test, Tree

DEEPEST = 40
"""Parentheses and `not`s inside each other."""

_SIGNS = ("=", "!=", "<", "<=", ">", ">=")
_EXPECTED = "after a name: =, !=, <, <=, >, >=, in (...), between ... and ..., is known"
_ELSEWHERE = {
    "like": "There is no search inside texts. Name the values: in ('A', 'B')",
    "contains": "There is no search inside texts. Name the values: in ('A', 'B')",
    "null": "Write: is known, or is not known",
    "missing": "Write: is known, or is not known",
    "unknown": "Write: is not known",
}


def parse(text: str, known: Mapping[str, Named], refused: Mapping[str, str] | None = None) -> Tree:
    """The tree of a filter over the names that are known. `refused` says of other names why no filter may have them."""
    return _Reader(text, known, refused or {}).whole()


class _Reader:
    """Goes through the tokens once, from left to right."""

    def __init__(self, text: str, known: Mapping[str, Named], refused: Mapping[str, str]) -> None:
        self.text, self.known, self.refused = text, known, refused
        self.tokens = list(tokens(text))
        self.at = 0
        self.depth = 0

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    @property
    def at_end(self) -> bool:
        return self.now.part is Part.END

    def take(self) -> Token:
        token = self.now
        if token.part is not Part.END:
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
        return joined(AnyOf, parts)

    def both(self) -> Tree:
        parts = [self.one()]
        while self.takes("and"):
            parts.append(self.one())
        return joined(All, parts)

    def one(self) -> Tree:
        opening = self.now
        if not (opening.is_word("not") or opening.is_sign("(")):
            return self.test()
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.error(opening, f"parentheses and nots may stand at most {DEEPEST} deep")
        self.take()
        if opening.is_word("not"):
            found: Tree = Not(self.one())
        else:
            found = self.either()
            if not self.now.is_sign(")"):
                raise self.error(self.now, f"expected ) for the ( at place {opening.start + 1}")
            self.take()
        self.depth -= 1
        return found

    def test(self) -> Test:
        of = self.named()
        sign = self.take()
        if sign.part is Part.SIGN and sign.value in _SIGNS:
            if sign.value not in ("=", "!=") and not of.type.has_order:
                raise self.error(sign, f"{of.name} has no order", "Use =, != or in (...).")
            return self.compared(of, sign)
        if sign.is_word("is"):
            denied = self.takes("not")
            token = self.take()
            if token.is_word("known"):
                return Known(of, denied)
            raise self.error(
                token, "expected known", _ELSEWHERE.get(token.value.casefold(), "For a value write = or !=")
            )
        denied = sign.is_word("not")
        word = self.take() if denied else sign
        if word.is_word("in"):
            return OneOf(of, self.values(of), denied)
        if word.is_word("between"):
            return self.between(of, word, denied)
        raise self.error(word, f"expected {_EXPECTED}", _ELSEWHERE.get(word.value.casefold(), ""))

    def compared(self, of: Named, sign: Token) -> Test:
        value = self.value(of)
        if of.unknown is not None and value == of.unknown:
            return Known(of, denied=sign.value == "=")
        return Comparison(of, sign.value, value)

    def between(self, of: Named, word: Token, denied: bool) -> Test:
        if not of.type.has_order:
            raise self.error(word, f"{of.name} has no order", "Use =, != or in (...).")
        low = self.value(of)
        if not self.takes("and"):
            raise self.error(self.now, "expected and, then the second value of between")
        place = self.now
        high = self.value(of)
        if low > high:  # type: ignore[operator]
            raise self.error(place, "the second value of between is below the first")
        return Between(of, low, high, denied)

    def values(self, of: Named) -> tuple[Given, ...]:
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

    def value(self, of: Named) -> Given:
        token = self.take()
        if token.part not in (Part.WORD, Part.TEXT) or token.is_keyword:
            raise self.error(token, f"expected a value of {of.name}", "Put a text that is a word of filters in quotes.")
        try:
            return of.read(token.value)
        except NoValue as error:
            raise self.error(token, error.what, error.instead) from None

    def named(self) -> Named:
        token = self.take()
        if token.part is not Part.WORD or token.is_keyword:
            raise self.error(
                token, "expected a name", "Names are variables and collected fields: alder explain variables"
            )
        name = token.value
        if name in self.known:
            return self.known[name]
        if name in self.refused:
            raise self.error(token, f"{name} cannot be asked about", self.refused[name])
        alike = [k for k in self.known if folded(k) == folded(name)]
        if len(alike) == 1:
            return self.known[alike[0]]
        if alike:
            raise self.error(token, f"there are {len(alike)} names like this", f"Write {' or '.join(alike)}.")
        barred = [k for k in self.refused if folded(k) == folded(name)]
        if barred:
            raise self.error(token, f"{barred[0]} cannot be asked about", self.refused[barred[0]])
        near = nearest(name, self.known)
        hint = f"Did you mean {', or '.join(near)}? " if near else ""
        raise self.error(
            token, f"nothing is called {name}", f"{hint}Names:  alder explain variables, alder explain fields"
        )
