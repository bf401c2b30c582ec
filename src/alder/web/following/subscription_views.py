"""Pages for e-mail: ask for it, confirm it, see what is kept, stop it. Nothing is changed by looking at a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from alder.web.client_address import address_of
from alder.web.following import subscriptions
from alder.web.following.models import UNCONFIRMED, LinkPurpose, opened_link
from alder.web.following.subscription_topics import (
    EVERYTHING,
    FollowedTopic,
    everything,
    of_other_areas,
    of_publication,
    public_publications,
    topic,
)
from alder.web.frame import Crumb, page
from alder.web.http import READING, answers, private

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    from alder.web.following.models import Subscription

_HERE = "alder.web.following:templates/"
_LONGEST = 254
WRITE_IT = "Enter an e-mail address, like name@example.org"
CHOOSE_IT = "Choose what you want to follow"


def follow(request: HttpRequest) -> HttpResponse:
    """The ways to follow: by calendar, by feed, by e-mail."""
    topics = [of_publication(one) for one in public_publications()]
    crumbs = [Crumb("Statistics", reverse("find-statistics"))]
    others = [one for area in of_other_areas() for one in area.topics()]
    return _page(request, "follow", crumbs=crumbs, everything=everything(), topics=topics, others=others)


# Forms for everybody need no cookie: there is no session that another site could borrow. A request that a page of
# another site makes is refused by its Origin.
@csrf_exempt
@answers("GET", "HEAD", "POST")
def subscribe(request: HttpRequest) -> HttpResponseBase:
    given = request.POST if request.method == "POST" else request.GET
    chosen = topic(given.get("to", EVERYTHING))
    if request.method != "POST":
        return _form(request, chosen or everything())
    if is_from_elsewhere(request):
        return _no_mails(request, "elsewhere", 403)
    address = request.POST.get("address", "").strip()
    errors = _errors(address, chosen)
    if chosen is None or errors:
        return _form(request, chosen, address, errors)
    site = settings.ALDER_ADDRESS or request.build_absolute_uri("/").rstrip("/")
    try:
        subscriptions.ask(address, chosen, site=site, client=address_of(request))
    except subscriptions.TooOften:
        return _page(request, "no_mails", crumbs=(), status=429, why="too-often")
    return HttpResponseRedirect(reverse("subscribe-asked"), status=303)


def _errors(address: str, chosen: FollowedTopic | None) -> dict[str, str]:
    errors = {} if chosen else {"to": CHOOSE_IT}
    try:
        if len(address) > _LONGEST:
            raise ValidationError("")
        validate_email(address)
    except ValidationError:
        errors["address"] = WRITE_IT
    return errors


def _form(
    request: HttpRequest, chosen: FollowedTopic | None, address: str = "", errors: dict[str, str] | None = None
) -> HttpResponse:
    topics = [everything(), *(of_publication(one) for one in public_publications())]
    topics += [one for area in of_other_areas() for one in area.topics()]
    if chosen and not chosen.is_listed:
        topics.append(chosen)
    return _page(
        request,
        "subscribe",
        topics=topics,
        chosen=chosen,
        address=address,
        errors=errors or {},
        is_sent=settings.ALDER_MAIL_IS_SENT,
        days=UNCONFIRMED.days,
    )


def _page(request: HttpRequest, template: str, *, crumbs: Sequence[Crumb] | None = None, **shown: Any) -> HttpResponse:
    """A page about following."""
    way = [Crumb("Follow statistics", reverse("follow"))] if crumbs is None else crumbs
    return page(request, f"{_HERE}{template}.html.j2", at="find-statistics", crumbs=way, **shown)


@answers(*READING)
def asked(request: HttpRequest) -> HttpResponse:
    """The same for everybody."""
    return _page(request, "asked", is_sent=settings.ALDER_MAIL_IS_SENT, days=UNCONFIRMED.days)


@csrf_exempt
@answers("GET", "HEAD", "POST")
def confirm(request: HttpRequest, token: str) -> HttpResponseBase:
    """The link of the first mail. Programs that look into mails open links, so a button confirms."""
    subscription = opened_link(token, LinkPurpose.CONFIRM)
    followed = topic(subscription.topic) if subscription else None
    if subscription is None or followed is None or subscriptions.is_too_late(subscription):
        return private(_no_mails(request, "gone", 404))
    if request.method == "POST":
        if is_from_elsewhere(request):
            return _no_mails(request, "elsewhere", 403)
        subscriptions.confirm(subscription)
    return private(_page(request, "confirm", followed=followed, is_confirmed=bool(subscription.confirmed)))


@csrf_exempt
@answers("GET", "HEAD", "POST")
def subscription(request: HttpRequest, token: str) -> HttpResponseBase:
    """What is kept about whoever has the link, and buttons that stop one subscription or all.

    Mail programs stop it with one request from their own server (RFC 8058), so none has to come from a page of ours.
    """
    this = opened_link(token, LinkPurpose.STOP)
    if request.method == "POST":
        if this and request.POST.get("stop") == "all":
            subscriptions.stop_all(this.follower)
        elif this:
            subscriptions.stop(this)
        return private(_no_mails(request, "stopped", 200))
    if this is None:
        return private(_no_mails(request, "gone", 404))
    others = [(one, topic(one.topic)) for one in _others(this)]
    return private(_page(request, "subscription", this=this, followed=topic(this.topic), others=others))


def _others(this: Subscription) -> list[Subscription]:
    return list(this.follower.subscriptions.exclude(id=this.id).filter(confirmed__isnull=False).order_by("confirmed"))


@answers(*READING)
def what_we_keep(request: HttpRequest) -> HttpResponse:
    return _page(request, "what_we_keep", days=UNCONFIRMED.days)


def _no_mails(request: HttpRequest, why: str, status: int) -> HttpResponse:
    return _page(request, "no_mails", status=status, why=why)


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Whether a page of another site sends a form of ours, as the browser says.

    What is no browser says nothing, and has nothing of anybody's to borrow.
    """
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return True
    origin = request.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != request.get_host()
