"""How an aim, and those like it, are asked for in a table of one's own returns."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alder.sources.aims.one import Aim


def filters_of(aim: Aim) -> list[tuple[str, str]]:
    """What to put after `--where`, the narrowest first, with whom each counts."""
    found = [("everyone on this aim", f"LearnAimRef = {aim.ref}")]
    if aim.subject and aim.level_code != "X":
        both = f"subject_area_tier_2 = {_tenths(aim.subject)} and notional_level = {aim.level_code}"
        found.append((f"everyone on an aim in {aim.subject_name} at {_in_a_sentence(aim.level)}", both))
    if aim.area and not aim.is_generic:
        found.append((f"everyone on an aim in {aim.area_name}", f"subject_area = {aim.area}"))
    if aim.kind_code:
        found.append((f"everyone on an aim of the kind {aim.kind}", f"qualification_type = {aim.kind_code}"))
    return found


def _tenths(subject: str) -> str:
    """7.30 as the variable has it, 7.3."""
    return subject[:-1] if subject.endswith("0") and "." in subject else subject


def _in_a_sentence(level: str) -> str:
    return level[:1].lower() + level[1:]
