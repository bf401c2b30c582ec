"""Proxies that do the https in front of a site: nginx as the documentation sets it up, and a small one of our own.

And clients of theirs: each with an address, and with cookies as a browser keeps them.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import socketserver
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

NAME = "statistics.mereshire.example"
_PAGES = Path(__file__).parents[2] / "docs" / "how-to"


@dataclass(frozen=True)
class Certificate:
    file: Path
    key: Path


def certificate(folder: Path, name: str = NAME) -> Certificate:
    """One that vouches for itself."""
    made = Certificate(folder / "site.pem", folder / "site.key")
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}"]
    named = ["-addext", f"subjectAltName=DNS:{name}", "-keyout", str(made.key), "-out", str(made.file)]
    subprocess.run(["openssl", *words, *named], check=True, capture_output=True)
    return made


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    text: str
    cookies: list[str]


@dataclass
class Browser:
    """Somebody at an address of this machine's own network, who reaches the site through the proxy."""

    port: int
    trusts: Certificate
    address: str = "127.0.0.2"
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Reply:
        """A page, or a form sent as browsers do it. A redirect is not followed."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"https://{NAME}"}
        body = None if form is None else urlencode(form)
        plain = socket.create_connection(("127.0.0.1", self.port), 60, source_address=(self.address, 0))
        connection = http.client.HTTPConnection(NAME)
        trusted = ssl.create_default_context(cafile=str(self.trusts.file))
        with trusted.wrap_socket(plain, server_hostname=NAME) as connection.sock:
            connection.request("GET" if form is None else "POST", path, body, sent)
            reply = connection.getresponse()
            text = reply.read().decode()
        set = reply.headers.get_all("Set-Cookie") or []
        for one in set:
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Reply(reply.status, dict(reply.headers.items()), text, set)

    def send(self, path: str, **form: str) -> Reply:
        """The form of a page, with its token."""
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.ask(path).text)
        assert token, path
        return self.ask(path, {"csrfmiddlewaretoken": token[1], **form})


def documented(page: str) -> str:
    """What a page tells nginx."""
    (block,) = re.findall(r"```nginx[^\n]*\n(.*?)```", (_PAGES / page).read_text(encoding="utf-8"), re.S)
    return str(block)


def nginx() -> str | None:
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")


@contextmanager
def by_nginx(folder: Path, site: int, trusted: Certificate) -> Iterator[int]:
    """The port of nginx before a site."""
    names = (("server 127.0.0.1:8000;", f"server 127.0.0.1:{site};"), *_files(NAME, trusted))
    with as_documented("run-the-site.md", folder, *names) as (tls, _):
        yield tls


@contextmanager
def before_notebooks(folder: Path, gateway: int, trusted: Certificate, name: str) -> Iterator[tuple[int, int]]:
    """The ports of nginx before a gateway of notebooks, with TLS and without."""
    names = (("server 127.0.0.1:8600;", f"server 127.0.0.1:{gateway};"), *_files(name, trusted))
    with as_documented("run-an-analysis.md", folder, *names) as ports:
        yield ports


def _files(name: str, trusted: Certificate) -> tuple[tuple[str, str], ...]:
    return (
        (f"/etc/ssl/certs/{name}.pem", str(trusted.file)),
        (f"/etc/ssl/private/{name}.key", str(trusted.key)),
    )


@contextmanager
def as_documented(page: str, folder: Path, *instead: tuple[str, str]) -> Iterator[tuple[int, int]]:
    """The ports of nginx, with TLS and without, set up as a page says but for ports and files."""
    program = nginx()
    assert program
    tls, plain = free_port(), free_port()
    text = documented(page)
    ports = (("listen 80;", f"listen 127.0.0.1:{plain};"), ("listen 443 ssl;", f"listen 127.0.0.1:{tls} ssl;"))
    for old, new in (*instead, *ports):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    paths = "\n".join(f"{kind}_temp_path {folder / kind};" for kind in kinds)
    whole = f"daemon off; pid {folder / 'pid'}; {'user root;' if os.geteuid() == 0 else ''}\n"
    whole += f"error_log {folder / 'errors'} warn;\n"  # it warns where it puts on the disk what goes through it
    whole += f"events {{}}\nhttp {{\naccess_log off;\n{paths}\n{text}\n}}\n"
    (folder / "nginx.conf").write_text(whole)
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "errors")]
    with subprocess.Popen(command) as running:
        try:
            _await(tls, running)
            yield tls, plain
        finally:
            running.terminate()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _await(port: int, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 20
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert running.poll() is None, "the proxy ended"
            assert time.monotonic() < until, "the proxy does not listen"
            threading.Event().wait(0.05)
        else:
            return


class _Passing(socketserver.BaseRequestHandler):
    """One request of a client, passed on with what a proxy adds, and its answer passed back."""

    def handle(self) -> None:
        site, encrypted = self.server.site, self.server.encrypted  # type: ignore[attr-defined]
        try:
            with encrypted.wrap_socket(self.request, server_side=True) as client:
                head, _, body = _until_blank_line(client).partition(b"\r\n\r\n")
                first, *lines = head.decode().split("\r\n")
                earlier = [line.partition(":")[2] for line in lines if line.lower().startswith("x-forwarded-for:")]
                dropped = ("x-forwarded-for:", "x-forwarded-proto:", "connection:")
                kept = [line for line in lines if not line.lower().startswith(dropped)]
                asked_for = ",".join([*earlier, self.client_address[0]])
                said = [f"X-Forwarded-For: {asked_for}", "X-Forwarded-Proto: https", "Connection: close"]
                with socket.create_connection(("127.0.0.1", site), 60) as inner:
                    inner.sendall("\r\n".join([first, *kept, *said]).encode() + b"\r\n\r\n" + body)
                    length = next((int(line[15:]) for line in lines if line.lower().startswith("content-length:")), 0)
                    while len(body) < length:
                        more = client.recv(65536)
                        body += more
                        inner.sendall(more)
                    while answer := inner.recv(65536):
                        client.sendall(answer)
        except (OSError, ssl.SSLError):  # whoever asked has gone
            return


def _until_blank_line(client: socket.socket) -> bytes:
    text = b""
    while b"\r\n\r\n" not in text and (more := client.recv(65536)):
        text += more
    return text


class _Proxy(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def by_our_own(folder: Path, site: int, trusted: Certificate) -> Iterator[int]:
    """The port of a proxy made of the standard library, so that no other program is needed."""
    with _Proxy(("127.0.0.1", 0), _Passing) as proxy:
        proxy.site = site  # type: ignore[attr-defined]
        proxy.encrypted = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)  # type: ignore[attr-defined]
        proxy.encrypted.load_cert_chain(trusted.file, trusted.key)  # type: ignore[attr-defined]
        thread = threading.Thread(target=proxy.serve_forever, daemon=True)
        thread.start()
        try:
            yield int(proxy.server_address[1])
        finally:
            proxy.shutdown()
            thread.join()
