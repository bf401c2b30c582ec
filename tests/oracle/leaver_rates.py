"""Leavers of a year: who is left out and why, who has not left yet, who completed, who achieved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.oracle import code_lists as codes
from tests.oracle.days import label, length, year_of
from tests.oracle.followed_aims import FollowedAim, end_years, follow, later_of
from tests.oracle.registers import NO_REGISTERS, Registers
from tests.oracle.return_files import Aim, Return

TRANSFER_DAYS = 120
TIMELY_DAYS = 90
SCOPES = ("apprenticeships", "education_and_training")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an aim, as the figures of one year see it."""

    status: str
    year: int | None = None
    """The year in which it leaves, or did, or in which it is lost sight of."""
    left_out: str = ""
    """Why it is in no count of that year, in one word or two."""


@dataclass(frozen=True)
class Leavers:
    """Followed aims, and who else is there to ask about each."""

    year: int
    aims: Sequence[FollowedAim]
    by_person: dict[object, list[FollowedAim]] = field(default_factory=dict)

    @classmethod
    def of(cls, returns: Iterable[Return], year: int, registers: Registers = NO_REGISTERS) -> Leavers:
        aims = follow(returns, year, registers)
        by_person = defaultdict(list)
        for aim in aims:
            by_person[aim.provider, aim.person].append(aim)
        return cls(year, aims, by_person)

    def beside(self, aim: FollowedAim) -> list[FollowedAim]:
        """Other aims of the same learner at the same provider."""
        return [other for other in self.by_person[aim.provider, aim.person] if other is not aim]

    # What is left out -------------------------------------------------------------------------------------------

    def transferred(self, aim: FollowedAim) -> bool:
        """Left for another aim of the same kind at the provider, which began 0 to 120 days after the end."""
        a = aim.latest
        if a.reason != codes.TO_ANOTHER_AIM or a.end is None:
            return False
        for other in self.beside(aim):
            new = other.latest
            same_kind = new.provision == a.provision and not new.is_component
            if same_kind and 0 <= (new.start - a.end).days <= TRANSFER_DAYS:
                return True
        return False

    def why_left_out(self, aim: FollowedAim) -> str:
        """The reason for which a withdrawal is in no count, or nothing."""
        a = aim.latest
        if a.completion != codes.WITHDRAWN:
            return ""
        if self.transferred(aim):
            return "transfer"
        if a.reason == codes.IN_A_MERGER:
            return "merger"
        if a.reason == codes.BY_INTERVENTION:
            return "provider intervention"
        if a.outcome != codes.ACHIEVED and inside_qualifying_period(a):
            return "qualifying period"
        return ""

    # Breaks -----------------------------------------------------------------------------------------------------

    def resumed_in(self, aim: FollowedAim) -> int | None:
        """The year in which a planned break ended: that of the first restart of the same learning there."""
        a = aim.latest
        restarts = []
        for other in self.beside(aim):
            new = other.latest
            same = new.restart and new.provision == a.provision and new.content == a.content and not new.is_component
            if same and (a.end is None or new.start >= a.end):
                restarts.append(new.start)
        return year_of(min(restarts)) if restarts else None

    def of_a_break(self, aim: FollowedAim) -> Verdict:
        """A break is overdue where it was neither resumed nor returned again by the year after its ends."""
        planned, ended, *_ = end_years(aim)
        due = later_of(planned, ended) + 1
        resumed = self.resumed_in(aim)
        if (resumed is not None and resumed <= due) or (aim.break_shown or 0) >= due:
            return Verdict("planned break", later_of(*end_years(aim)), "planned break")
        if due <= aim.told_until:
            return Verdict("overdue break", due)
        return self.still_on(aim, due, "planned break")

    # Others that go on ------------------------------------------------------------------------------------------

    def still_on(self, aim: FollowedAim, overdue: int, status: str) -> Verdict:
        """What went on in its provider's last return: not known once its end would be overdue."""
        if aim.told_until < self.year and overdue <= self.year:
            return Verdict("not known", overdue, "not known")
        return Verdict(status, later_of(*end_years(aim)), "" if status == "continuing" else status)

    def of_one_that_goes_on(self, aim: FollowedAim) -> Verdict:
        a = aim.latest
        planned = year_of(a.planned)
        if aim.is_missing:
            return Verdict("overdue continuing", later_of(planned, aim.last_returned + 1))
        waits = awaits_assessment(a)
        return self.still_on(
            aim, later_of(planned, aim.told_until + 1), "awaiting assessment" if waits else "continuing"
        )

    # All of it --------------------------------------------------------------------------------------------------

    def became(self, aim: FollowedAim) -> Verdict:
        """What became of an aim, whichever year is asked for."""
        a = aim.latest
        if a.completion == codes.ON_BREAK:
            return self.of_a_break(aim)
        if a.completion not in (codes.COMPLETED, codes.WITHDRAWN):
            return self.of_one_that_goes_on(aim)
        leaves = later_of(*end_years(aim))
        why = self.why_left_out(aim)
        if why:
            return Verdict(f"excluded: {why}", leaves, why)
        if a.completion == codes.WITHDRAWN:
            return Verdict("withdrawn", leaves)
        return Verdict("achiever" if a.outcome == codes.ACHIEVED else "completer", leaves)

    def status(self, aim: FollowedAim, scope: str) -> str:
        """What became of an aim, as the figures of this year and a scope have it, in one word."""
        if not in_scope(aim.latest, scope):
            return "out of scope"
        verdict = self.became(aim)
        if verdict.left_out or verdict.status == "continuing" or verdict.year == self.year:
            return verdict.status
        return f"leaver in {label(verdict.year)}" if verdict.year is not None else "leaver"

    def counted(self, scope: str) -> Iterable[tuple[FollowedAim, dict[str, bool], str]]:
        """Aims that end in the year, or should have: in which counts each is, or why it is in none."""
        for aim in self.aims:
            if not in_scope(aim.latest, scope):
                continue
            verdict = self.became(aim)
            if verdict.status == "continuing" or verdict.year != self.year:
                continue
            completed = aim.latest.completion == codes.COMPLETED
            achieved = completed and aim.latest.outcome == codes.ACHIEVED
            yield aim, {"leavers": True, "completers": completed, "achievers": achieved}, verdict.left_out

    def counted_in_time(self, scope: str) -> Iterable[tuple[FollowedAim, dict[str, bool], str]]:
        """Aims that were planned to end in the year, whatever became of them since. Standards have no such rate."""
        for aim in self.aims:
            a = aim.latest
            if not in_scope(a, scope) or a.programme == codes.STANDARD or year_of(a.planned) != self.year:
                continue
            why = self.why_left_out(aim)
            if not why:
                status = self.became(aim).status
                goes_on = status in ("continuing", "not known", "planned break")
                if status == "planned break":
                    why = "planned break"
                elif goes_on and aim.told_until < self.year:
                    why = "not known"
            achieved = a.completion == codes.COMPLETED and a.outcome == codes.ACHIEVED
            in_time = achieved and a.end is not None and (a.end - a.planned).days <= TIMELY_DAYS
            yield aim, {"timely_cohort": True, "timely_achievers": in_time}, why


def in_scope(a: Aim, scope: str) -> bool:
    """Apprenticeships are counted by their programme aims; education and training is every aim of no other kind."""
    return a.provision == scope and not a.is_component


def inside_qualifying_period(a: Aim) -> bool:
    """Left before day 42 of 168 planned or more, or before day 14 of 14 to 167. A restart is not shielded."""
    if a.end is None or a.restart:
        return False
    planned, stayed = a.planned_days, length(a.start, a.end)
    if planned >= 168:
        return stayed < 42
    return planned >= 14 and stayed < 14


def awaits_assessment(a: Aim) -> bool:
    """A standard whose training has ended and whose assessment is still to come."""
    waiting = a.programme == codes.STANDARD and a.outcome == codes.NOT_YET_KNOWN
    return waiting and a.end is not None and a.achieved_on is None
