"""Databases of earlier releases go through the migrations of people, and everybody can do what they could."""

from __future__ import annotations

import pytest

from alder.governance import Right, Role


def test_roles_that_people_had_before_are_for_everything(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A database from before teams goes through its migration, and everybody may do what they could."""
    from django.core.management import call_command
    from django.db import connection
    from tests.support.site import site_in

    with site_in(tmp_path_factory.mktemp("before") / "store"):
        if connection.vendor != "sqlite":
            pytest.skip("goes back in the migrations of a database of SQLite")
        call_command("migrate", "accounts", "0003", verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("select name from pragma_table_info('accounts_roleheld')")
            assert ("scope",) not in cursor.fetchall()
            cursor.execute(
                "insert into accounts_person (id, password, email, name, is_active, joined, chose_password) values"
                " ('0a1b2c3d000040008000000000000001', '', 'old@mereshire.example', 'Old', 1, '2026-01-01', 1)"
            )
            cursor.execute(
                "insert into accounts_roleheld (role, since, person_id) values"
                " ('publisher', '2026-01-01', '0a1b2c3d000040008000000000000001')"
            )
        call_command("migrate", "accounts", verbosity=0)
        from alder.web.accounts.models import Person

        old = Person.objects.get(email="old@mereshire.example")
        assert old.rights == {Right(Role.PUBLISHER)}
        assert old.organisation is None


def test_apps_and_codes_on_paper_from_before_go_on_working(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A database from before passkeys, teams and notices: its devices are those of the same library, and stay."""
    from django.core.management import call_command
    from django.db import connection
    from tests.support.cast import code_of
    from tests.support.site import site_in

    with site_in(tmp_path_factory.mktemp("devices") / "store"):
        if connection.vendor != "sqlite":
            pytest.skip("goes back in the migrations of a database of SQLite")
        call_command("migrate", "accounts", "0002", verbosity=0)
        from uuid import UUID

        from alder.web.accounts.sealed import paper, seal

        old, secret = UUID("0a1b2c3d-0000-4000-8000-000000000002"), bytes(range(20))
        with connection.cursor() as cursor:
            cursor.execute(
                "insert into accounts_person (id, password, email, name, is_active, joined, chose_password) values"
                f" ('{old.hex}', '', 'old@mereshire.example', 'Old', 1, '2026-01-01', 1)"
            )
            cursor.execute(
                "insert into otp_totp_totpdevice (user_id, name, confirmed, key, step, t0, digits, tolerance, drift,"
                " last_t, throttling_failure_count)"
                f" values ('{old.hex}', 'app', 1, '{seal(old, secret)}', 30, 0, 6, 1, 0, -1, 0)"
            )
            cursor.execute(
                "insert into otp_static_staticdevice (id, user_id, name, confirmed, throttling_failure_count)"
                f" values (9, '{old.hex}', 'paper', 1, 0)"
            )
            cursor.execute(
                f"insert into otp_static_statictoken (device_id, token) values (9, '{paper(old, 'abcdefghjk')}')"
            )
        call_command("migrate", "accounts", verbosity=0)
        from alder.web.accounts import second_factor
        from alder.web.accounts.models import Person

        person = Person.objects.get(pk=old)
        assert second_factor.has_one(person)
        assert second_factor.shown(person, code_of(secret))
        assert second_factor.shown(person, "abcde-fghjk")
        assert not second_factor.shown(person, "abcde-fghjk")
        assert second_factor.left(person) == 0


def test_who_was_connected_to_a_provider_before_is_known_from_then_on(tmp_path_factory: pytest.TempPathFactory) -> None:
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone
    from tests.support.site import site_in

    with site_in(tmp_path_factory.mktemp("identities") / "store"):
        if connection.vendor != "sqlite":
            pytest.skip("goes back in the migrations of a database of SQLite")
        from alder.web.accounts.models import AccountIdentity, Person, ProviderAccount

        person = Person.objects.create(email="old@mereshire.example", name="Old")
        for subject, confirmed in (("one", timezone.now()), ("asked", None)):
            ProviderAccount.objects.create(
                person=person, issuer="https://id.example", subject=subject, provider="Mereshire", confirmed=confirmed
            )
        call_command("migrate", "accounts", "0008", verbosity=0)
        call_command("migrate", "accounts", verbosity=0)
        kept = AccountIdentity.objects.values_list("person", "kind", "value")
        assert list(kept) == [(person.pk, "provider", "https://id.example one")]
