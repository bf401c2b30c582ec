"""Atom feeds: of all releases, of those of a publication, and of the versions of a data set; and what feeds of other
areas begin with.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_DNS, UUID, uuid5

from django.contrib.syndication.views import Feed
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from alder.publishing.releases import DataSetState
from alder.web.following.news import News, of_data_set, of_releases
from alder.web.publications.models import DataSet, Publication

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST = 50
"""How many entries a feed of releases has; data sets tell of all their versions."""
_NOTHING_YET = datetime(2000, 1, 1, tzinfo=UTC)


class _Atom(Atom1Feed):
    """Atom whose time is that of its latest entry. A feed without any keeps still, so that it is read once."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else _NOTHING_YET


class NewsFeed(Feed[News, Any]):
    """What every feed says of its news."""

    feed_type = _Atom
    author_name = "Alder"
    language = "en-GB"

    def __call__(self, request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        """The feed. Pages of other sites may read it too, as they may the API."""
        reply = super().__call__(request, *arguments, **named)
        reply["Access-Control-Allow-Origin"] = "*"
        return reply

    def item_title(self, item: News) -> str:
        return item.title

    def item_description(self, item: News) -> SafeString:
        return in_html(item)

    def item_link(self, item: News) -> str:
        return item.address

    def item_guid(self, item: News) -> str:
        return item.id.urn

    def item_pubdate(self, item: News) -> datetime:
        return item.first

    def item_updateddate(self, item: News) -> datetime:
        return item.last

    def item_categories(self, item: News) -> tuple[str, ...]:
        return (item.kind,)


class Releases(NewsFeed):
    """Every release of every publication."""

    title = "Alder: statistics that were published, updated or withdrawn"
    subtitle = "Every release of every publication."

    def get_object(self, request: HttpRequest) -> str:
        return request.get_host().rpartition(":")[0] or request.get_host()

    def link(self, _: str) -> str:
        return reverse("find-statistics")

    def feed_guid(self, host: str) -> str:
        return uuid5(uuid5(NAMESPACE_DNS, host), "releases").urn

    def items(self, _: str) -> list[News]:
        return of_releases(most=MOST)


class OfPublication(NewsFeed):
    """The releases of one publication."""

    def get_object(self, request: HttpRequest, publication: str) -> Publication:
        return get_object_or_404(Publication.objects.filter(releases__events__public=True).distinct(), slug=publication)

    def title(self, publication: Publication) -> str:
        return f"{publication.title}: releases"

    def subtitle(self, publication: Publication) -> str | None:
        return publication.summary or None

    def link(self, publication: Publication) -> str:
        return reverse("releases", args=[publication.slug])

    def feed_guid(self, publication: Publication) -> str:
        return uuid5(publication.id, "releases").urn

    def items(self, publication: Publication) -> list[News]:
        return of_releases(publication, most=MOST)


class OfDataSet(NewsFeed):
    """The versions of one data set, with what each changed for programs that read it."""

    def get_object(self, request: HttpRequest, data_set: UUID) -> DataSet:
        return get_object_or_404(DataSet.objects.exclude(state=DataSetState.DRAFT), id=data_set)

    def title(self, data_set: DataSet) -> str:
        return f"{data_set.title}: changes for programs"

    def subtitle(self, data_set: DataSet) -> str:
        return f"Versions of the data set {data_set.id}, and what each changed."

    def link(self, data_set: DataSet) -> str:
        return reverse("data-set-history", args=[data_set.id])

    def feed_guid(self, data_set: DataSet) -> str:
        return uuid5(data_set.id, "versions").urn

    def items(self, data_set: DataSet) -> list[News]:
        return of_data_set(data_set)


def in_html(news: News) -> SafeString:
    """What there is to say, as the markup that readers of feeds show. Words of publishers are escaped."""
    return format_html_join("", "{}", ((part,) for part in (_paragraphs(news), _list("", news.other))))


def _paragraphs(news: News) -> SafeString:
    said = format_html_join("", "<p>{}</p>", ((part,) for part in news.said))
    return format_html("{}{}", said, _list("What can break a program:", news.breaking))


def _list(heading: str, lines: tuple[str, ...]) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((line,) for line in lines))
    head = format_html("<p>{}</p>", heading) if heading and lines else ""
    return format_html("{}<ul>{}</ul>", head, items) if lines else SafeString()
