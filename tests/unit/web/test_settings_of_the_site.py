"""The database is named by a URL, or is a file in the store.

ALDER_EMAIL_URL in Django's terms.

Where the site keeps its key, and that nothing is written where nothing is served.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from alder.web.database import database
from alder.web.mail import MailSettings, mail_settings
from alder.web.setup import secret_key


def test_without_a_url_it_is_a_file_in_the_store(tmp_path: Path) -> None:
    found = database(None, tmp_path)
    assert found["ENGINE"] == "django.db.backends.sqlite3"
    assert found["NAME"] == str(tmp_path / "alder.sqlite3")


def test_postgresql_by_url(tmp_path: Path) -> None:
    found = database("postgresql://alder:p%40ss@db.example:5433/statistics?sslmode=require", tmp_path)
    assert found["ENGINE"] == "django.db.backends.postgresql"
    named = {name: found[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
    assert named == {
        "NAME": "statistics",
        "USER": "alder",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


def test_sqlite_by_url(tmp_path: Path) -> None:
    assert database("sqlite:////var/lib/alder.sqlite3", tmp_path)["NAME"] == "/var/lib/alder.sqlite3"
    assert database("sqlite://", tmp_path)["NAME"] == ":memory:"


def test_a_release_that_was_approved_outlives_a_power_cut(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "alder.sqlite3")) as connection:
        connection.executescript(database(None, tmp_path)["OPTIONS"]["init_command"])
        assert connection.execute("pragma synchronous").fetchone() == (2,), "each transaction is flushed as it ends"


def test_any_other_database_is_refused_without_showing_the_url(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured) as caught:
        database("mysql://root:secret@host/db", tmp_path)
    assert "secret" not in str(caught.value)


_SMTP = "django.core.mail.backends.smtp.EmailBackend"


@pytest.mark.parametrize(
    ("url", "means"),
    [
        ("", MailSettings()),
        ("console:", MailSettings("django.core.mail.backends.console.EmailBackend")),
        ("file:out/mail", MailSettings(folder="out/mail")),
        ("file:///srv/mail", MailSettings(folder="/srv/mail")),
        ("smtp://localhost:25?tls=off", MailSettings(_SMTP, None, "localhost", 25)),
        ("smtp://mail.example", MailSettings(_SMTP, None, "mail.example", 587, starts_encrypting=True)),
        (
            "smtps://alder:a%40b@mail.example",
            MailSettings(_SMTP, None, "mail.example", 465, "alder", "a@b", is_encrypted=True),
        ),
    ],
)
def test_where_mails_go(url: str, means: MailSettings) -> None:
    assert mail_settings(url) == means
    assert means.is_sent == url.startswith("smtp")


@pytest.mark.parametrize("url", ["mail.example", "imap://alder:secret@mail.example", "smtp://", "smtp:secret", "file:"])
def test_what_is_no_place_for_mails_is_refused_without_a_secret(url: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        mail_settings(url)
    assert "ALDER_EMAIL_URL" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_the_key_is_given_or_drawn_once_for_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALDER_STORE", str(tmp_path))
    monkeypatch.setenv("ALDER_SECRET_KEY", "given")
    assert secret_key() == "given"
    monkeypatch.delenv("ALDER_SECRET_KEY")
    assert secret_key() != secret_key()
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "published").mkdir()
    assert secret_key() == secret_key() != ""


def test_the_site_can_be_served_by_any_server() -> None:
    from alder.web.wsgi import application

    assert callable(application)
