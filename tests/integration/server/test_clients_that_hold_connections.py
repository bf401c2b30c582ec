"""Who only holds connections keeps nobody else out, rule by rule; a server under them is in `test_the_server`."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from tests.support.site import site_in

from alder.web.connections import Channel, RequestReader, first_to_go

MB = 1024 * 1024
HALF = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Half: "


class _Server:
    """What a channel wants of its server, and no more."""

    def __init__(self) -> None:
        self.active_channels: dict[int, Any] = {}
        self.tasks: list[Any] = []
        self.add_task = self.tasks.append


@pytest.fixture
def channel() -> Iterator[Channel]:
    from waitress.adjustments import Adjustments

    ours, theirs = socket.socketpair()
    with ours, theirs:
        channel = Channel(_Server(), ours, ("203.0.113.7", 1), Adjustments(), {})
        yield channel
        if channel.request:
            channel.request.close()


def _trickled(channel: Channel, data: bytes, seconds: float) -> bool:
    """Whether it is late when these bytes came one by one, each so many seconds after the one before."""
    now = time.time()
    for n in range(len(data)):
        channel.received(data[n : n + 1])
        channel.last_activity = now + n * seconds
        if channel.is_late(now + n * seconds):
            return True
    return False


def test_headers_that_come_a_byte_a_second_are_not_waited_for(channel: Channel) -> None:
    assert _trickled(channel, HALF + b"a" * 40, 1.0)


def test_headers_that_come_slowly_but_in_time_are_read(channel: Channel) -> None:
    assert not _trickled(channel, HALF, 0.2)


BODIES = """
bytes a second | seconds | is late
1              | 40      | no
1              | 60      | yes
500            | 120     | yes
2000           | 3600    | no
"""


@pytest.mark.parametrize("line", BODIES.strip().splitlines()[1:])
def test_a_body_may_take_as_long_as_its_size_allows(channel: Channel, line: str) -> None:
    pace, seconds, late = (part.strip() for part in line.split("|"))
    channel.received(b"POST /desk/x/data HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\n")
    channel.received(b"a" * int(pace) * int(seconds))
    assert channel.is_late(channel.since + int(seconds)) == (late == "yes")


@pytest.mark.parametrize(("pace", "late"), [(1, True), (500, True), (2000, False)])
def test_an_answer_that_is_hardly_read_is_given_up_even_while_it_is_being_made(
    channel: Channel, pace: int, late: bool
) -> None:
    """Else those who read nothing would keep every thread waiting for them."""
    channel.requests = [SimpleNamespace()]
    channel.total_outbufs_len = 20_000_000
    now = time.time()
    assert not channel.is_late(now)
    channel.sent += 120 * pace
    assert channel.is_late(now + 120) == late


def test_an_answer_that_is_long_in_the_making_is_waited_for(channel: Channel) -> None:
    channel.requests = [SimpleNamespace()]
    assert not channel.is_late(time.time() + 3600)


SILENT = """
answers before | seconds | is late
0              | 15      | no
0              | 25      | yes
1              | 25      | no
1              | 65      | yes
"""


@pytest.mark.parametrize("line", SILENT.strip().splitlines()[1:])
def test_a_connection_on_which_nothing_comes_is_closed_later_where_something_came_before(
    channel: Channel, line: str
) -> None:
    answers, seconds, late = (part.strip() for part in line.split("|"))
    channel.sent = 100 * int(answers)
    assert channel.is_late(channel.since + int(seconds)) == (late == "yes")


SIZES = """
path                         | megabytes | status
/sign-in                     | 3         |
/sign-in                     | 5         | 413 text/plain
/follow/email                | 150       | 413 text/plain
/v1/data-sets/x/query        | 3         |
/v1/data-sets/x/query        | 150       | 413 application/problem+json
/statistics/v1/publications  | 150       | 413 application/problem+json
/desk/x/data                 | 150       |
/desk/x/data                 | 250       | 413 text/plain
/outputs/x/groups/1/files    | 16        |
/outputs/x/words             | 16        | 413 text/plain
/outputs/x/groups/1/files    | 250       | 413 text/plain
/v1/outputs/x/groups/1/files | 16        |
/v1/outputs/x/groups/1/cover | 16        | 413 application/problem+json
/v1/requests                 | 16        | 413 application/problem+json
"""


@pytest.fixture(scope="module")
def _settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with site_in(tmp_path_factory.mktemp("sizes") / "store"):
        yield


@pytest.mark.usefixtures("_settings")
@pytest.mark.parametrize("line", SIZES.strip().splitlines()[1:])
def test_only_publishers_send_much(line: str) -> None:
    """The server keeps what is sent on disk before it knows who sends it."""
    path, size, answer = (part.strip() for part in line.split("|"))
    request = _posted(path, f"Content-Length: {int(size) * MB}")
    assert _refusal(request) == answer
    request.close()


@pytest.mark.usefixtures("_settings")
def test_who_does_not_say_how_much_comes_is_stopped_when_it_is_too_much() -> None:
    request = _posted("/v1/data-sets/x/query", "Transfer-Encoding: chunked")
    request.received(f"{5 * MB:x}\r\n".encode())
    for _ in range(4):
        assert _refusal(request) == ""
        request.received(b"a" * MB)
    assert _refusal(request) == "413 application/problem+json"
    request.close()


UNREADABLE = """
first line                                | then                          | answer
GET /v1/data-sets HTTP/1.1                | Bad Header Without Colon      | 400 application/problem+json
GET /v1/data-sets?q=x HTTP/1.1            | Content-Length: many          | 400 application/problem+json
POST http://host/v1/data-sets HTTP/1.1    | Transfer-Encoding: gzip       | 501 application/problem+json
GET /statistics/v1/publications HTTP/9.9x | Host: here                    | 400 application/problem+json
GET /v1/data-sets HTTP/1.1                | X: aaaaa                      | 431 application/problem+json
GET /v1 HTTP/1.1                          | Bad Header Without Colon      | 400 text/plain
GET /statistics HTTP/1.1                  | Bad Header Without Colon      | 400 text/plain
nothing                                   | Host: here                    | 400 text/plain
"""


@pytest.mark.usefixtures("_settings")
@pytest.mark.parametrize("line", UNREADABLE.strip().splitlines()[1:])
def test_what_cannot_be_read_is_refused_as_a_problem_where_programs_ask(line: str) -> None:
    from waitress.adjustments import Adjustments

    first, then, answer = (part.strip() for part in line.split("|"))
    request = RequestReader(Adjustments())
    more = "a" * 300_000 if "431" in answer else ""
    for part in (first[:9], f"{first[9:]}\r\n{then}{more}\r\n\r\n"):  # as it comes, not all at once
        request.received(part.encode())
    assert _refusal(request) == answer
    body = request.error.to_response()[2]
    assert "problem" not in answer or then.encode() not in body, "nothing of it is repeated"
    request.close()


def _posted(path: str, header: str) -> RequestReader:
    from waitress.adjustments import Adjustments

    request = RequestReader(Adjustments(max_request_body_size=201 * MB))
    request.received(f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{header}\r\n\r\n".encode())
    return request


def _refusal(request: RequestReader) -> str:
    if not request.error:
        return ""
    status, headers, _ = request.error.to_response()
    return f"{status[:3]} {dict(headers)['Content-Type'].partition(';')[0]}"


CROWDS = """
address: since, of each connection; * is in use | who makes room
a:1 a:2 a:3                                     | a:1
b:1 a:2 a:3                                     | a:2
b:1 a:2 a:3* c:4                                | b:1
proxy:1 proxy:2 proxy:3 a:4 a:5                 | a:4
proxy:1 proxy:2 a:4                             | proxy:1
a:1* a:2*                                       |
"""


@pytest.mark.parametrize("line", CROWDS.strip().splitlines()[1:])
def test_who_makes_room(line: str) -> None:
    crowd, goes = (part.strip() for part in line.split("|"))
    channels = []
    for one in crowd.split():
        whose, _, since = one.rstrip("*").partition(":")
        channels.append(SimpleNamespace(whose=whose, since=int(since), waits=not one.endswith("*")))
    found = first_to_go(channels, lambda address: address == "proxy")
    assert (f"{found.whose}:{found.since}" if found else "") == goes
