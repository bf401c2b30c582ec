"""Web pages, drawings and notebooks: what they show, and what they carry beside it."""

from __future__ import annotations

import base64
import binascii
import json
import re
from functools import partial
from typing import TYPE_CHECKING, Any

from alder.files.html_tables import grid_of
from alder.files.package import DAMAGE, TooMuch, local, parsed
from alder.outputs.content import Form, OutputContent, Sheet, SubmittedFile, saw
from alder.outputs.extent import MOST_CELLS, MOST_MARKS, MOST_TABLES, beyond, lines_of
from alder.outputs.finding import Weight
from alder.outputs.readers.forms import text_of
from alder.outputs.readers.packages import unreadable
from alder.outputs.readers.texts import listings

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
MANY_NUMBERS = 40
"""So many numbers in a script are data, not settings."""
MANY_POINTS = 30
"""So many marks of one kind, each at a place of its own, are a scatter: a line with markers has fewer."""
_DATA_URI = re.compile(r"data:([\w/+.-]*);base64,([A-Za-z0-9+/=\s]{40,})")
_REACHES_OUT = re.compile(r"\b(?:fetch|eval|atob|import|XMLHttpRequest|WebSocket|Function)\s*\(|https?://|//[\w-]+\.\w")
_SCRIPT_URL = re.compile(r"^\s*javascript:", re.IGNORECASE)
_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg", "text/html": "html", "text/csv": "csv"}


_tell = partial(saw, rule="VEC")


def html_page(file: SubmittedFile) -> OutputContent:
    """A web page: its tables, its words, and its scripts, comments and hidden parts."""
    from lxml import etree, html

    content = OutputContent(file, Form.HTML)
    if _has_more_marks(content):
        return content
    text = _CONTROLS.sub(" ", text_of(file.bytes) or "")
    if not text.strip():
        return content
    try:
        tree = html.document_fromstring(
            text.encode(), parser=html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
        )
    except (etree.ParserError, *DAMAGE):
        content.findings.append(unreadable(file, Form.HTML))
        return content
    _look_into(content, tree)
    cells = 0
    for table in tree.iter("table"):
        try:
            grid = grid_of(table, MOST_CELLS - cells)
        except TooMuch:
            beyond(content, f"more than {MOST_CELLS:,} cells in its tables")
            break
        content.sheets.append(Sheet(f"table {len(content.sheets) + 1}", grid))
        cells += sum(map(len, grid))
        if len(content.sheets) > MOST_TABLES:
            beyond(content, f"more than {MOST_TABLES} tables")
            break
    words, listed = _words_beside_tables(tree)
    lines = (" ".join(part.split()) for part in words.splitlines())
    content.lines += lines_of(content, (line for line in lines if line))
    for text in listed:
        content.sheets += listings(lines_of(content, text.splitlines()))
    return content


_NO_WORDS = frozenset({"script", "style", "table"})


def _words_beside_tables(tree: Any) -> tuple[str, list[str]]:
    """The words of a page without those of its tables and scripts; those of its listings, again, a text each."""
    from lxml import etree

    found: list[str] = []
    listed: list[str] = []
    within = depth = began = 0
    for event, one in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        is_end = event != "start"
        if isinstance(one.tag, str):
            within += (one.tag in _NO_WORDS) * (-1 if is_end else 1)
            if one.tag == "pre" and not within:
                depth += -1 if is_end else 1
                if not is_end and depth == 1:
                    began = len(found)
                elif is_end and depth == 0:
                    listed.append("".join(found[began:]))
        text = one.tail if is_end else one.text
        if text and not within and not (is_end and one is tree):
            found.append(text)
    return "".join(found), listed


def _has_more_marks(content: OutputContent) -> bool:
    """Whether it has more marks than are looked at, which is said."""
    if content.file.bytes.count(b"<") <= MOST_MARKS:
        return False
    beyond(content, f"more than {MOST_MARKS:,} marks")
    return True


