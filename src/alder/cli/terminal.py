"""What is for a terminal alone: counts that nobody protected, and what a measure made of one person.

One rule for both, whatever the way out: no option saves them, and nothing is printed where it would land in a file or
in another program. A redirected screen is a file like any other: it has the rights that the shell gave it, no ledger
knows of it, and a mark on its lines is gone with the first `cut`. Who needs them in a program of their own has them in
Python, where a person wrote down what becomes of them.
"""

from __future__ import annotations

import sys

from alder.errors import NotProtected


def check_for_a_terminal(what: str, *, instead: str) -> None:
    """Refuse to show `what` (in the plural) unless it goes to a screen; `instead` is how a program gets it."""
    if not on_a_terminal():
        raise NotProtected(
            f"{what} are shown on a terminal and nowhere else",
            where="The output is led to a file or to another program, which might keep it.",
            next=f"Run it without > or |. A program of your own can ask for it in Python:  {instead}",
        )


def on_a_terminal() -> bool:
    """Whether what is printed goes to a screen."""
    return sys.stdout.isatty()
