"""What holds for every page of the site, found by following every link from the home page."""

from __future__ import annotations

import re
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

import pytest
from tests.integration.pages.conftest import ABSENCE, Look
from tests.support.page_reader import Element, Page
from tests.support.site import Site

MOST = 400
_INLINE = re.compile(
    r'<script(?! src="/assets/[0-9a-f]{12}/[a-z]+\.js" defer></script>)|<iframe|<style'
    r"|\sstyle=|\son[a-z]+=|javascript:"
)
"""What the policy of the site forbids. A script may come from the site itself, as a file."""
TABLE = f"/create-a-table/data-set/{ABSENCE}"


def leaves(link: Element) -> bool:
    """Whether a link is marked as one that leaves the site."""
    return link.attributes.get("rel") == "external noopener"


@pytest.fixture(scope="module")
def visited(site: Site) -> dict[str, Page]:
    """Every page that links lead to. Other files must be there too."""
    queue, seen = ["/"], {"/"}
    pages: dict[str, Page] = {}
    while queue and len(pages) < MOST:
        address = queue.pop(0)
        reply = site.send("GET", address)
        if reply.status_code == 302:
            found = [reply["Location"]]
        else:
            assert reply.status_code == 200, address
            found = []
            if reply["Content-Type"].startswith("text/html"):
                page = pages[address] = Page(address, reply.content.decode())
                found = [a.attributes["href"] for a in page.root.every("a") if not leaves(a)]
                found += [link.attributes["href"] for link in page.root.every("link")]
                found += [f.attributes["action"] for f in page.root.every("form") if "action" in f.attributes]
        reply.close()
        for link in found:
            whole = urlsplit(urljoin(f"http://testserver{address}", link))
            assert whole.netloc == "testserver", f"{address} leads away: {link}"
            to = whole._replace(scheme="", netloc="", fragment="").geturl()
            if to not in seen:
                seen.add(to)
                queue.append(to)
    return pages


def test_links_lead_to_every_kind_of_page(visited: dict[str, Page]) -> None:
    kinds = {re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", address.split("?")[0]) for address in visited}
    expected = {
        "/",
        "/find-statistics",
        "/find-statistics/absence/2023-24",
        "/find-statistics/absence/2022-23",
        "/find-statistics/absence/releases",
        "/data-catalogue",
        "/data-catalogue/data-set/ID",
        "/create-a-table",
        "/create-a-table/data-set/ID/places",
        "/data-sources",
        "/data-sources/ilr",
        "/data-sources/leo",
        "/data-sources/compare",
        "/data-sources/which",
        "/get-access",
        "/quality",
        "/glossary",
        "/accessibility",
        "/cookies",
        "/api",
    }
    assert expected <= kinds


def test_a_page_has_one_heading_and_a_title_of_its_own(visited: dict[str, Page]) -> None:
    for page in visited.values():
        assert page.heading
        assert page.title.endswith("– Alder")
        levels = [int(h.tag[1]) for h in _headings(page)]
        assert all(b - a <= 1 for a, b in pairwise(levels)), (page.address, levels)


def _headings(page: Page) -> list[Element]:
    (main,) = page.root.every("main")
    return [h for h in _all(main) if re.fullmatch("h[1-6]", h.tag)]


def _all(element: Element) -> list[Element]:
    found = []
    for child in element.children:
        if not isinstance(child, str):
            found += [child, *_all(child)]
    return found


def test_a_page_runs_and_styles_nothing_inline(visited: dict[str, Page]) -> None:
    for page in visited.values():
        assert not _INLINE.search(page.html), page.address


def test_links_within_a_page_lead_somewhere_and_ids_are_given_once(visited: dict[str, Page]) -> None:
    for page in visited.values():
        ids = [e.attributes["id"] for e in _all(page.root) if "id" in e.attributes]
        assert len(ids) == len(set(ids)), (page.address, sorted(i for i in ids if ids.count(i) > 1))
        within = [a.attributes["href"][1:] for a in page.root.every("a") if a.attributes["href"].startswith("#")]
        assert set(within) <= set(ids), page.address
        named = " ".join(
            e.attributes.get(n, "") for e in _all(page.root) for n in ("aria-labelledby", "aria-describedby", "for")
        )
        assert set(named.split()) <= set(ids), page.address


def test_no_page_sets_a_cookie_and_the_policy_lets_nothing_in(site: Site, visited: dict[str, Page]) -> None:
    for address in ("/", f"{TABLE}/places", "/nothing-here"):
        reply = site.send("GET", address)
        assert not reply.cookies
        assert "default-src 'self'" in reply["Content-Security-Policy"]
        assert "unsafe" not in reply["Content-Security-Policy"]


def test_a_page_is_light(site: Site, visited: dict[str, Page]) -> None:
    (css,) = (link.attributes["href"] for link in visited["/"].root.every("link", rel="stylesheet"))
    reply = site.send("GET", css, **{"Accept-Encoding": "gzip"})
    assert "immutable" in reply["Cache-Control"]
    heaviest = max(len(page.html.encode()) for page in visited.values())
    assert len(reply.content) + heaviest < 200_000


@pytest.mark.parametrize(
    "address",
    [
        "/nothing-here",
        "/find-statistics/nothing",
        "/find-statistics/absence/1999-00",
        "/data-sources/nothing",
        "/data-catalogue/data-set/00000000-0000-4000-8000-000000000000",
        f"/data-catalogue/data-set/{ABSENCE}?version=9.0",
        "/create-a-table/publication/nothing",
        "/create-a-table/data-set/00000000-0000-4000-8000-000000000000/places",
        f"{TABLE}/table.exe?place=NAT.*&from=AY.202122&show=rRNj6",
        f"{TABLE}/table?version=9.0",
        "/assets/000000000000/alder.css",
    ],
)
def test_what_is_not_there_says_where_to_go(look: Look, address: str) -> None:
    page = look(address, 404)
    assert page.heading == "There is no page here"
    assert page.links["find statistics"] == "/find-statistics"


def test_a_fault_of_ours_says_so(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("alder.web.statistics.catalogue_views.public_publications", lambda: 1 / 0)
    assert look("/find-statistics", 500).heading == "Sorry, something went wrong on our side"


def test_words_of_publishers_are_shown_and_never_run(look: Look) -> None:
    page = look("/find-statistics/starts-more/academic-year-2023-24")
    assert page.heading == "Starts & more"
    assert "Starts &lt;script&gt;alert(1)&lt;/script&gt;" in page.html


def test_the_demo_says_that_it_is_one(look: Look) -> None:
    from django.test import override_settings

    assert "made up" not in look("/").html
    with override_settings(ALDER_DEMO=True):
        assert "All people, providers, places and figures here are made up." in look("/").html


def test_a_link_that_leaves_says_so_and_opens_where_the_reader_is(visited: dict[str, Page]) -> None:
    out = [(page, a) for page in visited.values() for a in page.root.every("a") if leaves(a)]
    for page, link in out:
        assert re.fullmatch(r"https://[a-z0-9.-]+(/[^\s\"<>]*)?", link.attributes["href"]), page.address
        hidden = [span for span in link.every("span") if "govuk-visually-hidden" in span.attributes["class"]]
        assert [span.children for span in hidden] == [[" (on another site)"]], page.address
        assert "://" not in link.words, "a link is named by what it leads to"
        assert "target" not in link.attributes
    assert len({page.address for page, _ in out}) >= 190, "most pages name a service or a document that has an address"
