"""What `alder audit` says: the attack in words, and as JSON."""

from __future__ import annotations

from collections import Counter
from math import isfinite
from typing import TYPE_CHECKING

from alder.errors import present
from alder.look.words import counted

if TYPE_CHECKING:
    from alder.disclosure.attack.attacked import Attacked, Attacker
    from alder.disclosure.attack.figures import Leak
    from alder.disclosure.attack.statistics import Tried

_TOLD = 10


def said(found: Attacked, attacker: Attacker, tables: int = 1, but: str = "") -> str:
    """The attack in words. `but` are hidden cells that may be empty, as every reader knows."""
    lines = ["Safe: no attack found anything." if found.safe else "Not safe."]
    of = f"{found.cells:,} cells hold somebody"
    if tables > 1:
        of = f"{tables} tables have {found.cells:,} different cells that hold somebody, with those they rest on"
    lines += ["", f"{of}; {found.hidden:,} are hidden, {found.secrets:,} of them small."]
    if found.certificate is not None:
        lines += _of_certificate(found)
    by = Counter(one.how for one in found.found)
    lines += [
        f"{number:,} small count{'' if number == 1 else 's'} can be told {how}." for how, number in by.most_common()
    ]
    lines += _named(found)
    if found.unasked:
        lines += [
            "",
            f"For {found.unasked:,} small counts there was no time to look for the lowest and highest value.",
            "Give more --seconds, or a --certificate.",
        ]
    lines += ["", *_known_of_zeros(found, attacker, but)]
    if tables > 1:
        lines += ["", "The attacker knew which of the finest cells are empty."]
    return "\n".join(lines)


def _known_of_zeros(found: Attacked, attacker: Attacker, but: str) -> list[str]:
    """With what knowledge of empty cells the attack was made, and the table."""
    if found.never_empty:
        lines = [f"The attacker knew that no hidden cell{but} is empty, as readers do where zeros are shown."]
    elif attacker.never_empty:
        lines = ["Empty cells are hidden here, so the attacker allowed for hidden cells that are empty."]
    else:
        lines = [
            "The attacker allowed for hidden cells that are empty. Readers can rule that out where zeros are shown:",
            "leave --may-be-empty out to attack as they do.",
        ]
    if found.is_unguarded:
        lines.append("The published file says that it was made with --may-be-empty: without a guard against them.")
    return lines


def said_of_values(found: Attacked) -> str:
    lines = ["Safe: no attack found anything." if found.safe else "Not safe."]
    lines += ["", f"{found.cells:,} cells have a value; {found.hidden:,} are hidden, {found.secrets:,} of them unsafe."]
    if found.certificate is not None:
        lines += [f"To readers, {line[0].lower()}{line[1:]}" for line in _of_certificate(found, "unsafe values")]
    by = Counter(one.how for one in found.found)
    lines += [f"{number:,} can be told, or told too nearly, {how}." for how, number in by.most_common()]
    lines += _named(found)
    if found.unasked:
        lines += [
            "",
            f"For {found.unasked:,} values there was no time to look for the highest one. Give more --seconds.",
        ]
    return "\n".join(lines)


def said_of_statistics(found: Tried) -> str:
    others = f" and of {counted(found.viewers, 'person', 'people')} behind the lines" if found.viewers else ""
    lines = ["Safe: no attack found anything." if found.safe else "Not safe.", ""]
    lines.append(
        f"{counted(found.figures, 'shown figure')} and {counted(found.hidden, 'hidden one')} were attacked together, "
        f"through the eyes of readers{others}, with {counted(found.groups, 'group')} of too few in mind."
    )
    by = Counter(one.how for one in found.found)
    lines += [f"{number:,} can be told {how}." for how, number in by.most_common()]
    lines += _named(found)
    if found.unasked:
        lines += ["", f"For {found.unasked:,} questions there was no time. Give more --seconds."]
    return "\n".join(lines)


def statistics_as_object(found: Tried) -> dict[str, object]:
    return {
        "safe": found.safe,
        "figures": found.figures,
        "hidden": found.hidden,
        "groups": found.groups,
        "viewers": found.viewers,
        "found": [
            {"how": one.how.name.lower(), "steps": one.steps, "low": _finite(one.low), "high": _finite(one.high)}
            for one in found.found
        ],
        "not_asked": found.unasked,
        "wrong_figures": list(found.wrong),
    }


def _finite(end: float) -> float | None:
    """JSON has no infinity: nothing stands for an end that is open."""
    return end if isfinite(end) else None


def _named(found: Attacked | Tried) -> list[str]:
    """The first of what was found, step by step, and figures that are wrong."""
    lines = ["", *(f"  {one.steps}" for one in found.found[:_TOLD])] if found.found else []
    if len(found.found) > _TOLD:
        lines.append(f"  and {len(found.found) - _TOLD:,} more")
    if found.wrong:
        lines += ["", "These figures are not what the table says:", *(f"  {name}" for name in found.wrong)]
    return lines


def leak_as_asked(leak: Leak, format: str) -> str:
    """What rounded figures give away, in words or as JSON."""
    if format == "json":
        import json

        found = [{"cell": one.name, "value": one.value} for one in leak.told]
        said = {"safe": leak.safe, "counts": leak.counts, "exact": leak.exact, "small": leak.small, "found": found}
        said |= {"possible_values": leak.width, "promised_values": leak.promised}
        said |= {"not_asked": leak.unasked, "wrong_figures": list(leak.wrong)}
        return json.dumps(said, indent=1, ensure_ascii=False)
    if leak.wrong:
        names = (f"  {name}" for name in leak.wrong)
        return "\n".join(["Not safe.", "", "The policy does not give these figures for their counts:", *names])
    from alder.cli.protect_rounded import said as in_words

    lines = ["Safe: no small count follows exactly." if leak.safe else "Not safe.", "", in_words(leak)]
    if leak.told:
        lines += ["", *(f"  {one.name} can only be {one.value}" for one in leak.told[:_TOLD])]
    if len(leak.told) > _TOLD:
        lines.append(f"  and {len(leak.told) - _TOLD:,} more")
    return "\n".join(lines)


def _of_certificate(found: Attacked, of: str = "small counts") -> list[str]:
    checked = present(found.certificate, "an audit with a certificate says what came of it")
    if checked.broken:
        return [f"The certificate proves nothing: {checked.broken}."]
    proved = found.secrets - len(checked.narrow)
    return [
        f"The certificate shows two possible values or more for {proved:,} of {found.secrets:,} {of}"
        f" ({checked.decoys} other tables).",
        "Sums alone give none away, it proves."
        if checked.proves_sums
        else f"It leaves {len(checked.still) + len(checked.told):,} open to sums; these were attacked.",
    ]


def as_object(found: Attacked) -> dict[str, object]:
    return {
        "safe": found.safe,
        "cells": found.cells,
        "hidden": found.hidden,
        "small": found.secrets,
        "found": [
            {"how": one.how.name.lower(), "steps": one.steps, "low": one.low, "high": one.high} for one in found.found
        ],
        "not_asked": found.unasked,
        "wrong_figures": list(found.wrong),
        "never_empty": found.never_empty,
        "made_as_may_be_empty": found.is_unguarded,
    }
