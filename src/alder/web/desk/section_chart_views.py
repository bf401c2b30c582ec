"""The chart of a section: what it measures, what it goes by, and its words, with the chart as readers will see it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder.publishing.pages import Block
from alder.publishing.pages.block_table import widest_place
from alder.publishing.pages.content import PLACE, TIME
from alder.publishing.releases import Action
from alder.publishing.standard import LEVEL_BY_CODE
from alder.show.table import meaning, unit_in_words
from alder.web.desk.page_views import (
    cautions_of_chart,
    content_for_edit,
    keep_content,
    listed_in,
    part_at,
    put_part,
)
from alder.web.desk.permissions import for_release, release_page
from alder.web.forms import line, too_long
from alder.web.publications.data_set_store import contents_of, rows_of
from alder.web.statistics.page_sections import shown_section
from alder.web.statistics.release_views import draft_as_public

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.publishing.pages.block_chart import BlockChart
    from alder.show.statement import Statement
    from alder.web.accounts.models import Person
    from alder.web.publications.models import Release
    from alder.web.publications.public_catalogue import PublicDataSet

_LONGEST = {"title": 200, "note": 500}


@dataclass(frozen=True)
class ChartOptions:
    """What can be chosen for a chart of a data set: values with their words."""

    measures: list[tuple[str, str]]
    by: list[tuple[str, str, str]]
    series: list[tuple[str, str]]
    levels: list[tuple[str, str]]


@for_release(Action.EDIT)
def chart(request: HttpRequest, person: Person, release: Release, at: int) -> HttpResponseBase:
    """What the chart of a section measures, what it goes by, and its words, with the chart as readers will see it."""
    content, issue = content_for_edit(request, release), draft_as_public(release)
    section = part_at(content.sections, at)
    if section.block is None:
        raise Http404
    listed = listed_in(issue, section.block.data_set)
    if listed is None:  # its page says so, and offers those that are there
        return HttpResponseRedirect(reverse("desk-page-section", args=[release.pk, at]))
    block, offered = section.block, _offered(listed, section.block)
    errors: dict[str, str] = {}
    if request.method == "POST":
        block, errors = _given(request, block, offered)
    picture = shown_section(at, replace(section, block=block), issue)
    if request.method == "POST" and not errors and picture.drawn:
        block, errors = _stated(request, block, section.block, listed, picture.drawn.statement)
        picture = shown_section(at, replace(section, block=block), issue)
    wrong, notes = cautions_of_chart(block, listed, picture.drawn) if not errors else ("", [])
    if request.method == "POST" and not errors:
        if wrong:
            errors = {"by": f"There is nothing to show: {wrong}"}
        elif request.POST.get("do") != "look":
            sections = put_part(content.sections, at, replace(section, block=block))
            return keep_content(request, person, release, replace(content, sections=sections), f"#section-{at}")
    return release_page(
        request,
        person,
        release,
        "page_chart",
        position=at,
        block=block,
        section=picture,
        listed=listed,
        offered=offered,
        wrong=wrong,
        notes=notes,
        longest=_LONGEST,
        errors=errors,
        confirmable=_confirmable(block, listed, picture.drawn),
        meaning=meaning,
        unit_of=unit_in_words,
    )


def _offered(listed: PublicDataSet, block: Block) -> ChartOptions:
    """The ends of an interval are no measures of their own: they are drawn and shown with theirs."""
    contents = contents_of(listed.version.id)
    measures = [
        indicator
        for indicator in contents.indicators
        if not contents.is_end(indicator) or indicator.column in block.indicators
    ]
    filters = [(filter.column, filter.label) for filter in contents.filters]
    places = _levels(listed)
    by = [(TIME, "Time", "")] if len(contents.periods) > 1 else []
    by += [(PLACE, "Place", "")] if places else []
    by += [(column, label, "") for column, label in filters]
    return ChartOptions(
        [(measure.column, _named(measure.label, unit_in_words(measure))) for measure in measures],
        by or [(TIME, "Time", "There is one period, so readers see a table alone.")],
        [("", "Nothing"), *filters],
        [("", "The first that there is"), *places],
    )


def _confirmable(block: Block, listed: PublicDataSet, drawn: BlockChart | None) -> str:
    """The statement that can be confirmed: the one that is, word for word, or else what the figures allow."""
    if block.stated_of == str(listed.version.id):
        return block.statement
    return drawn.statement.proposed if drawn else ""


def _stated(
    request: HttpRequest, block: Block, was: Block, listed: PublicDataSet, said: Statement
) -> tuple[Block, dict[str, str]]:
    """With the statement that was ticked, if it is what these figures allow, or what was confirmed of them before."""
    ticked = line(request, "confirm")
    if not ticked:
        return block, {}
    version = str(listed.version.id)
    same = replace(was, indicators=was.indicators[:1], title="", note="", statement="", stated_of="")
    is_same = replace(block, indicators=block.indicators[:1], title="", note="") == same
    if ticked == said.proposed or (is_same and was.stated_of == version and ticked == was.statement):
        return replace(block, statement=ticked, stated_of=version), {}
    return block, {"confirm": "The figures that are chosen now do not say this. Read what they say, and decide again"}


def _levels(listed: PublicDataSet) -> list[tuple[str, str]]:
    """Those inside the widest place, with how many places each has."""
    data = rows_of(listed.version.id)
    widest, known = widest_place(data), data.places()
    inside = {code: places for code, places in known.items() if not widest or code != widest[0]}
    return [(code, f"{LEVEL_BY_CODE[code].text} ({len(places):,})") for code, places in inside.items()]


def _named(label: str, unit: str) -> str:
    return f"{label} ({unit})" if unit else label


def _given(request: HttpRequest, was: Block, offered: ChartOptions) -> tuple[Block, dict[str, str]]:
    """The chart that the form asks for, as far as it can be, and what is wrong with it."""
    measures = [column for column, _ in offered.measures]
    first, by, series, level = (request.POST.get(name, "") for name in ("first", "by", "series", "level"))
    also = [column for column in measures if column in request.POST.getlist("also") and column != first]
    given = {"title": line(request, "title"), "note": line(request, "note")}
    errors: dict[str, str] = {}
    if first not in measures:
        errors["first"] = "Choose the measure that is drawn"
    if by not in [value for value, *_ in offered.by]:
        errors["by"] = "Choose what the chart goes by"
    if series not in [value for value, _ in offered.series]:
        errors["series"] = "Choose one of these"
    elif series and series == by:
        errors["series"] = "The chart goes by this already. Choose another, or nothing"
    if by == PLACE and level not in [value for value, _ in offered.levels]:
        errors["level"] = "Choose a level of places that the data set has"
    errors |= too_long(given, _LONGEST)
    place = level if by == PLACE else ""
    asked = Block(was.data_set, (first, *also), by, series, place, given["title"], given["note"])
    unsaid = replace(was, title=given["title"], note=given["note"], statement="", stated_of="")
    return (unsaid if errors else asked), errors
