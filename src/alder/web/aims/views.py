"""The search for learning aims, and each aim with what is published about it, as pages and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.http import Http404, JsonResponse
from django.urls import reverse

from alder import wall_clock
from alder.engine import reference
from alder.sources.aims import AimQuery, aim, aim_report, aims_of, find
from alder.sources.aims.aim_list import LEVELS, subject_name
from alder.sources.aims.aim_report import filters_of, list_to_add, more_to_add
from alder.sources.aims.search import SORTS
from alder.web.aims.services import statistics_about, store_of_aims
from alder.web.frame import Crumb, page, query

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, QueryDict

    from alder.sources.aims import AimResults

_HERE = "alder.web.aims:templates/"


def search(request: HttpRequest) -> HttpResponse:
    """Aims by words, number and filters. Without a list of aims the page says which file to add."""
    held = aims_of(store_of_aims())
    if held is None:
        return page(request, f"{_HERE}no_aims.html.j2", at="data-sources", needed=list_to_add())
    given = read_address(request.GET)
    results = find(held, given.asked)
    return page(
        request,
        f"{_HERE}aims.html.j2",
        at="data-sources",
        given=given,
        asked=given.asked,
        found=results,
        every=len(held),
        edition=held.editions[0],
        levels=LEVELS,
        level_choices=[("", "Any level"), *((v, f"{words} ({n:,})") for v, words, n in results.levels)],
        subject_choices=_subjects(results),
        kind_choices=[("", "Any kind"), *((v, f"{words} ({n:,})") for v, words, n in results.kinds)],
        body_choices=[("", "Any awarding body"), *((v, f"{words} ({n:,})") for v, words, n in results.bodies)],
        sorts=list(SORTS.items()),
        chips=_chips(given),
        subject_name=subject_name,
        as_json=reverse("aims-json") + given.address(results.page),
    )


def search_json(request: HttpRequest) -> JsonResponse:
    """The same for programs."""
    held = aims_of(store_of_aims())
    given = read_address(request.GET)
    if held is None:
        return JsonResponse({"title": "No list of learning aims is held here.", "status": 404}, status=404)
    if given.error:
        return JsonResponse({"title": given.error, "status": 400}, status=400)
    return JsonResponse(aim_report.found_as_object(find(held, given.asked), given.asked))


def one(request: HttpRequest, ref: str) -> HttpResponse:
    """One aim, and what is published about it."""
    found = aim(store_of_aims(), ref)
    if found is None:
        raise Http404
    today = wall_clock.today()
    return page(
        request,
        f"{_HERE}aim.html.j2",
        at="data-sources",
        crumbs=[Crumb("Learning aims", reverse("aims"))],
        aim=found,
        is_open=found.is_open(today),
        ends=_soon_over(found.validity, today),
        about=statistics_about(found),
        filters=filters_of(found),
        lacking=more_to_add(reference.current(store_of_aims())),
        as_json=reverse("aim-json", args=[found.ref]),
        titles=_titles(),
    )


def one_json(request: HttpRequest, ref: str) -> JsonResponse:
    """The same for programs, with the statistics about it."""
    record = aim(store_of_aims(), ref)
    if record is None:
        return JsonResponse({"title": "There is no learning aim of this reference here.", "status": 404}, status=404)
    said: dict[str, Any] = aim_report.aim_as_object(record)
    said["statistics"] = [
        {
            "data_set": str(one.listed.id),
            "title": one.listed.title,
            "by": list(one.by),
            "table": request.build_absolute_uri(one.address),
        }
        for one in statistics_about(record)
    ]
    said["where"] = [{"counts": who, "filter": text} for who, text in filters_of(record)]
    return JsonResponse(said)


def _subjects(results: AimResults) -> list[tuple[str, str]]:
    """Areas, and within each, indented, its subjects."""
    return [
        ("", "Any subject"),
        *((v, f"{'– ' if '.' in v else ''}{words} ({n:,})") for v, words, n in results.subjects),
    ]


def _chips(given: AimsAddress) -> list[tuple[str, str]]:
    """Each condition in words, with the address of the search without it."""
    asked = given.asked
    chips = [
        (LEVELS.get(asked.level, ""), ("level",)),
        (subject_name(asked.subject) if asked.subject.replace(".", "", 1).isdigit() else asked.subject, ("subject",)),
        (asked.kind, ("kind",)),
        (asked.body, ("body",)),
        (f"Open on {asked.on.day}/{asked.on.month}/{asked.on.year}" if asked.on else "", _DAY_FIELDS),
    ]
    return [(words, reverse("aims") + given.without(*names)) for words, names in chips if words]


def _soon_over(validity: Any, today: date) -> date | None:
    """The last day for new starts, where the aim is open and closes within a year."""
    days = [v.last_start or v.end for v in validity if (v.start or today) <= today]
    if not days or None in days:
        return None
    last: date = max(days)
    return last if today <= last < today + timedelta(days=365) else None


def _titles() -> dict[str, str]:
    from alder.sources.reference.table_catalogue import tables

    return {name: known.title for name, known in tables().items()}


_LONGEST = 200
_DAY_FIELDS = ("on-day", "on-month", "on-year")
_NAMES = ("q", "level", "subject", "body", "kind", "sort")


@dataclass(frozen=True)
class AimsAddress:
    """`asked` is what was understood; `typed` what stood in each field; `error` what is wrong with the day."""

    asked: AimQuery
    typed: dict[str, str]
    error: str = ""

    def address(self, page: int) -> str:
        return query(*self.typed.items(), ("page", page))

    def without(self, *names: str) -> str:
        """The same search without some of its conditions."""
        kept = {n: v for n, v in self.typed.items() if n not in names}
        return query(*kept.items())


def read_address(given: QueryDict) -> AimsAddress:
    typed = {name: given.get(name, "").strip()[:_LONGEST] for name in (*_NAMES, *_DAY_FIELDS)}
    day, error = _day(typed, given.get("on", "").strip())
    page = given.get("page", "")
    asked = AimQuery(
        typed["q"],
        level=typed["level"] if typed["level"] in LEVELS else "",
        subject=typed["subject"],
        body=typed["body"],
        kind=typed["kind"],
        on=day,
        sort=typed["sort"] if typed["sort"] in SORTS else "best",
        page=int(page) if page.isdecimal() and len(page) < 9 else 1,
    )
    return AimsAddress(asked, typed, error)


def _day(typed: dict[str, str], whole: str) -> tuple[date | None, str]:
    """A day from its three fields, or in one as programs write it."""
    parts = [typed[name] for name in _DAY_FIELDS]
    if whole and not any(parts):
        try:
            day = date.fromisoformat(whole)
        except ValueError:
            return None, "Write the day as a date, such as 2026-09-01"
        typed |= dict(zip(_DAY_FIELDS, (str(day.day), str(day.month), str(day.year)), strict=True))
        return day, ""
    if not any(parts):
        return None, ""
    if lacking := [name for name, part in zip(("a day", "a month", "a year"), parts, strict=True) if not part]:
        return None, f"The day must have {' and '.join(lacking)}"
    try:
        return date(*(int(part) for part in reversed(parts))), ""
    except (ValueError, OverflowError):
        return None, "The day must be a real date, such as 1 9 2026"
