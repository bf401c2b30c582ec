"""Hard cases of the rates, in known numbers: learning that stands on a boundary of what counts, made on purpose.

Each case is a row of `CASES`: for whom it is made, the spells of learning that it is made of, and what the rates must
say of each spell. Days are counted from the first day of the first spell. Every shard has each case in one year of
`EVERY`, so that a nation has it in every year; a shard with too few learners has none, and the column `hard_case` of
the aims says how many there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

COMPLETER, WITHDRAWN = "completer", "withdrawn"
TRANSFER, INTERVENTION, MERGER, QUALIFYING = "transfer", "intervention", "merger", "qualifying period"
BREAK, OVERDUE_BREAK, OVERDUE = "planned break", "overdue break", "overdue continuing"
EXCLUDED = (TRANSFER, INTERVENTION, MERGER, QUALIFYING)
"""What the rates say of a spell: who counts, and who is left out and why."""

EVERY = 5
"""Of how many years a shard has each case in one."""

ADULTS, APPRENTICES = "adult", "apprentice"

PLANNED: Final = 300
"""Planned days of adults where the case says nothing else."""


@dataclass(frozen=True)
class CaseSpell:
    """One aim of a case. `begins` and the lengths are in days; an aim of 168 planned days ends 167 days after it began.

    `at` is where it is learned: the same provider, or another. `what` is the same aim, another of its kind, or for an
    apprentice an aim outside of apprenticeships.
    """

    says: str
    begins: int = 0
    planned: int | None = None  # None: 300 days for an adult, what was planned for an apprentice
    lasts: int | None = None  # days learned, first and last included; None: to the planned end
    status: int = 2  # 2 completed, 3 withdrawn, 6 on a break
    reason: int = -1
    restart: bool = False
    elsewhere: bool = False
    another: bool = False
    outside: bool = False
    outcome: int = 1
    returned_for: int = 0  # for how many years it is returned without an end; 0 where it has one
    waits: int = 0  # days from the end to the assessment, where that is part of the case
    ends_on: str = ""  # "31 July" at the end of the academic year, for apprentices of the next one, or "1 August"


@dataclass(frozen=True)
class HardCase:
    """A case: its name, who it is made for, and its spells."""

    name: str
    of: str
    spells: tuple[CaseSpell, ...]


def _transfer(of: str, gap: int, says: str) -> HardCase:
    """Left for another aim of the provider (reason 40), which begins `gap` days after the end."""
    left = CaseSpell(says, lasts=61, status=3, reason=40)
    days = "1 day" if gap == 1 else f"{gap} days"
    return HardCase(f"transfer after {days}, {of}", of, (left, CaseSpell(COMPLETER, begins=60 + gap, another=True)))


def _stayed(of: str, planned: int, lasts: int, says: str) -> HardCase:
    left = CaseSpell(says, planned=planned, lasts=lasts, status=3, reason=3)
    return HardCase(f"left after {lasts} days of {planned} planned, {of}", of, (left,))


def _moved(of: str, reason: int, name: str, says: str) -> HardCase:
    """Left for another provider, where the same learning goes on."""
    left = CaseSpell(says, lasts=81, status=3, reason=reason)
    return HardCase(f"{name}, {of}", of, (left, CaseSpell(COMPLETER, begins=95, restart=True, elsewhere=True)))


def _paused(of: str, name: str, became: str, back: int | None, **again: object) -> HardCase:
    """On a break after 70 days, and back after so many, or never."""
    away = CaseSpell(became, lasts=71, status=6, outcome=3)
    if back is None:
        return HardCase(f"{name}, {of}", of, (away,))
    spell = {"says": COMPLETER, "begins": 70 + back, "restart": True, **again}
    return HardCase(f"{name}, {of}", of, (away, CaseSpell(**spell)))  # type: ignore[arg-type]


_BOTH = tuple(
    case
    for of in (ADULTS, APPRENTICES)
    for case in (
        _transfer(of, int(of == APPRENTICES), TRANSFER),  # two programmes never share a day
        _transfer(of, 119, TRANSFER),
        _transfer(of, 120, TRANSFER),
        _transfer(of, 121, WITHDRAWN),
        _moved(of, 2, "left for another provider (reason 2)", WITHDRAWN),
        _moved(of, 7, "moved by the department (reason 7)", INTERVENTION),
        _moved(of, 41, "left for a strategy of government (reason 41)", WITHDRAWN),
        _paused(of, "break without a restart", OVERDUE_BREAK, None),
        _paused(of, "break with a restart in the same year", BREAK, 60),
        _paused(of, "break with a restart in the next year", BREAK, 300),
        _paused(of, "restart that is left within 42 days", BREAK, 60, says=WITHDRAWN, lasts=21, status=3, reason=3),
    )
)

CASES: Final = (
    *_BOTH,
    HardCase("released from custody (reason 28)", ADULTS, (CaseSpell(WITHDRAWN, lasts=90, status=3, reason=28),)),
    HardCase("transfer without another aim", ADULTS, (CaseSpell(WITHDRAWN, lasts=90, status=3, reason=40),)),
    HardCase(
        "from an apprenticeship to other learning",
        APPRENTICES,
        (
            CaseSpell(WITHDRAWN, lasts=61, status=3, reason=40),
            CaseSpell(COMPLETER, begins=90, planned=200, another=True, outside=True),
        ),
    ),
    _stayed(ADULTS, 168, 41, QUALIFYING),
    _stayed(ADULTS, 168, 42, WITHDRAWN),
    _stayed(ADULTS, 167, 13, QUALIFYING),
    _stayed(ADULTS, 167, 14, WITHDRAWN),
    _stayed(ADULTS, 14, 13, QUALIFYING),
    _stayed(ADULTS, 13, 5, WITHDRAWN),
    _stayed(APPRENTICES, 400, 41, QUALIFYING),
    _stayed(APPRENTICES, 400, 42, WITHDRAWN),
    HardCase("achieved within the qualifying period", ADULTS, (CaseSpell(COMPLETER, planned=168, lasts=30),)),
    HardCase("achieved in part", ADULTS, (CaseSpell(COMPLETER, outcome=2),)),
    HardCase("missing before its planned end", ADULTS, (CaseSpell(OVERDUE, planned=420, status=3, returned_for=1),)),
    HardCase("overdue, then missing", ADULTS, (CaseSpell(OVERDUE, planned=120, status=3, returned_for=2),)),
    HardCase("apprentice missing", APPRENTICES, (CaseSpell(OVERDUE, planned=500, status=3, returned_for=1),)),
    HardCase(
        "apprentice overdue, then missing", APPRENTICES, (CaseSpell(OVERDUE, planned=400, status=3, returned_for=3),)
    ),
    HardCase("ended 90 days after its planned end", ADULTS, (CaseSpell(COMPLETER, planned=150, lasts=240),)),
    HardCase("ended 91 days after its planned end", ADULTS, (CaseSpell(COMPLETER, planned=150, lasts=241),)),
    HardCase("ended in the year before its planned end", ADULTS, (CaseSpell(COMPLETER, planned=420, lasts=200),)),
    HardCase("ended on 31 July", ADULTS, (CaseSpell(COMPLETER, planned=150, ends_on="31 July"),)),
    HardCase("ended on 1 August", ADULTS, (CaseSpell(COMPLETER, planned=150, ends_on="1 August"),)),
    HardCase(
        "assessed in the year after its end",
        APPRENTICES,
        (CaseSpell(COMPLETER, ends_on="31 July", waits=60),),
    ),
)
"""All of them. Aims of a case are called after it in the column `hard_case`."""

MERGED, CLOSED = "provider merged", "provider closed"
"""What happens to whoever learns at a provider on its last day: reason 47 and on at the successor, or reason 7 and on
elsewhere."""

NAMES: Final = ("", *(case.name for case in CASES), MERGED, CLOSED)
"""Every name of the column `hard_case`, by number; none has 0."""


def starts_again(case: HardCase) -> bool:
    """Whether an apprentice of this case begins a second programme in the year, which is a start of its own."""
    return any(spell.another and not spell.outside for spell in case.spells)


def cases_of(of: str, shard: int, year: int) -> tuple[int, ...]:
    """The numbers in `NAMES` of the cases that a shard has in a year for one kind of learner."""
    return tuple(n for n, case in enumerate(CASES, 1) if case.of == of and (shard + year + n) % EVERY == 0)
