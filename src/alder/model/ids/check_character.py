"""A check character: one character of a number that follows from the others, so that a slip of the pen shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class CheckCharacter:
    """The weighted sum of all characters of a number, divided by `modulus`, leaves `remainder`.

    A character counts as its place in `alphabet`. The one at `place` follows from the others; its weight is 1 or −1
    (written as `modulus` − 1). `answers` are the characters that it may be, in the order of what they count: where the
    others call for more than there are, no number has those others.

    Scalars, expressions and Arrow columns are all judged by this one declaration.
    """

    weights: tuple[int, ...]
    modulus: int
    remainder: int
    place: int = -1
    alphabet: str = "0123456789"
    answers: str = "0123456789"

    def fits(self, text: str) -> bool:
        """Whether the check character of a number of the right form follows from the others."""
        return self._sum(text) % self.modulus == self.remainder

    def wanted(self, text: str) -> str | None:
        """The character that should stand at `place`, whatever does; None where there is no such number."""
        place = self.place % len(self.weights)
        others = self._sum(text) - self.weights[place] * self.alphabet.find(text[place])
        value = (self.remainder - others) * self.weights[place] % self.modulus
        return self.answers[value] if value < len(self.answers) else None

    @property
    def is_of_digits(self) -> bool:
        """Whether digits alone are weighed, so that the number can be taken apart by division."""
        return self.alphabet.isdigit()

    def _sum(self, text: str) -> int:
        return sum(w * self.alphabet.find(c) for w, c in zip(self.weights, text, strict=True))


def digits_and(letters: str, *, first: int, modulus: int) -> str:
    """An alphabet in which digits count as themselves and letters from `first` on.

    Where a letter counts no more than a digit, letters stand one modulus further on: the sum leaves the same remainder.
    """
    return "0123456789".ljust(first if first >= 10 else first + modulus, "~") + letters
