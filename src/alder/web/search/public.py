"""What is published, ready to be found: publications, releases, data sets, and what these measure and split by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from alder.web.publications.data_set_store import contents_of
from alder.web.publications.public_catalogue import public_publications
from alder.web.search.kinds import Entry, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from uuid import UUID

    from alder.web.publications.public_catalogue import PublicDataSet, PublicPublication

_MOST_OPTIONS = 400
Mark = tuple[tuple[str, ...], ...]


def published() -> tuple[Sequence[PublicPublication], Mark]:
    """What is public now, and a mark that changes when it does."""
    found = public_publications()
    mark = tuple(
        (
            str(one.version.id),
            one.title,
            one.data_set.summary,
            issue.title,
            found_in.publication.title,
            found_in.publication.summary,
        )
        for found_in in found
        for issue in found_in.issues
        for one in issue.data_sets
    )
    return found, mark


def entries(found: Sequence[PublicPublication]) -> Iterator[Entry]:
    """Each publication, its releases, and each data set once, by its newest version, with its columns."""
    seen: set[UUID] = set()
    for one in found:
        publication = one.publication
        yield Entry(
            Kind.PUBLICATION,
            publication.title,
            reverse("release", args=[publication.slug, one.latest.slug]),
            publication.summary or f"Latest: {one.latest.title}.",
            "",
            f"{publication.summary} {' '.join(s.title for i in one.issues for s in i.data_sets)}",
            f"Latest: {one.latest.title}",
        )
        for issue in one.issues:
            address = reverse("release", args=[publication.slug, issue.slug])
            yield Entry(
                Kind.RELEASE, f"{publication.title}, {issue.title}", address, publication.summary, "", issue.title
            )
            for listed in issue.data_sets:
                if listed.id not in seen:
                    seen.add(listed.id)
                    yield from _data_set(listed, publication.title)


def _data_set(listed: PublicDataSet, publication: str) -> Iterator[Entry]:
    address = reverse("data-set", args=[listed.id])
    told = listed.version.summary
    yield Entry(
        Kind.DATA_SET,
        listed.title,
        address,
        listed.data_set.summary or f"{listed.span}.",
        "",
        f"{listed.data_set.summary} {' '.join((*told['indicators'], *told['filters'], *listed.levels))}",
        f"{publication}, {listed.span}",
    )
    contents = contents_of(listed.version.id)
    builder = reverse("table-places", args=[listed.id])
    columns = {indicator.column for indicator in contents.indicators}
    for indicator in contents.indicators:
        of, _, end = indicator.column.rpartition("_")
        if end in ("lower", "upper") and of in columns:
            continue  # the ends of an interval are found with what they are the interval of
        yield Entry(
            Kind.INDICATOR,
            indicator.label,
            f"{builder}?show={indicator.id}",
            f"Make a table of it from {listed.title}.",
            indicator.column.replace("_", " "),
            indicator.grouping,
            listed.title,
        )
    for filter in contents.filters:
        labels = [option.label for option in filter.options]
        shown = ", ".join(labels[:4]) + (f" and {len(labels) - 4:,} more" if len(labels) > 4 else "")
        yield Entry(
            Kind.FILTER,
            filter.label,
            f"{address}#columns",
            f"{shown}.",
            filter.column.replace("_", " "),
            f"{filter.hint} {' '.join(labels[:_MOST_OPTIONS])}",
            listed.title,
        )
