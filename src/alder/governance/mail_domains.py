"""What e-mail addresses end in, and which of two such endings was made to be taken for the other."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
_TAKEN_FOR = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("0", "o"), ("1", "l"), ("i", "l"), ("5", "s"), ("3", "e"))
"""Letters and signs that pass for others at a glance; `i` and `1` both become `l`."""
_OF_OTHER_SCRIPTS = str.maketrans("авеіјкмнорсѕтухһԁԛԝαινορτυχ", "abeijkmhopcstyxhdqwaivoptux")
"""Letters of Cyrillic and Greek that look like ours."""
_SHORT = 5
"""In names no longer than this one other letter makes another name: `ucl` and `uel` are two universities."""


def domain_of(email: str) -> str:
    """What an e-mail address ends in, in small letters."""
    return email.rpartition("@")[2].strip().casefold()


def is_domain(text: str) -> bool:
    """Whether it is a domain as it stands in addresses: letters, digits and hyphens, at least two parts."""
    parts = text.split(".")
    return len(text) <= 253 and len(parts) > 1 and all(_LABEL.fullmatch(part) for part in parts)


def taken_for(domain: str, known: Iterable[str]) -> str:
    """The known domain that this one could be taken for at a glance, and is not; empty where there is none."""
    for one in sorted(known):
        if domain != one and not domain.endswith(f".{one}") and _is_like(domain, one):
            return one
    return ""


def _is_like(domain: str, known: str) -> bool:
    shown, other = _seen(domain), _seen(known)
    name, of_known = _name(shown), _name(other)
    if shown == other or name == of_known or other in shown:
        return True
    return len(of_known) > _SHORT and (
        of_known in name or _differ_by(name, of_known) <= 1 + (len(of_known) > 2 * _SHORT)
    )


def _seen(domain: str) -> str:
    """As a person sees it who does not look closely."""
    with suppress(UnicodeError):  # not in ASCII, or not as the standard asks: it is compared as it stands
        domain = domain.encode("ascii").decode("idna")
    plain = unicodedata.normalize("NFKD", domain.casefold().translate(_OF_OTHER_SCRIPTS))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    for one, other in _TAKEN_FOR:
        plain = plain.replace(one, other)
    return plain


def _name(domain: str) -> str:
    """The first part without hyphens: what remains of `mereshire-college.org.uk` to somebody who forgets the rest."""
    return domain.partition(".")[0].replace("-", "")


def _differ_by(one: str, other: str) -> int:
    """How many letters have to be put in, left out or changed to make one of the other; two that swapped are one."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]
