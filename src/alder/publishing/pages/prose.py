"""The little Markdown that publishers write: paragraphs, lists, headings, links, bold and italic. All else is text.

Nothing that is written becomes HTML: the text is escaped first, and a link leads to an address of the web or of this
site, never to a script.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_LINK = re.compile(r"\[([^\[\]]+)\]\(((?:https?://|/(?!/)|#|mailto:)[^\s()<>\"']*)\)")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_ITALIC = re.compile(r"(?<![\w*])[*_](?=\S)([^*_]+?)(?<=\S)[*_](?![\w*])")
_ITEM = re.compile(r"[-*] +(.*)")
_NUMBERED = re.compile(r"\d{1,3}\. +(.*)")
_HEADING = re.compile(r"#{2,4} +(.*)")


def html(text: str) -> Markup:
    """The text as it stands on a page. Headings are of the third level, below that of their section."""
    parts = (part.strip("\n") for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()))
    return Markup("\n").join(_part(part.split("\n")) for part in parts if part.strip())


def plain(text: str) -> str:
    """The same without its marks, for summaries and search."""
    words = _LINK.sub(r"\1", text)
    words = _ITALIC.sub(r"\1", _BOLD.sub(r"\1", words))
    lines = (re.sub(r"^(?:#{2,4}|[-*]|\d{1,3}\.) +", "", line.strip()) for line in words.splitlines())
    return " ".join(line for line in lines if line)


def _part(lines: list[str]) -> Markup:
    for pattern, tag, kind in ((_ITEM, "ul", "bullet"), (_NUMBERED, "ol", "number")):
        if pattern.match(lines[0].strip()):
            return _list(lines, pattern, tag, kind)
    if heading := _HEADING.fullmatch(lines[0].strip()):
        said = Markup('<h3 class="govuk-heading-m">{}</h3>').format(_inline(heading[1]))
        return said + (Markup("\n") + _part(lines[1:]) if lines[1:] else Markup())
    return Markup('<p class="govuk-body">{}</p>').format(_inline(" ".join(line.strip() for line in lines)))


def _list(lines: list[str], pattern: re.Pattern[str], tag: str, kind: str) -> Markup:
    items: list[str] = []
    for line in lines:
        if found := pattern.match(line.strip()):
            items.append(found[1])
        else:  # a line that goes on from the one before
            items[-1] += f" {line.strip()}"
    inside = Markup().join(Markup("<li>{}</li>").format(_inline(item)) for item in items)
    return Markup(f'<{tag} class="govuk-list govuk-list--{kind}">{{}}</{tag}>').format(inside)


def _inline(text: str) -> Markup:
    """Links, bold and italic of one line. Addresses are set aside, so that their signs are never read as marks."""
    made: list[str] = []
    pieces = _LINK.split(text)
    for n in range(0, len(pieces), 3):
        made.append(_marked(pieces[n]))
        if n + 2 < len(pieces):
            words, address = pieces[n + 1], pieces[n + 2]
            made.append(f'<a class="govuk-link" href="{escape(address)}">{_marked(words)}</a>')
    return Markup("".join(made))


def _marked(text: str) -> str:
    return _ITALIC.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", str(escape(text))))
