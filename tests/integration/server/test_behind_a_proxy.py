"""The site behind a proxy that does the https: a real server, a real proxy, and people at two addresses."""

from __future__ import annotations

import json
import os
import re
import shutil
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from tests.support import data_sets, proxies
from tests.support.cast import PASSWORD, Someone, somebody
from tests.support.proxies import NAME, Browser, Certificate
from tests.support.site import Process, Site, process, site_in

from alder.errors import UsageError
from alder.web.client_address import LOOPBACK, client_of
from alder.web.client_address import proxies as proxies_of

ID = "0a1b2c3d-0000-4000-8000-00000000f0a1"
PUBLIC = f"https://{NAME}"


@dataclass
class Behind:
    """A site with its server, the proxy before it, and people who know its certificate."""

    site: Site
    server: Process
    port: int
    trusts: Certificate
    publisher: Someone

    def browser(self, address: str = "127.0.0.2") -> Browser:
        return Browser(self.port, self.trusts, address)


Made = Callable[[Path, int, Certificate], AbstractContextManager[int]]
NGINX = pytest.param(
    proxies.by_nginx,
    id="nginx",
    marks=pytest.mark.skipif(not proxies.nginx(), reason="needs nginx (Debian: apt-get install nginx-light)"),
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Process, Certificate]]:
    """One server for whichever proxy."""
    if not shutil.which("openssl"):
        pytest.skip("needs openssl, to make a certificate")
    if "linux" not in os.uname().sysname.lower():
        pytest.skip("needs a machine with more than one address of its own")
    folder = tmp_path_factory.mktemp("proxy")
    trusted = proxies.certificate(folder)
    variables = {"ALDER_HTTPS": "on", "ALDER_BEHIND_PROXY": "on", "ALDER_HOSTS": NAME}
    with site_in(folder / "store") as site:
        variables["ALDER_SECRET_KEY"] = settings.SECRET_KEY  # that of this process, which may be of an earlier store
        site.publish(data_sets.write(folder), "--id", ID)
        with process(site.store, "--processes", "1", "--no-worker", **variables) as server:
            yield site, server, trusted


@pytest.fixture(scope="module", params=[NGINX, pytest.param(proxies.by_our_own, id="our own")])
def behind(
    request: pytest.FixtureRequest,
    served: tuple[Site, Process, Certificate],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Behind]:
    made: Made = request.param
    site, server, trusted = served
    with made(tmp_path_factory.mktemp("before"), server.port, trusted) as port:
        # A code is good once, so each proxy has a person of its own, also where one is started a second time.
        person = somebody("Leila", "publisher", email=f"leila-{uuid4().hex}@mereshire.example")
        yield Behind(site, server, port, trusted, person)


def test_a_page_is_answered_where_it_is_asked_for_and_browsers_are_told_to_keep_to_https(behind: Behind) -> None:
    reply = behind.browser().ask("/")
    assert reply.status == 200
    assert reply.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_person_signs_in_with_cookies_that_go_over_https_alone(behind: Behind) -> None:
    browser = behind.browser()
    first = browser.send("/sign-in", email=behind.publisher.person.email, password=PASSWORD)
    assert (first.status, first.headers["Location"]) == (302, "/sign-in/code")
    second = browser.send("/sign-in/code", code=behind.publisher.code())
    assert second.status == 302
    assert [one for one in first.cookies + second.cookies if "Secure" not in one.split("; ")] == []
    assert behind.publisher.person.name in browser.ask("/desk").text


