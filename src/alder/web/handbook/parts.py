"""The parts of the handbook: which kinds of thing have pages here, and the address of whatever a text names."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string

from alder.derive import variables
from alder.explanations import DECLARED, OTHERS
from alder.measures import measures
from alder.sources import every
from alder.sources.ilr.schema import entities

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.explanations import ExplanationKind

_WORDS = re.compile(r"[a-z][a-z-]*")


@cache
def parts() -> dict[str, ExplanationKind]:
    """The kinds by the slug of their list, in the order of the index.

    The commands are those of the program that serves the site. It lies above the site, which gets them by the name in
    its settings.
    """
    forms = next(kind for kind in DECLARED if kind.plural == "form of a file")
    kinds = (import_string(settings.ALDER_COMMANDS)(), *OTHERS, forms)
    return {slug(kind.plural).lower(): kind for kind in kinds}


def slug(name: str) -> str:
    """A name as an address has it: `reference add` is reference-add."""
    return re.sub(r"[^A-Za-z0-9_.]+", "-", name).strip("-")


@cache
def names(part: str) -> Mapping[str, str]:
    """The names of a part by their slugs."""
    kind = parts()[part]
    return {slug(name): name for name in kind.names()} if kind.one else {}


@cache
def addresses(part: str) -> Mapping[str, str]:
    """The addresses of the names of a part."""
    return {name: reverse("handbook-entry", args=[part, item]) for item, name in names(part).items()}


@cache
def _named() -> Mapping[str, str]:
    """What texts name between backticks. Of variables, fields and tables none: columns are called like them."""
    addresses_by_name = {**addresses("policies"), **addresses("checks")}
    addresses_by_name |= {one.id: reverse("data-source", args=[one.id]) for one in every()}
    return addresses_by_name | {measure.name: reverse("method", args=[measure.name]) for measure in measures}


def address_of(typed: str) -> str:
    """Where what stands between backticks is explained; nothing where no page has it.

    `alder reference add FILE` is the command `reference add`, and `alder explain policies` what it would print.
    """
    program, _, rest = typed.partition(" ")
    if program != "alder":
        return _named().get(typed, "")
    words = rest.split()
    if words[:1] == ["explain"] and words[1:]:
        return _explained(" ".join(words[1:]))
    commands = addresses("commands")
    for count in (2, 1):
        name = " ".join(words[:count])
        if len(words) >= count and all(_WORDS.fullmatch(word) for word in words[:count]) and name in commands:
            return commands[name]
    return ""


def _explained(name: str) -> str:
    part = slug(name).lower()
    if part in parts():
        return reverse("handbook-part", args=[part])
    for part, kind in parts().items():
        if name.startswith(f"{kind.name} "):
            return addresses(part).get(name.removeprefix(f"{kind.name} "), "")
    if name in variables:
        return reverse("variable", args=[name])
    if any(name == field.name for entity in entities().values() for field in entity.fields):
        return reverse("find-field", args=["ilr", name])
    lists = {"measures": "methodology", "variables": "variables", "rules": "rules", "sources": "data-sources"}
    return reverse(lists[name]) if name in lists else _named().get(name, "")
