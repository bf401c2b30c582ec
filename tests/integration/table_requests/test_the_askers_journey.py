"""What happens to whoever asks in everyday words, presses twice, names somebody, or writes a great deal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from threading import Thread

import pytest
from tests.integration.table_requests.test_asking_and_answering import row_of, work
from tests.support.cast import Someone, somebody
from tests.support.site import Site, site_in


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site without learner records: what is asked in words alone needs none."""
    from django.test import override_settings

    hashed = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    folder = tmp_path_factory.mktemp("journey") / "store"
    with site_in(folder) as site, override_settings(PASSWORD_HASHERS=hashed):
        yield site


@pytest.fixture(scope="module")
def people(site: Site) -> dict[str, Someone]:
    roles = {"Amara": (), "Ben": (), "Idris": ("statistician",), "Sofia": ("statistician",)}
    return {name.casefold(): somebody(name, *held).sign_in() for name, held in roles.items()}


PLUMBING = {"title": "Women in plumbing", "words": "how many women did plumbing in Leeds"}


def test_everyday_words_are_asked_as_they_are_and_a_person_reads_them(amara: Someone, idris: Someone) -> None:
    assert "How many women began a plumbing course" in amara.see("/requests/ask/words")
    address = str(amara.client.post("/requests/ask/words", PLUMBING)["Location"])
    work()
    assert "A statistician takes it up." in amara.see(address)
    assert "how many women did plumbing in Leeds" in idris.see(address.replace("/yours/", "/desk/"))


def test_whoever_goes_back_and_presses_again_has_asked_once(amara: Someone, ben: Someone) -> None:
    given = {"title": "Once", "words": "How many?"}
    first, again = (str(amara.client.post("/requests/ask/words", given)["Location"]) for _ in range(2))
    assert first == again
    other = str(amara.client.post("/requests/ask/words", {**given, "words": "How many men?"})["Location"])
    assert other != first, "with other words it is another request"
    assert str(ben.client.post("/requests/ask/words", given)["Location"]) != first, "and of somebody else"
    amara.client.post(f"{first}/withdraw")
    assert str(amara.client.post("/requests/ask/words", given)["Location"]) != first, "what was withdrawn is asked anew"


def test_two_presses_at_the_same_instant_ask_once(site: Site, people: dict[str, Someone]) -> None:
    """T05."""
    from django.db import connections

    from alder.web.table_requests.models import RequestRecord

    given = {"title": "At once", "words": "How many at once?"}
    statuses = []

    def press(someone: Someone) -> None:
        try:
            statuses.append(someone.client.post("/requests/ask/words", given).status_code)
        finally:
            connections.close_all()

    ben = people["ben"]
    second = Someone(ben.person).sign_in()
    threads = [Thread(target=press, args=(one,)) for one in (ben, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [302, 302]
    assert RequestRecord.objects.filter(title="At once").count() == 1


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("words", "What did 1000000019 achieve?"),
        ("words", "The pupil H801200001001, please."),
        ("title", "Grades of 1000000019"),
    ],
)
def test_a_number_of_a_learner_is_not_taken_and_not_repeated(amara: Someone, field: str, words: str) -> None:
    from alder.web.trail.models import TrailEvent

    before = TrailEvent.objects.count()
    reply = amara.client.post("/requests/ask/words", {"title": "Grades", "words": "Which grades?", field: words})
    page = reply.content.decode()
    assert f'<a href="#{field}">Take out the number of a learner' in page
    assert reply.status_code == 200
    assert TrailEvent.objects.count() == before


def test_a_number_that_is_no_learner_number_is_taken(amara: Someone) -> None:
    words = "Of 10000001, and tel. 0123 456 7890, of 2020/21, 1,234,567,890 times, and 1000000018?"
    assert amara.client.post("/requests/ask/words", {"title": "Numbers", "words": words}).status_code == 302


@pytest.mark.parametrize("words", ["x" * 4_000, "two words " * 400, "line\n" * 799 + "lines"])
def test_four_thousand_letters_are_taken_and_one_more_is_said(amara: Someone, words: str) -> None:
    title = f"Long {len(words)} {words[:3]}"
    address = str(amara.client.post("/requests/ask/words", {"title": title, "words": words})["Location"])
    assert row_of(address).words == words.strip()
    long = amara.client.post("/requests/ask/words", {"title": title, "words": f"{words}{'y' * 4_001}"})
    assert re.search(r"That is [78],\d{3} letters long. There is room for 4,000.", long.content.decode())


@pytest.mark.parametrize("address", ["/requests/ask?measure=", "/requests/ask?measure=nothing"])
def test_a_choice_left_blank_is_said_beside_it(amara: Someone, address: str) -> None:
    page = amara.see(address)
    assert "There is a problem" in page
    assert 'href="#measure"' in page


def test_what_another_took_over_meanwhile_is_said_and_nothing_is_done(
    amara: Someone, idris: Someone, sofia: Someone
) -> None:
    """Two browsers on one request: whoever had it before reads who works on it now."""
    address = str(amara.client.post("/requests/ask/words", {"title": "Two desks", "words": "How many?"})["Location"])
    work()
    desk = address.replace("/yours/", "/desk/")
    idris.client.post(f"{desk}/take")
    assert idris.client.get(f"{desk}/refuse").status_code == 200
    sofia.client.post(f"{desk}/take")
    late = idris.client.post(f"{desk}/refuse", {"reason": "No.", "nearest": "none"})
    assert late.status_code == 403
    assert "Somebody else works on it. Take it over first." in late.content.decode()
    assert row_of(address).state == "taken"
    assert sofia.client.post(f"{desk}/refuse", {"reason": "No.", "nearest": "none"}).status_code == 302
    again = sofia.client.post(f"{desk}/refuse", {"reason": "No.", "nearest": "none"})
    assert "It was refused." in again.content.decode(), "pressing twice does it once"
