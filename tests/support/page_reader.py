"""Pages as people see them: the words of a page, its tables as lines of text, its links and its forms."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin

_VOID = {"meta", "link", "input", "br", "wbr", "img", "path", "circle", "rect"}


@dataclass
class Element:
    """A part of a page."""

    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)

    def every(self, tag: str, **attributes: str) -> list[Element]:
        """All parts with this tag and these attributes, in order. `class_` must be one of the classes."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                if child.tag == tag and child._has(attributes):
                    found.append(child)
                found += child.every(tag, **attributes)
        return found

    def _has(self, attributes: dict[str, str]) -> bool:
        for name, value in attributes.items():
            own = self.attributes.get(name.rstrip("_").replace("_", "-"), "")
            if value not in (own.split() if name == "class_" else [own]):
                return False
        return True

    @property
    def words(self) -> str:
        """Its text, without what is there for screen readers alone."""
        hidden = "govuk-visually-hidden" in self.attributes.get("class", "")
        parts = [c if isinstance(c, str) else c.words for c in self.children]
        glue = "" if self.tag in ("a", "b", "span", "code", "strong", "i", "wbr") else " "
        return "" if hidden else re.sub(r"\s+", " ", glue + "".join(parts) + glue)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Element("page", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(made)
        if tag not in _VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            closed = self.open.pop()
            assert closed.tag == tag, f"<{closed.tag}> is closed by </{tag}>"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


class Page:
    """One page and where it is."""

    def __init__(self, address: str, html: str) -> None:
        builder = _Builder()
        builder.feed(html)
        assert len(builder.open) == 1, "something is not closed"
        self.address, self.html, self.root = address, html, builder.root

    @property
    def title(self) -> str:
        return self.root.every("title")[0].words.strip()

    @property
    def heading(self) -> str:
        (heading,) = self.root.every("h1")
        return heading.words.strip()

    @property
    def words(self) -> str:
        (main,) = self.root.every("main")
        return main.words.strip()

    @property
    def links(self) -> dict[str, str]:
        """Words and addresses of the links in the main part; the last one where several say the same."""
        (main,) = self.root.every("main")
        return {a.words.strip(): urljoin(self.address, a.attributes["href"]) for a in main.every("a")}

    def table(self, number: int = 0) -> list[str]:
        """The lines of a table, cells with bars between. A cell over several lines stands in the first."""
        table = self.root.every("table")[number]
        lines = []
        for row in table.every("tr"):
            cells = [c for c in row.children if isinstance(c, Element)]
            lines.append(" | ".join(c.words.strip() for c in cells).strip())
        return lines

    def listed(self, class_: str = "alder-results") -> list[str]:
        """The headings of a list of results."""
        (found,) = self.root.every("ul", class_=class_) or [Element("ul", {})]
        return [h.words.strip() for tag in ("h2", "h3") for h in found.every(tag)]

    @property
    def errors(self) -> list[str]:
        summaries = self.root.every("ul", class_="govuk-error-summary__list")
        return [a.words.strip() for one in summaries for a in one.every("a")]

    def offered(self, name: str) -> list[str]:
        """The boxes of this name in words; those that are ticked with a plus before."""
        labels = {label.attributes["for"]: label.words.strip() for label in self.root.every("label")}
        boxes = [b for b in self.root.every("input", name=name) if b.attributes.get("type") != "hidden"]
        return [("+ " if "checked" in b.attributes else "") + labels[b.attributes["id"]] for b in boxes]

    def submitted(self, choose: dict[str, list[str] | str], *, form: int = -1, button: str = "next") -> str:
        """The address to which a form leads when it is filled in, by the words beside what is chosen."""
        made = self.root.every("form")[form]
        labels = {label.attributes["for"]: label.words.strip() for label in made.every("label")}
        pairs: list[tuple[str, str]] = []
        for element in _fields(made):
            pairs += _sent(element, labels.get(element.attributes.get("id", ""), ""), choose)
        query = urlencode([*pairs, (button, "1")] if button else pairs)
        return f"{urljoin(self.address, made.attributes.get('action') or self.address.split('?')[0])}?{query}"


def _fields(form: Element) -> list[Element]:
    return [*form.every("input"), *form.every("select")]


def _sent(element: Element, label: str, choose: dict[str, list[str] | str]) -> list[tuple[str, str]]:
    name, kind = element.attributes["name"], element.attributes.get("type", "text")
    wanted: Any = choose.get(name)
    if element.tag == "select":
        options = element.every("option")
        first = [o for o in options if "selected" in o.attributes] or options[:1]
        chosen = [o for o in options if o.words.strip() == choose.get(label)] or first
        return [(name, chosen[0].attributes["value"])]
    if kind in ("checkbox", "radio"):
        is_chosen = label in wanted if wanted is not None else "checked" in element.attributes
        return [(name, element.attributes["value"])] if is_chosen else []
    return [(name, wanted if isinstance(wanted, str) else element.attributes.get("value", ""))]
