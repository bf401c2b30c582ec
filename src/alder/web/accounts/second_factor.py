"""The second factor: an app that shows a new code each half minute, and codes on paper for when it is lost."""

from __future__ import annotations

import logging
import secrets
from base64 import b32encode
from io import BytesIO
from typing import TYPE_CHECKING

import segno
from django.db import transaction
from django_otp import verify_token
from django_otp.plugins.otp_static.models import StaticDevice

from alder.web.accounts import failed_attempts
from alder.web.accounts.models import AccountHappened, App, Passkey, record_account_event
from alder.web.accounts.sealed import SECRET, OtherKey, paper, seal

if TYPE_CHECKING:
    from typing import Any

    from alder.web.accounts.models import Person

_LOG = logging.getLogger(__name__)
_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without those that are taken for one another."""


def has_one(person: Person) -> bool:
    return bool(App.objects.filter(user=person, confirmed=True).exists())


def to_set_up(person: Person) -> Any:
    """The app that is being set up: its secret stays the same until a code has shown that it works."""
    return App.objects.filter(user=person, confirmed=False).first() or draw_app(person)


def draw_app(person: Person, *, confirmed: bool = False) -> Any:
    """An app with a new secret, of which only the sealed form is kept."""
    sealed = seal(person.pk, secrets.token_bytes(SECRET))
    return App.objects.create(user=person, confirmed=confirmed, name="app", key=sealed)


def secret_of(device: Any) -> str:
    """The secret as people type it into an app, in groups of four."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def picture_of(device: Any) -> bytes:
    """The secret as a picture that an app reads, without styles of its own."""
    svg = BytesIO()
    code = segno.make(device.config_url, error="m", micro=False)
    code.save(svg, kind="svg", scale=6, border=4, dark="#0b0c0c", light="#ffffff", svgclass=None, lineclass=None)
    return svg.getvalue()


@transaction.atomic
def set_up(person: Person, code: str) -> bool:
    """The app works: from now on it is the second factor, in the place of any before it."""
    device = to_set_up(person)
    if not _matches(person, device, code):
        return False
    App.objects.filter(user=person, confirmed=True).delete()
    App.objects.filter(pk=device.pk).update(confirmed=True)
    record_account_event(person, AccountHappened.SECOND_FACTOR_SET)
    return True


def shown(person: Person, code: str) -> bool:
    """Whether the code is right: of the app, or one on paper. Neither is taken twice."""
    text = "".join(code.split()).replace("-", "").lower()
    device = App.objects.filter(user=person, confirmed=True).first()
    if device and _matches(person, device, text):
        return True
    on_paper = StaticDevice.objects.filter(user=person).first()
    if on_paper and len(text) == 10 and _matches(person, on_paper, paper(person.pk, text)):
        record_account_event(person, AccountHappened.RECOVERY_CODE_USED, f"{left(person)} left")
        return True
    return False


@transaction.atomic
def draw_recovery_codes(person: Person) -> list[str]:
    """New codes on paper; those drawn before no longer count. They are shown this once."""
    StaticDevice.objects.filter(user=person).delete()
    device = StaticDevice.objects.create(user=person, name="paper")
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(10)) for _ in range(_CODES)]
    for code in codes:
        device.token_set.create(token=paper(person.pk, code))
    record_account_event(person, AccountHappened.RECOVERY_CODES_DRAWN)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def left(person: Person) -> int:
    """How many codes on paper are left."""
    return sum(device.token_set.count() for device in StaticDevice.objects.filter(user=person))


def forget(person: Person) -> None:
    """The person has to set up a second factor again at the next sign-in."""
    App.objects.filter(user=person).delete()
    StaticDevice.objects.filter(user=person).delete()
    Passkey.objects.filter(user=person).delete()


def check(person: Person, code: str, tried: tuple[str, str]) -> tuple[bool, float]:
    """Whether the code is right, and how many seconds whoever tries has to wait. Wrong ones are counted for `tried`."""
    if wait := failed_attempts.wait_of(tried).total_seconds():
        return False, wait
    if shown(person, code):
        failed_attempts.forget_failures(tried)
        return True, 0.0
    record_account_event(person, AccountHappened.WRONG_CODE)
    if failed_attempts.count_failure(tried):
        record_account_event(person, AccountHappened.MUST_WAIT, "codes")
    return False, 0.0


def _matches(person: Person, device: Any, code: str) -> bool:
    try:
        return code.isascii() and verify_token(person, device.persistent_id, code) is not None
    except OtherKey:
        _LOG.error("a second factor was sealed with another ALDER_SECRET_KEY: `alder people reset` lets its owner in")
        return False