def test_wrong_tries_are_counted_for_each_readers_address_whatever_they_say_of_it(behind: Behind) -> None:
    from alder.web.accounts import failed_attempts
    from alder.web.accounts.models import WrongTries

    WrongTries.objects.all().delete()
    for _ in range(30):  # a wait of a quarter of an hour, which no machine is too slow for
        failed_attempts.count_failure(("address", "127.0.0.2"))
    given = {"email": "somebody@mereshire.example", "password": "wrong"}
    assert behind.browser("127.0.0.2").send("/sign-in", **given).status == 429
    assert behind.browser("127.0.0.3").send("/sign-in", **given).status == 200
    liar = behind.browser("127.0.0.2")
    liar.send("/sign-in", **given)
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', liar.ask("/sign-in").text)
    assert token
    elsewhere = "203.0.113.7"
    for header, value in (
        ("X_Forwarded_For", elsewhere),
        ("X_Forwarded_For", f"{elsewhere}, 127.0.0.1"),
        ("Forwarded", f"for={elsewhere};proto=https"),
        ("X_Real_IP", elsewhere),
    ):
        lie = {header: value}
        assert liar.ask("/sign-in", {**given, "csrfmiddlewaretoken": token[1]}, **lie).status == 429, header
    assert WrongTries.objects.filter(key=failed_attempts._key("address", "127.0.0.3")).get().count == 1
    assert not WrongTries.objects.filter(
        key__in=[failed_attempts._key("address", one) for one in ("127.0.0.1", elsewhere)]
    )
    WrongTries.objects.all().delete()


def test_what_names_the_site_names_it_as_readers_reach_it(behind: Behind) -> None:
    browser = behind.browser()
    lies = {"X_Forwarded_Host": "evil.example", "X_Forwarded_Proto": "http", "X_Forwarded_Prefix": "/evil"}
    feed = browser.ask("/follow/releases.atom", **lies).text
    assert f"{PUBLIC}/find-statistics/absence/2023-24" in feed
    pages = [feed, browser.ask("/api", **lies).text, browser.ask(f"/data-catalogue/data-set/{ID}", **lies).text]
    for page in pages:
        assert f"{PUBLIC}/" in page
        assert "evil" not in page
        assert f"http://{NAME}" not in page
    mails = behind.site.store / "published/mail"
    before = {*mails.glob("*")}
    reply = browser.ask("/follow/email", {"to": "releases", "address": f"amara-{uuid4().hex}@mereshire.example"})
    assert (reply.status, reply.headers["Location"]) == (303, "/follow/email/asked")
    behind.site.run("worker", "--once")
    (mail,) = {*mails.iterdir()} - before
    links = re.findall(r"https?://[^\s>]+", mail.read_text())
    assert links
    assert [link for link in links if not link.startswith(f"{PUBLIC}/")] == []


def test_a_probe_of_the_server_itself_needs_neither_https_nor_the_name_of_the_site(behind: Behind) -> None:
    for path in ("/health", "/ready"):
        probe = urllib.request.Request(behind.server.address + path, headers={"Host": "10.1.2.3:8000"})
        with urllib.request.urlopen(probe, timeout=20) as reply:
            assert (reply.status, reply.url, json.load(reply)["status"]) == (200, behind.server.address + path, "ok")
        assert behind.browser().ask(path).status == 200


