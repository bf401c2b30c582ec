"""What Alder says when asked what something is: one explanation, as text for the terminal and as a page."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

WIDTH = 100


def wrapped(text: str, width: int, **indents: str) -> list[str]:
    """A text in lines, with every address whole: a terminal makes a link of one that stands on one line."""
    if "https://" not in text:
        return textwrap.wrap(text, width, **indents)  # type: ignore[arg-type]
    whole = re.sub(r"https://\S+", lambda found: found[0].replace("-", _HYPHEN), text)
    lines = textwrap.wrap(whole, width, break_long_words=False, **indents)  # type: ignore[arg-type]
    return [line.replace(_HYPHEN, "-") for line in lines]


_HYPHEN = "\N{NON-BREAKING HYPHEN}"


@dataclass(frozen=True)
class Section:
    """A part with a heading, in this order: paragraphs, items of a list, rows of a short text with its meaning, a table
    of several columns, and lines that stand as they are.

    Rows without a heading above them belong to what stands before. Between backticks stands what is typed.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    rows: tuple[tuple[str, str], ...] = ()
    code: str = ""
    items: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Explanation:
    """A thing's name, what kind of thing it is, what it means, and what else there is to know.

    A row without a name goes on with the row above it. `title` is the name in words, where that is another. `more` is
    for programs, and people are not shown it.
    """

    name: str
    kind: str
    facts: tuple[str, ...]
    lead: str
    rows: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    next: str = ""
    title: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)

    def text(self, width: int = WIDTH) -> str:
        """As the terminal shows it, at most `width` wide."""
        return "\n".join(self._lines(min(width, WIDTH)))

    def _lines(self, width: int) -> Iterator[str]:
        yield from wrapped("   ".join([self.name, self.kind, *self.facts]), width, subsequent_indent="  ")
        yield ""
        yield from wrapped(self.lead, width)
        if self.rows:
            yield ""
            yield from _table(self.rows, width)
        for section in self.sections:
            yield ""
            yield section.title
            for paragraph in section.paragraphs:
                yield from wrapped(paragraph, width, initial_indent="  ", subsequent_indent="  ")
            for item in section.items:
                yield from wrapped(item, width, initial_indent="  - ", subsequent_indent="    ")
            yield from _table(section.rows, width)
            yield from _columns((section.heads, *section.cells) if section.cells else (), width)
            yield from (f"  {line}".rstrip() for line in section.code.splitlines())
        if self.next:
            yield ""
            yield self.next

    def markdown(self, pages: Mapping[str, str] | None = None) -> str:
        """As a page of the documentation. Names of rows lead to their `pages`."""
        lines = [
            f"# {self.title or self.name}",
            "",
            ". ".join(filter(None, (f"{self.kind[:1].upper()}{self.kind[1:]}", ", ".join(self.facts)))) + ".",
            "",
            self.lead,
            "",
        ]
        lines += _markdown_table(self.rows, pages or {})
        for section in self.sections:
            lines += [f"## {section.title}", ""]
            for paragraph in section.paragraphs:
                lines += [paragraph, ""]
            lines += [*(f"- {item}" for item in section.items), *([""] if section.items else [])]
            lines += _markdown_table(section.rows, pages or {})
            if section.cells:
                lines += [_cells(section.heads), "|" + "---|" * len(section.heads)]
                lines += [*(_cells(row) for row in section.cells), ""]
            if section.code:
                lines += ["```", section.code, "```", ""]
        return "\n".join(lines)

    def as_object(self) -> dict[str, Any]:
        """As JSON has it."""
        sections = [
            {
                "title": s.title,
                "paragraphs": list(s.paragraphs),
                "rows": _pairs(s.rows),
                "code": s.code,
                **({"items": list(s.items)} if s.items else {}),
                **({"table": [dict(zip(s.heads, row, strict=True)) for row in s.cells]} if s.cells else {}),
            }
            for s in self.sections
        ]
        return {
            "name": self.name,
            "kind": self.kind,
            "facts": list(self.facts),
            "lead": self.lead,
            "rows": _pairs(self.rows),
            "sections": sections,
            **self.more,
        }

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return self.text()

    def _repr_markdown_(self) -> str:
        return self.markdown()


def _pairs(rows: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"name": name, "text": text} for name, text in rows]


def _table(rows: tuple[tuple[str, str], ...], width: int) -> Iterator[str]:
    left = min(max((len(a) for a, _ in rows), default=0), 40) + 2
    for a, b in rows:
        first, *others = wrapped(b, max(width - left - 2, 20)) or [""]
        if len(a) + 2 > left:
            yield f"  {a}"
            yield f"  {'':{left}}{first}"
        else:
            yield f"  {a:{left}}{first}".rstrip()
        for line in others:
            yield f"  {'':{left}}{line}"


_LEAST, _GAP = 6, 2


def _columns(rows: tuple[tuple[str, ...], ...], width: int) -> Iterator[str]:
    """Several columns, each as wide as its longest text if there is room; else the widest give way."""
    if not rows:
        return
    rows = tuple(tuple(cell.replace("`", "") for cell in row) for row in rows)
    wide = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    while sum(wide) + _GAP * len(wide) > width and max(wide) > _LEAST:
        wide[wide.index(max(wide))] -= 1
    for row in rows:
        cells = [wrapped(text, size) or [""] for text, size in zip(row, wide, strict=True)]
        for n in range(max(map(len, cells))):
            line = (f"{cell[n] if n < len(cell) else '':{size}}" for cell, size in zip(cells, wide, strict=True))
            yield f"  {'  '.join(line)}".rstrip()


def _cells(row: tuple[str, ...]) -> str:
    return f"| {' | '.join(_cell(text) for text in row)} |"


def _markdown_table(rows: tuple[tuple[str, str], ...], pages: Mapping[str, str]) -> list[str]:
    if not rows:
        return []
    names = (f"[{_cell(a)}]({pages[a]})" if a in pages else _cell(a) for a, _ in rows)
    cells = [f"| {name} | {_cell(text)} |" for name, (_, text) in zip(names, rows, strict=True)]
    return ["| | |", "|---|---|", *cells, ""]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def grouped(rows: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """Rows under their names: a row without one goes on with the row above it."""
    entries: list[tuple[str, list[str]]] = []
    for name, text in rows:
        if name or not entries:
            entries.append((name, [text]))
        else:
            entries[-1][1].append(text)
    return entries