def _look_into(content: OutputContent, tree: Any) -> None:
    from lxml import etree

    if content.form is Form.HTML:
        _hidden_by_style(content, tree)
    drawn: set[Any] = set()
    unseen: set[Any] = set()
    """What is hidden, and what is within that: once said is enough."""
    around = [*tree.itersiblings(preceding=True), *tree.itersiblings()] if tree.getparent() is None else []
    for one in (*around, *tree.iter()):
        if isinstance(one, (etree._Comment, etree._ProcessingInstruction)):
            content.unseen.append(one.text or "")
            if len(_NUMBERS.findall(one.text or "")) >= 3:
                _tell(
                    content,
                    f"line {one.sourceline}",
                    "a comment that no reader sees holds figures",
                    "Take comments out.",
                )
            continue
        if not isinstance(one.tag, str):
            continue
        tag, at = local(one.tag), f"line {one.sourceline}"
        if tag == "style" and len(_NUMBERS.findall(" ".join(_STYLE_COMMENT.findall(one.text or "")))) >= _FEW_NUMBERS:
            _tell(content, at, "a comment that no reader sees holds figures", "Take comments out.")
        if tag == "script":
            content.unseen.append(one.text or "")
            numbers = len(_NUMBERS.findall(one.text or ""))
            if numbers >= MANY_NUMBERS or "json" in (one.get("type") or ""):
                _tell(content, at, "a script holds data", "Hand in a picture and the table that it shows instead.")
            elif one.get("src") or _REACHES_OUT.search(one.text or ""):
                _tell(
                    content,
                    at,
                    "a script fetches or unpacks something",
                    "Hand in a page without scripts, or a picture.",
                )
            else:
                _tell(content, at, "it holds a script", "Hand in a page without scripts.", weight=Weight.LOOK)
            continue
        hidden = "hidden" in one.attrib or re.search(
            r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])",
            one.get("style") or "",
            re.IGNORECASE,
        )
        if one.getparent() in unseen:
            unseen.add(one)
        elif hidden:
            unseen.add(one)
            if (one.text_content() if hasattr(one, "text_content") else "".join(one.itertext())).strip():
                _tell(content, at, "a part of it is hidden", "Delete what is hidden, or show it and have it checked.")
        for name, value in one.attrib.items():
            if local(name).startswith("data-"):
                content.unseen.append(value)
            if local(name).startswith("data-") and len(_NUMBERS.findall(value)) >= 3:
                _tell(
                    content, at, "an attribute that no reader sees holds figures", "Write it without data attributes."
                )
            elif local(name).startswith("on") and len(local(name)) > 3:
                _tell(content, at, "it holds a script", "Hand in a page without scripts, or a picture.")
            elif local(name) in ("href", "src", "action") and _SCRIPT_URL.match(value):
                _tell(content, at, "a link runs a script", "Take the link out.")
            elif local(name) in ("title", "aria-label") and len(_NUMBERS.findall(value)) >= 1 and tag != "svg":
                content.lines.append(value)
            for kind, packed in _DATA_URI.findall(value):
                _unpack(content, at, kind, packed)
        if tag == "iframe" or tag == "object" or tag == "embed":
            _tell(content, at, "it shows another page within it", "Hand in each page by itself.")
        if tag == "svg" and one not in drawn:
            drawn.update(_look_at_drawing(content, one))