def test_the_first_look_of_a_server_behind_a_proxy_is_content(behind: Behind, monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Thread

    from alder.cli.serve import FirstLook

    monkeypatch.setenv("ALDER_HOSTS", NAME)
    monkeypatch.setattr("os.kill", lambda *_: None)
    look = FirstLook()
    thread: Thread = look.begin(behind.server.address)
    thread.join(60)
    assert look.failed == ""


PROXIES = """
127.0.0.1, ::1         | 203.0.113.7                         | 203.0.113.7, 1
127.0.0.1              | 198.51.100.1, 203.0.113.7           | 203.0.113.7, 1
127.0.0.1, 10.0.0.5    | 198.51.100.1, 203.0.113.7, 10.0.0.5 | 203.0.113.7, 2
127.0.0.1, 10.0.0.0/24 | 203.0.113.7, 10.0.0.9, 10.0.0.5     | 203.0.113.7, 3
127.0.0.1              | 203.0.113.7:51234                   | 203.0.113.7, 1
::1                    | [2001:db8::7]:51234                 | 2001:db8::7, 1
::1                    | 2001:db8::7                         | 2001:db8::7, 1
127.0.0.1              | ::ffff:203.0.113.7                  | 203.0.113.7, 1
127.0.0.1              | 203.0.113.7, unknown                | , 1
127.0.0.1, 10.0.0.5    | unknown, 10.0.0.5                   | 10.0.0.5, 1
127.0.0.1, 10.0.0.5    | 10.0.0.5                            | 10.0.0.5, 1
127.0.0.1              |                                     | , 1
"""
"""Whom we trust; what was said; the client, and the number of proxies between them and us."""


@pytest.mark.parametrize("line", PROXIES.strip().splitlines())
def test_of_a_chain_the_right_most_address_that_is_no_proxy_is_the_client(line: str) -> None:
    trusted, said, client = (part.strip() for part in line.split("|"))
    name, _, hops = client.partition(", ")
    assert client_of(said, proxies_of(trusted)) == (name, int(hops))


SCHEMES = """
203.0.113.7           | https       | https
203.0.113.7           | http        | http
203.0.113.7           | https, http | http
203.0.113.7, 10.0.0.5 | https, http | https
203.0.113.7, 10.0.0.5 | https       | https
198.51.100.1, 203.0.113.7, 10.0.0.5 | https, http, http | http
203.0.113.7           | gopher      | http
"""


@pytest.mark.parametrize("line", SCHEMES.strip().splitlines())
def test_the_scheme_is_what_the_client_asked_the_first_proxy_over(line: str) -> None:
    """Whatever the client wrote into the header itself stands further left."""
    from alder.web.client_address import _believe

    said, schemes, found = (part.strip() for part in line.split("|"))
    environment: dict[str, object] = {"REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "http"}
    _believe(environment, said, schemes, proxies_of("127.0.0.1, 10.0.0.5"))
    assert environment["wsgi.url_scheme"] == found


@pytest.mark.parametrize("text", ["*", "0.0.0.0/0", "::/0", "0.0.0.0/1", "8.0.0.0/8", "proxy", "10.0.0.5/8", "on, x"])
def test_not_everybody_may_say_who_asks(text: str) -> None:
    with pytest.raises(UsageError, match="ALDER_BEHIND_PROXY names"):
        proxies_of(text)


def test_on_is_this_machine_and_off_nobody() -> None:
    assert proxies_of("on") == proxies_of("True") == proxies_of("127.0.0.1, ::1") == LOOPBACK
    assert proxies_of("off") == proxies_of("") == ()


def test_a_proxy_that_is_not_named_or_says_too_little_is_told_of_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Instead of a redirect to the same page, for ever."""
    with site_in(tmp_path / "store") as site:
        monkeypatch.setattr(settings, "SECURE_SSL_REDIRECT", True)
        said = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}
        reply = site.send("GET", "/", **said)
        assert (reply.status_code, "ALDER_BEHIND_PROXY" in reply.content.decode()) == (503, True)
        monkeypatch.setattr(settings, "ALDER_BEHIND_PROXY", LOOPBACK)
        assert site.send("GET", "/", **said).status_code == 200
        reply = site.send("GET", "/", **{"X-Forwarded-For": "203.0.113.7"})
        assert (reply.status_code, "X-Forwarded-Proto" in reply.content.decode()) == (503, True)
        assert site.send("GET", "/", **said | {"X-Forwarded-Proto": "http"})["Location"] == "https://testserver/"
        assert site.send("GET", "/")["Location"] == "https://testserver/"


def test_a_server_that_insists_on_https_without_a_proxy_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.support.commands import refused

    with site_in(tmp_path / "store") as site:
        monkeypatch.setattr(settings, "SECURE_SSL_REDIRECT", True)
        assert "ALDER_BEHIND_PROXY names no proxy" in refused("serve", "--port", 0, "--store", site.store)
