"""Random records of any year that fit it, and the faults that can be put into them."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache
from random import Random

from alder.model.field import Entity, Field, FieldKind
from alder.sources.ilr.xml.field_values import lengths, read_value
from tests.support.ilr_files import Record


def fitting(field: Field, chance: Random) -> tuple[str, object]:
    """A value that fits a field, as text and as what is to be read."""
    if field.kind is FieldKind.DATE:
        day = date.fromordinal(chance.randint(700_000, 740_000))
        return day.isoformat(), day
    if field.kind is FieldKind.DECIMAL:
        tenths = chance.randint(int((field.low or 0) * 10), int((field.high or 100) * 10))
        return f"{tenths // 10}.{tenths % 10}", Decimal(tenths) / 10
    if field.kind in (FieldKind.WHOLE, FieldKind.LONG):
        high = int(field.high) if field.high is not None else 10 ** (field.digits or 9) - 1
        number = chance.choice([int(field.low or 0), high, chance.randint(int(field.low or 0), high)])
        return str(number), number
    shortest, longest = lengths(field)
    size = chance.randint(max(shortest, 1), int(min(longest, 30)))
    text = chance.choice(_SHAPED) if field.name in _SHAPED_FIELDS else "".join(chance.choices(_letters(field), k=size))
    return text, text


_SHAPED_FIELDS = ("Email", "UCASAPPID", "UCASSCHEMECODE")
_SHAPED = ["AB12", "123456789", "a@b", "&<@>'"]


@cache
def _letters(field: Field) -> str:
    """Characters that a text field allows; a blank alone would be no value."""
    pattern = re.match(r"\[(?:[^\]\\]|\\.)*\]", field.pattern or "[^\n]")
    assert pattern, field.name
    return "".join(c for c in map(chr, [*range(33, 127), 163, 233, 8364, 8217]) if re.fullmatch(pattern[0], c))


def record(entity: Entity, chance: Random) -> tuple[Record, dict[str, object]]:
    """A record of an entity as elements, with its own values by field."""
    elements: Record = []
    values: dict[str, object] = {}
    named: set[str] = set()
    left_out = set(entity.one_of) - {chance.choice(entity.one_of)} if entity.one_of else set()
    for member in entity.members:
        name = member.name if isinstance(member, Field) else member.element
        if name in named or name in left_out:
            continue
        named.add(name)
        if isinstance(member, Entity):
            most = 3 if member.most is None else min(member.most, 3)
            for _ in range(chance.randint(member.least, most)):
                elements.append((name, record(member, chance)[0]))
        elif member.required or chance.random() < 0.5:
            told, values[name] = fitting(member, chance)
            if name in _SHAPED_FIELDS and read_value(member, told) != told:
                told = values[name] = "AB12" if name != "Email" else "a@b"
            elements.append((name, told))
    return elements, values


ODD = [
    "",
    "x",
    "-1",
    "0",
    "99999999999",
    "2020-02-30",
    "1.55",
    "é",
    '"',
    "a" * 200,
    "+1",
    "007",
    "12/12/2020",
    "FF",
    "1e1",
]


def with_fault(elements: Record, chance: Random) -> Record:
    """The same record with one thing changed, somewhere in it: most changes are faults, some are not."""
    changed = list(elements)
    at = chance.randrange(len(changed)) if changed else 0
    if not changed:
        return [("Pet", "Rex")]
    name, told = changed[at]
    if isinstance(told, list) and chance.random() < 0.7:
        changed[at] = (name, with_fault(told, chance))
        return changed
    match chance.randrange(6):
        case 0:
            del changed[at]
        case 1:
            changed.insert(at, (name, told))
        case 2:
            changed[at] = (name, chance.choice(ODD))
        case 3:
            changed[at] = (name.swapcase(), told)
        case 4:
            other = chance.randrange(len(changed))
            changed[at], changed[other] = changed[other], changed[at]
        case 5:
            changed.insert(at, ("Pet", "Rex"))
    return changed
