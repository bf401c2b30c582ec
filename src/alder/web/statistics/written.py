"""Reading and keeping what publishers write, for the pages and for whoever edits it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alder.publishing.pages import Content
from alder.publishing.releases import ReleaseState
from alder.web.publications.models import Release
from alder.web.statistics.models import AboutPublication

if TYPE_CHECKING:
    from uuid import UUID

    from alder.web.publications.models import Publication


def content_of(release: Release) -> Content:
    """What is written on its page; empty where nobody wrote anything."""
    return Content.from_json(release.content)


def write_page(release: Release, content: Content) -> None:
    """Keep what is written on its page, in place of what was there. People at the desk take `steps.change_content`."""
    Release.objects.filter(pk=release.pk).update(content=content.to_json())


def kinds() -> dict[UUID, str]:
    """The kind of statistics of every release that says it."""
    return {release: kind for release, kind in Release.objects.values_list("id", "content__kind") if kind}


def about(publication: Publication) -> AboutPublication:
    """Theme and contact of a publication; blank where nobody gave any."""
    return AboutPublication.objects.filter(publication=publication).first() or AboutPublication(publication=publication)


def write_about(
    publication: Publication, *, theme: str = "", team: str = "", email: str = "", telephone: str = ""
) -> None:
    said = {"theme": theme, "team": team, "email": email, "telephone": telephone}
    AboutPublication.objects.update_or_create(publication=publication, defaults=said)


def themes() -> dict[UUID, str]:
    """The theme of every publication that has one."""
    return dict(AboutPublication.objects.exclude(theme="").values_list("publication_id", "theme"))


def contacts() -> list[AboutPublication]:
    """Of publications that have a public release, by title."""
    public = [state for state in ReleaseState if state.is_public]
    found = AboutPublication.objects.filter(publication__releases__state__in=public).distinct()
    return list(found.select_related("publication").order_by("publication__title"))
