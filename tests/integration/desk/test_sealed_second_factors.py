"""A copy of the database gives no second factor away."""

from __future__ import annotations

import logging
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from tests.support.cast import code_of

if TYPE_CHECKING:
    from tests.support.cast import Someone

SECRET = bytes(range(20))


def test_what_is_kept_is_neither_the_key_of_the_app_nor_a_code_on_paper(leila: Someone) -> None:
    from django_otp.plugins.otp_static.models import StaticToken

    from alder.web.accounts import second_factor
    from alder.web.accounts.models import App

    codes = second_factor.draw_recovery_codes(leila.person)
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert len(kept) == len(codes) == 10
    assert not kept & {code.replace("-", "") for code in codes}
    app = App.objects.get(user=leila.person)
    assert app.bin_key.hex() not in app.key
    assert second_factor.secret_of(app).replace(" ", "").lower() not in app.key


def test_each_seal_differs_and_opens_for_its_person_and_key_alone(leila: Someone, marcus: Someone) -> None:
    from django.test import override_settings

    from alder.web.accounts.sealed import OtherKey, seal, unseal

    sealed = seal(leila.person.pk, SECRET)
    assert sealed != seal(leila.person.pk, SECRET)
    assert unseal(leila.person.pk, sealed) == SECRET
    with pytest.raises(OtherKey):
        unseal(marcus.person.pk, sealed)
    with pytest.raises(OtherKey):
        unseal(leila.person.pk, sealed[:30] + ("0" if sealed[30] != "0" else "1") + sealed[31:])
    with override_settings(SECRET_KEY="another"), pytest.raises(OtherKey):
        unseal(leila.person.pk, sealed)


def test_with_another_key_of_the_site_no_code_fits_and_the_log_says_why(
    leila: Someone, caplog: pytest.LogCaptureFixture
) -> None:
    from django.test import override_settings

    from alder.web.accounts import second_factor

    code = leila.code()
    with override_settings(SECRET_KEY="another"), caplog.at_level(logging.ERROR):
        assert not second_factor.shown(leila.person, code)
    assert "alder people reset" in caplog.text
    assert second_factor.shown(leila.person, leila.code())


def test_what_was_kept_in_clear_is_sealed_and_goes_on_working(leila: Someone) -> None:
    from django.apps import apps
    from django_otp.plugins.otp_static.models import StaticDevice
    from django_otp.plugins.otp_totp.models import TOTPDevice

    from alder.web.accounts import second_factor
    from alder.web.accounts.models import App

    TOTPDevice.objects.filter(user=leila.person).update(key=SECRET.hex(), last_t=-1)
    StaticDevice.objects.filter(user=leila.person).delete()
    StaticDevice.objects.create(user=leila.person, name="paper").token_set.create(token="abcdefghjk")
    import_module("alder.web.accounts.migrations.0002_sealed_second_factors").seal_all(apps, None)
    assert App.objects.get(user=leila.person).bin_key == SECRET
    assert SECRET.hex() not in App.objects.get(user=leila.person).key
    assert second_factor.shown(leila.person, code_of(SECRET))
    assert second_factor.shown(leila.person, "abcde-fghjk")
    assert not second_factor.shown(leila.person, "abcde-fghjk"), "a code on paper is good once"
