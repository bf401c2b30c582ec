"""The rules of Atom 1.0 (RFC 4287), asked of a feed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from lxml import etree

_NS = "{http://www.w3.org/2005/Atom}"
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_FEED = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "author": (1, 9), "link": (1, 9), "subtitle": (0, 1)}
_ENTRY = {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "published": (0, 1), "summary": (0, 1), "link": (1, 9)}
_ENTRY |= {"category": (0, 9)}


@dataclass(frozen=True)
class Entry:
    """An entry as a feed reader has it."""

    id: str
    title: str
    link: str
    published: str
    updated: str
    html: str
    kinds: list[str]


@dataclass(frozen=True)
class AtomFeed:
    id: str
    title: str
    updated: str
    links: dict[str, str]
    entries: list[Entry]


def parsed(content: bytes) -> AtomFeed:
    """The feed, of which every rule is kept that its elements touch."""
    root = etree.fromstring(content)
    assert root.tag == f"{_NS}feed"
    entries = root.findall(f"{_NS}entry")
    _counted(root, _FEED | {"entry": (0, 10_000)})
    for author in root.findall(f"{_NS}author"):
        assert [child.tag for child in author] == [f"{_NS}name"]
        assert author[0].text
    links = _links(root)
    assert {"self", "alternate"} <= links.keys(), "a feed should name itself, and the page that it stands for"
    made = [_entry(entry) for entry in entries]
    assert len({entry.id for entry in made}) == len(made), "two entries have one id"
    updated = _date(root, "updated")
    assert all(entry.updated <= updated for entry in made), "the feed is older than an entry"
    return AtomFeed(_iri(_text(root, "id")), _text(root, "title"), updated, links, made)


def _entry(entry: etree._Element) -> Entry:
    _counted(entry, _ENTRY)
    links = _links(entry)
    summary = entry.find(f"{_NS}summary")
    html = ""
    if summary is not None:
        assert summary.get("type") == "html"
        html = summary.text or ""
        _well_formed(html)
    published, updated = _date(entry, "published"), _date(entry, "updated")
    assert published <= updated
    kinds = [category.attrib["term"] for category in entry.findall(f"{_NS}category")]
    return Entry(_iri(_text(entry, "id")), _text(entry, "title"), links["alternate"], published, updated, html, kinds)


def _counted(element: etree._Element, allowed: dict[str, tuple[int, int]]) -> None:
    names = [child.tag.removeprefix(_NS) for child in element]
    assert set(names) <= set(allowed), "an element that has no place here"
    for name, (least, most) in allowed.items():
        assert least <= names.count(name) <= most, f"{names.count(name)} times {name}"


def _links(element: etree._Element) -> dict[str, str]:
    found = [(link.get("rel", "alternate"), link.attrib["href"]) for link in element.findall(f"{_NS}link")]
    assert len({rel for rel, _ in found}) == len(found), "two links of one kind"
    for _, address in found:
        assert urlsplit(address).scheme in ("http", "https"), "a link is not absolute"
        assert urlsplit(address).netloc
    return dict(found)


def _text(element: etree._Element, name: str) -> str:
    text = element.findtext(f"{_NS}{name}")
    assert text
    assert text.strip() == text
    return text


def _date(element: etree._Element, name: str) -> str:
    text = _text(element, name)
    assert _DATE.fullmatch(text), text
    return text


def _iri(text: str) -> str:
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", text), text
    return text


class _Strict(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("p", "ul", "li"), f"<{tag}> in the words of an entry"
        assert not attrs
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _well_formed(html: str) -> None:
    parser = _Strict()
    parser.feed(html)
    parser.close()
    assert parser.open == []
