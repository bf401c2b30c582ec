"""What screening says before a data set is published: what fails is refused, unless it is accepted with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.errors import NotPublishable, UsageError
from alder.publishing.contents import with_known_levels
from alder.publishing.contents.description import check_servable
from alder.publishing.screener import NO_LISTS, read_lists, screen

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from alder.publishing.screener import Fault, Lists, Result, Screening
    from alder.publishing.standard import DataSet


def screened(data_set: DataSet, lists: Path | None, accept: Sequence[str], reason: str) -> Screening:
    """Screen a data set, and refuse it if a check fails that is not accepted."""
    if accept and not reason.strip():
        raise UsageError("what is accepted needs a reason", where="Give it with --reason. Everyone can read it.")
    known = read_lists(lists) if lists else NO_LISTS
    screening = screen(data_set, lists=known, accept=accept)
    if not screening.passed:
        failures, may_be_accepted = _all_failures(data_set, known, accept, screening)
        raise NotPublishable(
            f"{data_set.data_file} does not keep to the open-data standard",
            where="\n  ".join(f"{result.check}: {_first(result.faults)}" for result in failures),
            next=_next(data_set, failures if may_be_accepted else ()),
        )
    return screening


def _all_failures(
    data_set: DataSet, lists: Lists, accept: Sequence[str], screening: Screening
) -> tuple[Sequence[Result], bool]:
    """Failures of later stages too, which screening does not come to: as if each that is found had been accepted.

    It cannot be where later checks rest on one of them, or where the data set could not be served.
    """
    failures = list(screening.failures)
    while not screening.passed:
        try:
            screening = screen(data_set, lists=lists, accept=[*accept, *(failure.check for failure in failures)])
        except UsageError:
            return failures, False
        failures += screening.failures
    return failures, _can_be_served(data_set)


def accepted(screening: Screening, reason: str) -> list[dict[str, str]]:
    """The failures that were accepted, as they are told to readers."""
    return [
        {"check": result.check, "said": _first(result.faults), "reason": reason.strip()}
        for result in screening.accepted
    ]


def _first(faults: Sequence[Fault]) -> str:
    said = faults[0].said if faults else ""
    return f"{said} And {len(faults) - 1} more." if len(faults) > 1 else said


def _can_be_served(data_set: DataSet) -> bool:
    try:
        check_servable(with_known_levels(data_set))
    except NotPublishable:
        return False
    return True


def _next(data_set: DataSet, failures: Sequence[Result]) -> str:
    see = f"See how to put it right with: alder screen {data_set.data_file}"
    if not failures:
        return see
    options = " ".join(f"--accept {result.check}" for result in failures)
    return f'{see}\nOr publish it as it is, with a reason that everyone can read: {options} --reason "..."'
