"""What the client and the guide for programs do with requests, as a reader types it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from tests.support.cast import Someone
from tests.support.programs import token_of
from tests.support.site import Site, served

from alder import client
from alder.client import Service, over_http
from alder.errors import UnreadableFile, UsageError

GUIDE = Path(__file__).parents[3] / "docs/how-to/ask-from-a-program.md"
HERE = "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def _works_while_it_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the place of each wait a worker does what is to be done."""

    def work(_: float) -> None:
        from alder.web.work.worker import work_once

        work_once()

    monkeypatch.setattr(client, "sleep", work)


@pytest.fixture(scope="module")
def address(site: Site) -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def service(people: dict[str, Someone], address: str) -> Service:
    return Service(f"{address}/v1", token=token_of(people["amara"]))


def scripts(language: str) -> list[str]:
    return re.findall(rf"```{language}[^\n]*\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)


def test_the_guide_runs_in_python(
    people: dict[str, Someone], address: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("ALDER_TOKEN", token_of(people["amara"]))
    found: dict[str, Any] = {}
    asks, in_words, *_ = scripts("python")
    exec(asks.replace(HERE, address), found)  # the guide's own lines
    assert "Little of it would be hidden." in capsys.readouterr().out
    assert found["request"]["state"] == "answered"
    assert found["table"].num_rows > 10
    exec(in_words, found)
    assert found["request"]["state"] == "withdrawn"
    assert "withdraw True" in capsys.readouterr().out


def test_the_guide_tries_a_table_as_a_statistician(
    service: Service, people: dict[str, Someone], address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    request = service.requests.ask_in_words("Starts of women and men", "How many of each started in 2020/21?")
    found: dict[str, Any] = {"service": Service(f"{address}/v1", token=token_of(people["idris"])), "request": request}
    (script,) = (one for one in scripts("python") if "try_table" in one)
    exec(script, found)
    assert re.fullmatch(r"0 of [1-9]\d* \[\]", capsys.readouterr().out.strip())


def test_the_guide_runs_in_r(people: dict[str, Someone], address: str, tmp_path: Path) -> None:
    has_httr2 = ["Rscript", "-e", "quit(status = !all(c('httr2', 'jsonlite') %in% rownames(installed.packages())))"]
    if not shutil.which("Rscript") or subprocess.run(has_httr2, check=False).returncode:
        pytest.skip("needs R with httr2: apt-get install r-base-core r-cran-httr2 r-cran-jsonlite")
    from alder.web.work.worker import work_once

    (script,) = scripts("r")
    file = tmp_path / "guide.R"
    file.write_text(script.replace(HERE, address), encoding="utf-8")
    token, over = token_of(people["amara"]), Event()

    def work() -> None:
        from django.db import connections

        while not over.wait(0.2):
            work_once()
        connections.close_all()

    worker = Thread(target=work)
    worker.start()
    try:
        environment = {"PATH": "/usr/bin:/bin", "ALDER_TOKEN": token}
        ended = subprocess.run(["Rscript", str(file)], capture_output=True, text=True, timeout=120, env=environment)
    finally:
        over.set()
        worker.join()
    assert ended.returncode == 0, ended.stderr
    assert "Little of it would be hidden." in ended.stdout


def test_a_table_of_which_much_is_hidden_is_taken_from_its_nearest(service: Service) -> None:
    shown = service.requests.preview("enrolments", by=["ethnicity", "age_band", "sex"], years=["2020/21"])
    assert shown["hidden"]["band"] in ("some", "many")
    near = service.requests.take_nearest(shown)
    assert near["title"] == shown["nearest"][0]["title"]
    assert "starts" in {one["id"] for one in service.requests.options()["measures"]}
    assert service.requests.options("starts")["by"]


def test_files_are_had_by_their_ending_and_what_there_is_is_said(service: Service) -> None:
    shown = service.requests.preview("starts", by=["sex"], years=["2020/21"])
    request = service.requests.ask(shown)
    with pytest.raises(UsageError, match=r"no file that ends in csv(.|\n)*not answered yet"):
        service.requests.file(request)
    request = service.requests.tried(request)
    assert service.requests.file(request).startswith(b"time_period,")
    with pytest.raises(UsageError, match="request-"):
        service.requests.file(request, "docx")
    listed = list(service.requests.list(state="answered"))
    assert request["id"] in {one["id"] for one in listed}


def test_what_the_service_refuses_is_said_in_its_words(service: Service, people: dict[str, Someone]) -> None:
    with pytest.raises(UsageError, match="measure: There is no such measure"):
        service.requests.preview("nothing", years=["2020/21"])
    with pytest.raises(UsageError, match="answers 404"):
        service.requests.get("0a1b2c3d-0000-4000-8000-0000000000bb")
    request = service.requests.ask_in_words("One", "How many?")
    service.requests.do(request, "withdraw")
    with pytest.raises(UsageError, match=r"answers 403(.|\n)*It was withdrawn"):
        service.requests.do(request, "withdraw")
    with pytest.raises(UsageError, match="takes an access token"):
        next(Service(service.address).requests.list())


def test_a_call_whose_answer_is_lost_is_sent_again_and_done_once(people: dict[str, Someone], address: str) -> None:
    lost = []

    def call(method: str, where: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        answer = over_http(method, where, body, headers)
        if method == "POST" and not lost:
            lost.append(answer)
            raise UnreadableFile("the service cannot be reached")
        return answer

    service = Service(f"{address}/v1", token=token_of(people["ben"]), call=call)
    before = len(list(service.requests.list()))
    service.requests.ask_in_words("Once", "How many?")
    assert len(list(service.requests.list())) == before + 1
    assert lost


def test_a_token_goes_over_https_or_to_this_machine_and_to_nobody_who_an_address_leads_on_to() -> None:
    from http.server import BaseHTTPRequestHandler, HTTPServer

    with pytest.raises(UsageError, match="not sent over http"):
        over_http("GET", "http://alder.example/v1/requests", None, {"Authorization": "Bearer alder_x"})
    seen: list[tuple[str, str | None]] = []

    class Leading(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append((self.path, self.headers.get("Authorization")))
            self.send_response(302 if self.path == "/first" else 200)
            self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = HTTPServer(("127.0.0.1", 0), Leading)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        over_http("GET", f"http://127.0.0.1:{server.server_port}/first", None, {"Authorization": "Bearer alder_x"})
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert seen == [("/first", "Bearer alder_x"), ("/elsewhere", None)]