def _hidden_by_style(content: OutputContent, tree: Any) -> None:
    """Rows and words with figures that a style sheet in the page hides by class, name or id."""
    named: dict[tuple[str, str], str] = {}
    for sheet in tree.iter("style"):
        text = _STYLE_COMMENT.sub(" ", sheet.text or "")
        for selectors, rules in re.findall(r"(?<![^{}@])([^{}@]++)\{([^{}]*+)\}", text):
            if _HIDES.search(rules):
                for selector in selectors.split(","):
                    simple = re.fullmatch(r"\s*(?:[\w-]+[ >])*\s*([\w-]*)([.#])([\w-]+)\s*", selector)
                    if simple:
                        named[simple[2], simple[3]] = simple[1].lower()
    hidden: set[Any] = set()
    for one in tree.iter() if named else ():
        if not isinstance(one.tag, str):
            continue
        keys = [(".", name) for name in (one.get("class") or "").split()] + [("#", one.get("id") or "")]
        hit = any(key in named and named[key] in ("", one.tag) for key in keys)
        is_within = one.getparent() in hidden
        if hit or is_within:
            hidden.add(one)
        if hit and not is_within and _NUMBERS.search(one.text_content()) and one.tag not in ("style", "script"):
            _tell(
                content,
                f"line {one.sourceline}",
                "a part of it is hidden",
                "Delete what is hidden, or show it and have it checked.",
            )


_HIDES = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)
_STYLE_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_FEW_NUMBERS = 3


def _unpack(content: OutputContent, at: str, kind: str, packed: str) -> None:
    try:
        data = base64.b64decode("".join(packed.split()), validate=True)
    except (binascii.Error, ValueError):
        return
    if kind.startswith("font") or "font" in kind or "woff" in kind:
        return
    ending = _ENDINGS.get(kind, "bin")
    content.parts.append(SubmittedFile(f"{content.name} > {at} part {len(content.parts) + 1}.{ending}", data))


def svg(file: SubmittedFile) -> OutputContent:
    """A drawing: its words, its marks, and the data, scripts and pictures in it."""
    content = OutputContent(file, Form.SVG)
    if _has_more_marks(content):
        return content
    try:
        tree = parsed(file.bytes)
    except DAMAGE:
        content.findings.append(unreadable(file, Form.SVG))
        return content
    _look_into(content, tree)
    return content


def _look_at_drawing(content: OutputContent, tree: Any) -> list[Any]:
    """The marks of a drawing, counted, and what it carries besides; the drawings within it, which were looked at."""
    points = 0
    ticks: dict[Any, bool] = {}
    words_of: set[Any] = set()
    for one in tree.iter():
        if not isinstance(one.tag, str):
            continue
        tag = local(one.tag)
        if tag in ("circle", "ellipse") or (tag == "use" and not _is_tick(one, ticks)):
            points += 1
        elif tag == "metadata":
            if _says_more(one):
                _tell(
                    content,
                    f"line {one.sourceline}",
                    "it carries a description that nobody sees",
                    "Save it without metadata.",
                )
        elif _is_foreign(one):
            if len(_NUMBERS.findall("".join(one.itertext()))) >= _FEW_NUMBERS:
                _tell(
                    content, f"line {one.sourceline}", "it carries data that no reader sees", "Save it as a plain SVG."
                )
        elif tag in ("text", "tspan", "title", "desc"):
            is_within = one.getparent() in words_of
            words_of.add(one)
            words = "" if is_within or tag == "tspan" else " ".join("".join(one.itertext()).split())
            if words:
                content.lines.append(words)
        elif tag == "foreignObject":
            _tell(content, f"line {one.sourceline}", "it carries a page within it", "Save it as a plain drawing.")
    content.points = max(content.points, points)
    return [one for one in tree.iter() if isinstance(one.tag, str) and local(one.tag) == "svg"]


def _is_foreign(one: Any) -> bool:
    """Whether a part of a drawing is another program's, which draws nothing."""
    space = one.tag[1:].partition("}")[0] if one.tag.startswith("{") else ""
    return bool(space) and "w3.org" not in space


def _is_tick(one: Any, known: dict[Any, bool]) -> bool:
    """Whether a mark is a tick of an axis, as Matplotlib draws them: within a group named for one."""
    path = []
    at = one
    while at is not None and at not in known:
        path.append(at)
        if re.match(r"(?:x|y)tick|matplotlib\.axis|legend", at.get("id") or ""):
            known[at] = True
            break
        at = at.getparent()
    found = at is not None and known[at]
    known.update(dict.fromkeys(path, found))
    return found


