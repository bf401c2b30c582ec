"""What is new for those who follow requests: all of them, a subject, or one that may be answered again.

They are told by feed and by e-mail, as followers of releases are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import NAMESPACE_DNS, uuid5

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from alder.governance.table_request import RequestState
from alder.measures import measures
from alder.web.following.feeds import MOST, NewsFeed
from alder.web.following.news import News
from alder.web.following.subscription_topics import FollowedTopic
from alder.web.table_requests.models import AnswerKind, AnswerState, RequestRecord, TableAnswer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from django.db.models import QuerySet
    from django.http import HttpRequest

EVERY, ONE = "requests", "request"
_PROMISE = "One mail when a table is made on request, or made again on newer data, with a link to it."
_IN_SHORT = {
    AnswerKind.AGAIN: "A table that was made on request was made again on newer data. The page says what changed.",
}


def every_request() -> FollowedTopic:
    return FollowedTopic(
        EVERY,
        "tables made on request",
        "Tables made on request",
        reverse("requests"),
        reverse("feed-requests"),
        _PROMISE,
    )


def of_measure(measure: str) -> FollowedTopic:
    """The tables that count one thing."""
    title = measures[measure].title
    return FollowedTopic(
        f"{EVERY}:{measure}",
        f"tables made on request that count {title[:1].lower()}{title[1:]}",
        title,
        f"{reverse('requests')}?measure={measure}",
        reverse("feed-requests-measure", args=[measure]),
        _PROMISE,
        is_listed=False,
    )


def of_request(row: RequestRecord) -> FollowedTopic:
    """One request, which may be answered again."""
    return FollowedTopic(
        f"{ONE}:{row.pk}",
        f"the table made on request {row.pk}",
        row.title,
        reverse("request", args=[row.pk]),
        reverse("feed-request", args=[row.pk]),
        "One mail when this table is made again on newer data, with a link to what changed.",
        is_listed=False,
    )


# What the area that mails asks of others that have news


def topics() -> Iterable[FollowedTopic]:
    return [every_request()]


def topic(text: str) -> FollowedTopic | None:
    begins, _, rest = text.partition(":")
    if text == EVERY:
        return every_request()
    if begins == EVERY and rest in measures:
        return of_measure(rest)
    if begins == ONE and rest.isascii() and rest.isdigit() and len(rest) < 10:
        row = RequestRecord.objects.filter(pk=int(rest), state=RequestState.ANSWERED).first()
        return of_request(row) if row is not None else None
    return None


def news(since: datetime) -> Iterator[tuple[News, list[str]]]:
    """Answers since then, the oldest first."""
    for answer in _answers().filter(ready__gte=since).order_by("ready", "id").iterator(chunk_size=500):
        subject = [f"{EVERY}:{answer.measure}"] if answer.measure else []
        yield news_of(answer), [f"{ONE}:{answer.request_id}", *subject, EVERY]


def _answers() -> QuerySet[TableAnswer]:
    return TableAnswer.objects.filter(state=AnswerState.READY).select_related("request")


def news_of(answer: TableAnswer) -> News:
    """One answer. Its id follows from the request's secret key, and does not tell it."""
    row, is_again = answer.request, answer.kind == AnswerKind.AGAIN
    when = answer.ready or answer.begun
    facts = answer.facts
    about = " ".join(f"{words}." for words in (facts.get("coverage"), f"Quality {facts.get('grade')}") if words)
    return News(
        uuid5(row.key, f"answer {answer.n}"),
        "answered again" if is_again else "answered",
        f"{answer.title or row.title}: {'made again on newer data' if is_again else 'made'} on request {row.pk}",
        reverse("request", args=[row.pk]),
        when,
        when,
        tuple(words for words in (answer.said.strip(), about) if words),
        in_short=_IN_SHORT.get(AnswerKind(answer.kind), "A table was made on request."),
    )


# Feeds


def _newest(found: QuerySet[TableAnswer]) -> list[News]:
    return [news_of(one) for one in found.order_by("-ready", "-id")[:MOST]]


class FeedOfRequests(NewsFeed):
    """Every table that was made on request."""

    title = "Alder: tables made on request"
    subtitle = "What somebody asked for and was given, for everybody."

    def get_object(self, request: HttpRequest) -> str:
        return request.get_host().rpartition(":")[0] or request.get_host()

    def link(self, _: str) -> str:
        return reverse("requests")

    def feed_guid(self, host: str) -> str:
        return uuid5(uuid5(NAMESPACE_DNS, host), "requests").urn

    def items(self, _: str) -> list[News]:
        return _newest(_answers())


class FeedOfMeasure(NewsFeed):
    """Those that count one thing."""

    subtitle = FeedOfRequests.subtitle

    def get_object(self, request: HttpRequest, measure: str) -> tuple[str, str]:
        if measure not in measures:
            raise Http404
        return FeedOfRequests().get_object(request), measure

    def title(self, about: tuple[str, str]) -> str:
        return f"{measures[about[1]].title}: tables made on request"

    def link(self, about: tuple[str, str]) -> str:
        return of_measure(about[1]).address

    def feed_guid(self, about: tuple[str, str]) -> str:
        return uuid5(uuid5(NAMESPACE_DNS, about[0]), f"requests {about[1]}").urn

    def items(self, about: tuple[str, str]) -> list[News]:
        return _newest(_answers().filter(measure=about[1]))


class FeedOfRequest(NewsFeed):
    """The answers to one request, each of which stays where it is."""

    def get_object(self, request: HttpRequest, number: int) -> RequestRecord:
        return get_object_or_404(RequestRecord, pk=number if number < 2**31 else 0, state=RequestState.ANSWERED)

    def title(self, row: RequestRecord) -> str:
        return f"{row.title}: table made on request {row.pk}"

    def link(self, row: RequestRecord) -> str:
        return reverse("request", args=[row.pk])

    def feed_guid(self, row: RequestRecord) -> str:
        return uuid5(row.key, "answers").urn

    def items(self, row: RequestRecord) -> list[News]:
        return _newest(_answers().filter(request=row))
