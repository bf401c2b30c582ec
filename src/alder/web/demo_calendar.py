"""What is to come in the demo: one release with its minute, and the month in which others are expected."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from alder.demo.questions import data_file
from alder.look.words import LONDON, MONTHS
from alder.publishing.releases import Happened, ReleaseState
from alder.web.demo_pages import LEARNERS
from alder.web.publications.data_set_import import ImportRequest, import_pair
from alder.web.publications.history import record_event
from alder.web.publications.models import DataSet, Release

if TYPE_CHECKING:
    from pathlib import Path
    from uuid import UUID

_TABLE = "learners_by_age_and_sex"
_TITLE = "Academic year 2020/21, final figures"
_AHEAD = timedelta(days=21)
_THURSDAY = 3
_MONTHS_AHEAD = 5


def expected() -> str:
    """The month in which releases that have no minute yet are expected, as the demo says it: March 2027."""
    today = timezone.localdate()
    month = today.month - 1 + _MONTHS_AHEAD
    return f"{MONTHS[month % 12]} {today.year + month // 12}"


def plan_ahead(tables: Path, data_set: UUID) -> None:
    """Schedule the final figures on learners, as a draft that nobody can see yet, if that was not done before."""
    file = data_file(tables, _TABLE)
    if not file.is_file() or DataSet.objects.filter(id=data_set).exists():
        return
    import_pair(
        file, None, ImportRequest(LEARNERS, _TITLE, data_set=data_set, title="Learners, final figures", draft=True)
    )
    release = Release.objects.get(publication__title=LEARNERS, title=_TITLE)
    release.state, release.scheduled = ReleaseState.SCHEDULED, _a_thursday_morning()
    release.save()
    record_event(release, Happened.SCHEDULED)


def _a_thursday_morning() -> datetime:
    """Half past nine in London, in three to four weeks."""
    day = timezone.localdate() + _AHEAD
    day += timedelta(days=(_THURSDAY - day.weekday()) % 7)
    return datetime.combine(day, time(9, 30), LONDON)
