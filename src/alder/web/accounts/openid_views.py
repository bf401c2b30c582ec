"""Signing in with an organisation's provider: there, back, and whose account here it opens.

It opens an account that somebody was given here, and makes none. The first time it is only noted that somebody at the
provider says to be that person: the person connects the two, signed in as they always did, or an admin does who has
verified it. So whoever gets an address of somebody else at a provider gets nothing here.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from alder import wall_clock
from alder.web.accounts import second_factor
from alder.web.accounts.models import AccountHappened, Person, ProviderAccount, record_account_event
from alder.web.accounts.person_page import page_for
from alder.web.accounts.same_person import note_identity
from alder.web.accounts.sessions import await_code, begin_session, for_people, onward_url
from alder.web.accounts.step_up import step_up
from alder.web.accounts.team_views import uuid_of
from alder.web.http import answers, private

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from alder.web.accounts.openid import Identity
    from alder.web.openid_providers import OpenIdProvider

_log = logging.getLogger("alder.openid")
_HERE = "alder.web.accounts:templates/"
_FLOW = "openid"
"""What the session remembers of somebody who is at a provider."""


def _provider(id: str) -> OpenIdProvider:
    if id not in settings.ALDER_OPENID:
        raise Http404
    found: OpenIdProvider = settings.ALDER_OPENID[id]
    return found


@answers("GET")
def start(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Off to the provider."""
    from alder.web.accounts import openid

    one = _provider(provider)
    try:
        address, flow = openid.begun(one)
    except openid.SignInRefused as refused:
        return _refused(request, one, refused)
    request.session.flush()
    request.session[_FLOW] = {**flow, "next": request.GET.get("next", "")[:1000]}
    return private(HttpResponseRedirect(address))


@answers("GET")
def back(request: HttpRequest, provider: str) -> HttpResponseBase:
    """Back from the provider. What was remembered is good for one try."""
    from alder.web.accounts import openid

    one = _provider(provider)
    flow = request.session.pop(_FLOW, {})
    try:
        identity = openid.finished(one, flow, {name: request.GET[name] for name in request.GET})
    except openid.SignInRefused as refused:
        return _refused(request, one, refused)
    known = ProviderAccount.objects.filter(issuer=identity.issuer, subject=identity.subject).select_related("person")
    account = known.first() or _asked_for(one, identity)
    if account is None or not account.person.is_active:
        return _page(request, one, "stranger", status=403)
    if account.confirmed is None:
        return _page(request, one, "waiting", status=403)
    return _let_in(request, account, identity, str(flow.get("next", "")))


@transaction.atomic
def _asked_for(provider: OpenIdProvider, identity: Identity) -> ProviderAccount | None:
    """It is noted that somebody at the provider has the address of somebody here. That alone opens nothing."""
    person = Person.objects.filter(email=identity.email, is_active=True).first() if identity.email else None
    if person is None:
        return None
    account, is_new = ProviderAccount.objects.get_or_create(
        issuer=identity.issuer, subject=identity.subject, defaults={"person": person, "provider": provider.name}
    )
    if is_new:
        record_account_event(person, AccountHappened.PROVIDER_ASKED, provider.name)
    return account


def _let_in(request: HttpRequest, account: ProviderAccount, identity: Identity, onward: str) -> HttpResponseBase:
    person = account.person
    with transaction.atomic():
        ProviderAccount.objects.filter(pk=account.pk).update(used=wall_clock.now())
        note_identity(person, identity.issuer, identity.subject, identity.email)
        record_account_event(person, AccountHappened.PROVIDER_USED, account.provider)
    if identity.second_factor:
        # A provider may have let them in hours ago: that is when the second factor was shown, not now.
        since = datetime.fromtimestamp(min(identity.since, wall_clock.now().timestamp()), UTC)
        begin_session(request, person, proved=since.isoformat() if identity.since else "")
        return private(HttpResponseRedirect(onward_url(person, onward)))
    await_code(request, person, via=account.provider)
    request.session["next"] = onward
    return private(HttpResponseRedirect(reverse("sign-in-code" if second_factor.has_one(person) else "sign-in-set-up")))


def _refused(request: HttpRequest, provider: OpenIdProvider, refused: Exception) -> HttpResponseBase:
    _log.warning("signing in with %s was refused: %s", provider.id, refused)
    record_account_event(None, AccountHappened.PROVIDER_REFUSED, f"{provider.id}: {refused}"[:300])
    return _page(request, provider, "refused", status=403)


def _page(request: HttpRequest, provider: OpenIdProvider, what: str, status: int) -> HttpResponseBase:
    shown = {"provider": provider, "what": what, "status": status}
    return private(page_for(request, None, f"{_HERE}provider_answer.html.j2", **shown))


@answers("POST")
@for_people
@step_up
def connect(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Whoever is signed in says that an account at a provider is theirs, or is not."""
    settle(person, request)
    return HttpResponseRedirect(reverse("account"))


@transaction.atomic
def settle(person: Person, request: HttpRequest) -> None:
    """An account at a provider opens this person's from now on, or no more."""
    found = ProviderAccount.objects.filter(person=person, pk=uuid_of(request.POST.get("account", "")))
    for account in found:
        if request.POST.get("do") == "disconnect":
            account.delete()
            record_account_event(person, AccountHappened.PROVIDER_DISCONNECTED, account.provider)
        elif account.confirmed is None:
            account.confirmed = wall_clock.now()
            account.save()
            note_identity(person, account.issuer, account.subject)
            record_account_event(person, AccountHappened.PROVIDER_CONNECTED, account.provider)
