"""Passkeys: a second factor that a browser shows by itself, to this site alone, so that no page can be made to get it.

They are devices of django-otp, as apps and recovery codes are; `webauthn` does the ceremony. A challenge is drawn for
each page, kept in the session and good once.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from alder import wall_clock
from alder.errors import WrongEntry
from alder.web.accounts import second_factor
from alder.web.accounts.models import AccountHappened, Passkey, record_account_event

if TYPE_CHECKING:
    from django.http import HttpRequest

    from alder.web.accounts.models import Person

FIELD, MADE = "passkey", "passkey-made"
"""The fields in which the script of the page sends what the browser shows, or has made."""
_ADDING, _SHOWING = "passkey_to_add", "passkey_to_show"
_LONGEST_NAME, _LONGEST_CREDENTIAL = 60, 20_000
MOST = 10
NOT_TAKEN = "The passkey was not taken. Try again, or use the code from your app."


def of(person: Person) -> list[Passkey]:
    """Those of somebody, in the order in which they were added."""
    return list(Passkey.objects.filter(user=person, confirmed=True).order_by("pk"))


def to_add(request: HttpRequest, person: Person) -> str:
    """What the browser is asked to make, as JSON."""
    from webauthn import generate_registration_options, options_to_json
    from webauthn.helpers.structs import AuthenticatorSelectionCriteria, ResidentKeyRequirement

    options = generate_registration_options(
        rp_id=_site(request)[0],
        rp_name=settings.OTP_TOTP_ISSUER,
        user_id=person.pk.bytes,
        user_name=person.email,
        user_display_name=person.name,
        exclude_credentials=_descriptors(person),
        authenticator_selection=AuthenticatorSelectionCriteria(resident_key=ResidentKeyRequirement.PREFERRED),
    )
    request.session[_ADDING] = _text(options.challenge)
    return options_to_json(options)


def to_show(request: HttpRequest, person: Person) -> str:
    """What the browser is asked to show, as JSON; empty where somebody has no passkey."""
    if not (known := _descriptors(person)):
        return ""
    from webauthn import generate_authentication_options, options_to_json

    options = generate_authentication_options(rp_id=_site(request)[0], allow_credentials=known)
    request.session[_SHOWING] = _text(options.challenge)
    return options_to_json(options)


@transaction.atomic
def add(request: HttpRequest, person: Person, name: str) -> Passkey:
    """The passkey that the browser has made is somebody's from now on."""
    from webauthn import verify_registration_response
    from webauthn.helpers.exceptions import WebAuthnException

    name = " ".join(name.split())
    challenge = request.session.pop(_ADDING, "")
    if not name or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise WrongEntry("name", "give it a name by which you know it again", where=f"Up to {_LONGEST_NAME} letters.")
    if Passkey.objects.filter(user=person).count() >= MOST:
        raise WrongEntry("name", f"you have {MOST} passkeys already", where="Remove one that you no longer use.")
    site, origin = _site(request)
    try:
        made = verify_registration_response(
            credential=_sent(request, MADE),
            expected_challenge=_bytes(challenge),
            expected_rp_id=site,
            expected_origin=origin,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError):
        raise WrongEntry("name", "the browser did not make a passkey for this page", where="Try again.") from None
    credential = _text(made.credential_id)
    if Passkey.objects.filter(credential=credential).exists():
        raise WrongEntry("name", "that passkey is known already")
    passkey: Passkey = Passkey.objects.create(
        user=person,
        name=name,
        confirmed=True,
        credential=credential,
        public_key=_text(made.credential_public_key),
        shown=made.sign_count,
    )
    record_account_event(person, AccountHappened.PASSKEY_ADDED, name)
    return passkey


@transaction.atomic
def remove(person: Person, id: str) -> None:
    """It is no second factor any more."""
    for passkey in Passkey.objects.filter(user=person, pk=id if id.isdecimal() and len(id) < 18 else 0):
        passkey.delete()
        record_account_event(person, AccountHappened.PASSKEY_REMOVED, passkey.name)


def proof(request: HttpRequest, person: Person, code: str, tried: tuple[str, str]) -> tuple[bool, float]:
    """Whether the second factor is shown, by a passkey or a code; and the seconds that whoever tries has to wait.

    Nobody guesses a passkey. So those are not counted and wait for nothing: who tries wrong codes for somebody who has
    one keeps nobody out.
    """
    if not request.POST.get(FIELD):
        return second_factor.check(person, request.POST.get(code, ""), tried)
    if _is_shown(request, person):
        return True, 0.0
    record_account_event(person, AccountHappened.WRONG_PASSKEY)
    return False, 0.0


@transaction.atomic
def _is_shown(request: HttpRequest, person: Person) -> bool:
    """Signed by a key of this person, for this site, this page and this once. A counter that goes back is a copy's."""
    from webauthn import verify_authentication_response
    from webauthn.helpers.exceptions import WebAuthnException

    challenge = request.session.pop(_SHOWING, "")
    site, origin = _site(request)
    try:
        sent = _sent(request, FIELD)
        known = Passkey.objects.select_for_update().filter(user=person, confirmed=True, credential=str(sent["id"]))
        passkey = known.first()
        if passkey is None or not challenge:
            return False
        shown = verify_authentication_response(
            credential=sent,
            expected_challenge=_bytes(challenge),
            expected_rp_id=site,
            expected_origin=origin,
            credential_public_key=_bytes(passkey.public_key),
            credential_current_sign_count=passkey.shown,
        )
    except (WebAuthnException, ValueError, TypeError, KeyError):
        return False
    Passkey.objects.filter(pk=passkey.pk).update(shown=shown.new_sign_count, used=wall_clock.now())
    return True


def _sent(request: HttpRequest, field: str) -> dict[str, Any]:
    """What the script of the page has put into the form."""
    text = request.POST.get(field, "")
    found = json.loads(text) if len(text) <= _LONGEST_CREDENTIAL else None
    if not isinstance(found, dict):
        raise ValueError("no object")
    return found


def _descriptors(person: Person) -> list[Any]:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    return [PublicKeyCredentialDescriptor(id=_bytes(one.credential)) for one in of(person)]


def _site(request: HttpRequest) -> tuple[str, str]:
    """The name that passkeys are bound to, and the origin: where readers reach the site, else where this one does."""
    address = settings.ALDER_ADDRESS or request.build_absolute_uri("/")
    parts = urlsplit(address)
    return parts.hostname or "", f"{parts.scheme}://{parts.netloc}"


def _text(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
