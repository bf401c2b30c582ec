"""Areas as a question names them: `--area lad`, `--area provider:region`. Each is a variable that splits figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.errors import UsageError, unknown_name

if TYPE_CHECKING:
    from collections.abc import Collection

AREAS = {
    "local_authority": "local authority districts",
    "region": "regions",
    "lsip": "areas of local skills improvement plans",
    "combined_authority": "combined authorities",
}
"""The kinds of areas, in words. The variable of one is called after whose it is and of which kind."""

OTHER_NAMES = {
    "la": "local_authority",
    "lad": "local_authority",
    "district": "local_authority",
    "local_authority_district": "local_authority",
    "cauth": "combined_authority",
    "mca": "combined_authority",
}

WHOSE = {"home": "the learner's home", "provider": "the provider", "delivery": "the place of delivery"}


def area_variable(text: str, known: Collection[str]) -> str:
    """The variable behind an area; `known` are those by which the measure can be split.

    `la` is the district of the learner's home, `provider:la` that of the provider.
    """
    before, colon, after = text.strip().partition(":")
    whose, kind = (before.strip(), after.strip()) if colon else ("home", before.strip())
    if whose not in WHOSE:
        raise unknown_name("place", whose, WHOSE, next=f"Areas are of: {' or '.join(WHOSE)}, as in provider:region.")
    plain = kind.casefold().replace("-", "_").replace(" ", "_")
    plain = OTHER_NAMES.get(plain, plain)
    if plain not in AREAS:
        raise unknown_name("kind of area", kind, AREAS, next=f"Areas are {', '.join(AREAS)}.")
    name = f"{whose}_{plain}"
    if name in known:
        return name
    there = [f"{w}:{a}" for w in WHOSE for a in AREAS if f"{w}_{a}" in known]
    raise UsageError(
        f"figures cannot be split by {AREAS[plain]} of {WHOSE[whose]}",
        where=f"Areas that can be asked for: {', '.join(there)}."
        if there
        else "No area can be asked for of this measure.",
        next="See by what else figures can be split:  alder explain measures",
    )
