"""Scans of what lies in quarantine, beside the other chores of a worker: one at a time, in a thread without a database.

A turn of the worker waits a short while for a scan. One that takes longer goes on, and what it found is said in the
turn after its end, unless somebody decided on the files or withdrew them meanwhile.
"""

from __future__ import annotations

from concurrent.futures import Future, wait
from datetime import timedelta
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from alder import wall_clock
from alder.errors import AlderError
from alder.governance.ingress import INGRESS, IngressAction, IngressState
from alder.web.projects.brought import SCAN_AGAIN, act, act_of, note_trouble, paths_of
from alder.web.projects.models import IngressRecord
from alder.workspaces.quarantine import Inspection, inspect

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_A, _S = IngressAction, IngressState
PATIENCE = 2.0
"""Seconds that one turn waits for scans at the most."""
_GIVEN_UP = timedelta(minutes=30)
"""After so long the worker that scans has died, and another does it: longer than a scan by both programs may take."""


class ScanUnderWay(NamedTuple):
    """A scan that has begun, of what was brought as it was then."""

    row: IngressRecord
    seen: Future[Inspection]


_under_way: ScanUnderWay | None = None


def scan_due() -> None:
    """Go on with the scan that is under way, and with what else is due while there is patience."""
    global _under_way
    until = monotonic() + PATIENCE
    while monotonic() < until:
        _under_way = _under_way or _begun()
        if _under_way is None or not wait([_under_way.seen], until - monotonic()).done:
            return
        ended, _under_way = _under_way, None
        _say(ended)


def _begun() -> ScanUnderWay | None:
    """The scan of what waits longest and no other worker has."""
    now = wall_clock.now()
    due = IngressRecord.objects.filter(next_scan__lte=now, state__in=(_S.QUARANTINED, _S.UNSCANNED))
    for row in due.order_by("next_scan")[:5]:
        if due.filter(pk=row.pk, revision=row.revision).update(next_scan=now + _GIVEN_UP):
            seen: Future[Inspection] = Future()
            Thread(target=_inspect, args=(paths_of(row), seen), daemon=True).start()
            return ScanUnderWay(row, seen)
    return None


def _inspect(paths: Mapping[str, Path], seen: Future[Inspection]) -> None:
    try:
        seen.set_result(inspect(paths))
    except Exception as error:  # it is raised where the result is asked for
        seen.set_exception(error)


def _say(ended: ScanUnderWay) -> None:
    """What was found is said, of what is still as it was when the scan began."""
    row = IngressRecord.objects.select_related("project").get(pk=ended.row.pk)
    if row.revision != ended.row.revision:
        return
    try:
        _act_on(row, ended.seen.result())
    except (OSError, AlderError) as error:
        note_trouble(row, error)


def _act_on(row: IngressRecord, seen: Inspection) -> None:
    action, said = seen.act
    known = {file.name: file.sha256 for file in row.files.all()}
    if seen.hashes != known:
        action, said = _A.BLOCK, {**said, "reason": "A file changed in quarantine."}
    if row.state == _S.UNSCANNED and action is _A.REPORT_UNSCANNED:  # it was said before
        IngressRecord.objects.filter(pk=row.pk).update(next_scan=wall_clock.now() + SCAN_AGAIN)
        return
    with transaction.atomic():
        after = act(None, row, action, said)
        code = act_of(None, row, _A.LET_IN_CODE, {"notes": len(seen.remarks)})
        if after.state is _S.READY and not INGRESS.why_not(after, code):
            act(None, row, _A.LET_IN_CODE, code.said)
