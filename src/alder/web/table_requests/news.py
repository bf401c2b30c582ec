"""What is new for those who follow requests: all of them, a subject, or one that may be answered again.

They are told by feed and by e-mail, as followers of releases are.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_DNS, uuid5

from django.db.models import Q
from django.http import Http404
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
_RECALLED = "A table that was made on request was withdrawn. Do not use it, and delete every copy."


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
        row.title if row.is_answered else f"Request {row.pk}",
        reverse("request", args=[row.pk]),
        reverse("feed-request", args=[row.pk]),
        "One mail when this table is made again on newer data or is withdrawn, with a link to what changed.",
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
        row = public_request(int(rest))
        return of_request(row) if row is not None else None
    return None


def public_request(number: int) -> RequestRecord | None:
    """A request that was answered; or one whose table was public and was recalled, so that its readers hear of it."""
    known = RequestRecord.objects.filter(pk=number) if number < 2**31 else RequestRecord.objects.none()
    return known.filter(Q(state=RequestState.ANSWERED) | Q(answers__state=AnswerState.RECALLED)).first()


def news(since: datetime) -> Iterator[tuple[News, list[str]]]:
    """Answers since then and those that were recalled since then, the oldest first."""
    made = _answers().filter(ready__gte=since).order_by("ready", "id").iterator(chunk_size=500)
    taken_back = _recalled().filter(recalled__gte=since).order_by("recalled", "id").iterator(chunk_size=500)
    for answer in heapq.merge(made, taken_back, key=_when):
        subject = [f"{EVERY}:{answer.measure}"] if answer.measure else []
        yield news_of(answer), [f"{ONE}:{answer.request_id}", *subject, EVERY]


def _answers() -> QuerySet[TableAnswer]:
    return TableAnswer.objects.filter(state=AnswerState.READY).select_related("request")


def _recalled() -> QuerySet[TableAnswer]:
    return TableAnswer.objects.filter(recalled__isnull=False).select_related("request")


def _when(answer: TableAnswer) -> datetime:
    return answer.recalled or answer.ready or answer.begun


def news_of(answer: TableAnswer) -> News:
    """One answer. Its id follows from the request's secret key, and does not tell it."""
    row, is_again = answer.request, answer.kind == AnswerKind.AGAIN
    when = _when(answer)
    if answer.recalled:  # what it was called may be what should not be told
        return News(
            uuid5(row.key, f"answer {answer.n} withdrawn"),
            "withdrawn",
            f"Table made on request {row.pk}: withdrawn",
            reverse("request-answer", args=[row.pk, answer.n]),
            when,
            when,
            (_RECALLED,),
            in_short=_RECALLED,
        )
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


def _newest(**about: Any) -> list[News]:
    """The newest of those that are answers, and of those that were."""
    made = list(_answers().filter(**about).order_by("-ready", "-id")[:MOST])
    made += _recalled().filter(**about).order_by("-recalled", "-id")[:MOST]
    return [news_of(one) for one in sorted(made, key=_when, reverse=True)[:MOST]]


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
        return _newest()


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
        return _newest(measure=about[1])


class FeedOfRequest(NewsFeed):
    """The answers to one request, each of which stays where it is."""

    def get_object(self, request: HttpRequest, number: int) -> RequestRecord:
        row = public_request(number)
        if row is None:
            raise Http404
        return row

    def title(self, row: RequestRecord) -> str:
        about = f"{row.title}: table" if row.is_answered else "Table"
        return f"{about} made on request {row.pk}"

    def link(self, row: RequestRecord) -> str:
        return reverse("request", args=[row.pk])

    def feed_guid(self, row: RequestRecord) -> str:
        return uuid5(row.key, "answers").urn

    def items(self, row: RequestRecord) -> list[News]:
        return _newest(request=row)