def _says_more(metadata: Any) -> bool:
    """Whether a description says more than which program drew it and when."""
    words = " ".join("".join(metadata.itertext()).split())
    return (
        len(_NUMBERS.findall(re.sub(r"\d{4}-\d\d-\d\d(?:T[\d:.+-]+)?|v?\d+\.\d+(?:\.\d+)?|https?://\S+", "", words)))
        >= 3
    )


_ABOUT_A_NOTEBOOK = frozenset({"kernelspec", "language_info", "widgets", "toc", "colab", "varInspector"})
"""What programs write of a notebook: their versions and how they show it."""


def notebook(file: SubmittedFile) -> OutputContent:
    """A notebook: its code, its words, and each output as a part of its own."""
    content = OutputContent(file, Form.NOTEBOOK)
    read = json.loads(text_of(file.bytes) or "{}")
    about = read.get("metadata", {})
    if about.get("widgets"):
        _tell(
            content,
            "metadata",
            "it keeps the state of widgets, with their data",
            "Clear all outputs and state.",
            rule="NB",
        )
    beside = [{key: value for key, value in about.items() if key not in _ABOUT_A_NOTEBOOK}]
    beside += [cell.get("metadata", {}) for cell in read.get("cells", [])]
    if any(len(_NUMBERS.findall(json.dumps(one))) >= MANY_NUMBERS for one in beside):
        _tell(content, "metadata", "it keeps data that no reader sees", "Clear its metadata.", rule="NB")
    for number, cell in enumerate(read.get("cells", []), 1):
        at = f"cell {number}"
        said = cell.get("metadata", {})
        tags = {str(tag) for tag in said.get("tags", [])}
        hides = (
            said.get("collapsed")
            or said.get("jupyter", {}).get("outputs_hidden")
            or said.get("jupyter", {}).get("source_hidden")
        )
        if hides or tags & {"hide-output", "remove-output", "hide-cell", "remove-cell", "hide_output", "remove_cell"}:
            _tell(content, at, "the cell is hidden", "Delete it, or show it and have it checked.", rule="NB")
        source = _joined(cell.get("source", ""))
        if cell.get("cell_type") == "code":
            content.parts.append(SubmittedFile(f"{file.name} > {at}.py", source.encode()))
        else:
            content.lines += source.splitlines()
        for name, kept in (cell.get("attachments") or {}).items():
            for kind, packed in kept.items():
                _unpack(content, f"{at} attachment {name}", kind, _joined(packed))
        for output in cell.get("outputs", []):
            content.parts += _outputs(f"{file.name} > {at} output", output)
    return content


def _outputs(name: str, output: dict[str, Any]) -> Iterator[SubmittedFile]:
    if "text" in output:
        yield SubmittedFile(f"{name}.txt", _joined(output["text"]).encode())
    data = output.get("data", {})
    for kind, value in data.items():
        text = _joined(value) if isinstance(value, (str, list)) else json.dumps(value)
        if kind == "text/plain" and "text/html" in data:
            continue  # the same table, drawn twice
        if kind in ("image/png", "image/jpeg"):
            try:
                yield SubmittedFile(f"{name}.{_ENDINGS[kind]}", base64.b64decode("".join(text.split())))
            except (binascii.Error, ValueError):
                continue
        elif kind == "text/html":
            yield SubmittedFile(f"{name}.html", text.encode())
        elif kind == "image/svg+xml":
            yield SubmittedFile(f"{name}.svg", text.encode())
        elif kind.endswith("json"):
            yield SubmittedFile(f"{name}.json", text.encode())
        else:
            yield SubmittedFile(f"{name}.txt", text.encode())
    if output.get("traceback"):
        yield SubmittedFile(f"{name}.log", "\n".join(map(str, output["traceback"])).encode())


def _joined(text: Any) -> str:
    return "".join(map(str, text)) if isinstance(text, list) else str(text)
