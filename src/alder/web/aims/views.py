"""The search for learning aims, and the page of one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404, JsonResponse
from django.urls import reverse
from django.utils import timezone

from alder.engine import reference
from alder.sources.aims import aim, aims_of, find, report
from alder.sources.aims.aim_list import LEVELS, subject_name
from alder.sources.aims.report import filters_of, list_to_add, more_to_add
from alder.sources.aims.search import SORTS
from alder.web.aims.asked import from_address
from alder.web.aims.held import store
from alder.web.aims.statistics import about
from alder.web.frame import Crumb, page

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from alder.sources.aims import AimResults
    from alder.web.aims.asked import FromAddress

_HERE = "alder.web.aims:templates/"


def search(request: HttpRequest) -> HttpResponse:
    """Aims by words, number and filters. Without a list of aims the page says which file to add."""
    held = aims_of(store())
    if held is None:
        return page(request, f"{_HERE}no_aims.html.j2", at="data-sources", needed=list_to_add())
    given = from_address(request.GET)
    found = find(held, given.asked)
    return page(
        request,
        f"{_HERE}aims.html.j2",
        at="data-sources",
        given=given,
        asked=given.asked,
        found=found,
        every=len(held),
        edition=held.editions[0],
        levels=LEVELS,
        level_choices=[("", "Any level"), *((v, f"{words} ({n:,})") for v, words, n in found.levels)],
        subject_choices=_subjects(found),
        kind_choices=[("", "Any kind"), *((v, f"{words} ({n:,})") for v, words, n in found.kinds)],
        body_choices=[("", "Any awarding body"), *((v, f"{words} ({n:,})") for v, words, n in found.bodies)],
        sorts=list(SORTS.items()),
        chips=_chips(given),
        subject_name=subject_name,
        as_json=reverse("aims-json") + given.address(found.page),
    )


def search_json(request: HttpRequest) -> JsonResponse:
    """The same for programs."""
    held = aims_of(store())
    given = from_address(request.GET)
    if held is None:
        return JsonResponse({"title": "No list of learning aims is held here.", "status": 404}, status=404)
    if given.error:
        return JsonResponse({"title": given.error, "status": 400}, status=400)
    return JsonResponse(report.found_as_object(find(held, given.asked), given.asked))


def one(request: HttpRequest, ref: str) -> HttpResponse:
    """One aim, and what is published about it."""
    found = aim(store(), ref)
    if found is None:
        raise Http404
    today = timezone.localdate()
    return page(
        request,
        f"{_HERE}aim.html.j2",
        at="data-sources",
        crumbs=[Crumb("Learning aims", reverse("aims"))],
        aim=found,
        is_open=found.is_open(today),
        ends=_soon_over(found.validity, today),
        about=about(found),
        filters=filters_of(found),
        lacking=more_to_add(reference.current(store())),
        as_json=reverse("aim-json", args=[found.ref]),
        titles=_titles(),
    )


def one_json(request: HttpRequest, ref: str) -> JsonResponse:
    """The same for programs, with the statistics about it."""
    found = aim(store(), ref)
    if found is None:
        return JsonResponse({"title": "There is no learning aim of this reference here.", "status": 404}, status=404)
    said: dict[str, Any] = report.aim_as_object(found)
    said["statistics"] = [
        {
            "data_set": str(one.listed.id),
            "title": one.listed.title,
            "by": list(one.by),
            "table": request.build_absolute_uri(one.address),
        }
        for one in about(found)
    ]
    said["where"] = [{"counts": who, "filter": text} for who, text in filters_of(found)]
    return JsonResponse(said)


def _subjects(found: AimResults) -> list[tuple[str, str]]:
    """Areas, and within each, indented, its subjects."""
    return [
        ("", "Any subject"),
        *((v, f"{'– ' if '.' in v else ''}{words} ({n:,})") for v, words, n in found.subjects),
    ]


def _chips(given: FromAddress) -> list[tuple[str, str]]:
    """Each condition in words, with the address of the search without it."""
    asked = given.asked
    found = [
        (LEVELS.get(asked.level, ""), ("level",)),
        (subject_name(asked.subject) if asked.subject.replace(".", "", 1).isdigit() else asked.subject, ("subject",)),
        (asked.kind, ("kind",)),
        (asked.body, ("body",)),
        (f"Open on {asked.on.day}/{asked.on.month}/{asked.on.year}" if asked.on else "", _DAY),
    ]
    return [(words, reverse("aims") + given.without(*names)) for words, names in found if words]


_DAY = ("on-day", "on-month", "on-year")


def _soon_over(validity: Any, today: date) -> date | None:
    """The last day for new starts, where the aim is open and closes within a year."""
    days = [v.last_start or v.end for v in validity if (v.start or today) <= today]
    if not days or None in days:
        return None
    last: date = max(days)
    return last if today <= last < today + timedelta(days=365) else None


def _titles() -> dict[str, str]:
    from alder.sources.reference.tables import tables

    return {name: known.title for name, known in tables().items()}
