"""Cover sheets as forms have them: by the keys of `cover.toml`, filled in as far as the software knows, and as text."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alder.web.output_desk.models import OutputFile, OutputGroup

TEXTS = {
    "title": "A title that somebody outside the project understands",
    "shows": "What it shows",
    "population": "Whom it is about",
    "unit": "What a count counts",
    "suppression": "What is hidden, by which rule, and how it is marked",
}
NUMBERS = {
    "people": "How many people they are, before weighting",
    "threshold": "The smallest count that is shown",
    "rounding": "The base to which counts are rounded",
}
YES_OR_NO = {"weighted": "Weighted figures", "names_providers": "Providers are named, as was agreed"}
SOURCES = "What it is made from"
NEEDED = {
    "title": "Enter a title that somebody outside the project understands",
    "shows": "Say what it shows",
    "population": "Say whom it is about",
    "people": "Enter how many people it is about, before weighting",
    "unit": "Say what a count counts, for example learners",
}
"""What is said of an answer that a cover sheet has to have."""
OF_A_FILE = ("statistic", "counts", "table", "figures", "chart", "n", "df", "structural", "relation", "made_by")
CHARTS = {"": "As suits the table", "lines": "Lines over time", "bars": "Bars", "dots": "Dots, two to four groups"}
LONGEST = dict.fromkeys((*TEXTS, *OF_A_FILE), 2000) | {"title": 200, "unit": 60}


@dataclass(frozen=True)
class CoverField:
    """One answer, and whether the software wrote it."""

    value: Any
    is_drafted: bool = False


def answers(group: OutputGroup, draft: Mapping[str, Any]) -> dict[str, CoverField]:
    """What stands in the form of a group: what its author said, else what can be seen of the files."""
    said, found = group.cover, {}
    for name in (*TEXTS, *NUMBERS, *YES_OR_NO):
        if name in said:
            found[name] = CoverField(said[name])
        else:
            found[name] = CoverField(draft.get(name, ""), is_drafted=name in draft)
    is_said = "sources" in said
    found["sources"] = CoverField(
        list(said["sources"] if is_said else draft.get("sources", [])), is_drafted=not is_said and "sources" in draft
    )
    return found


def file_answers(group: OutputGroup, file: OutputFile, draft: Mapping[str, Any]) -> dict[str, CoverField]:
    """The same for one file."""
    said, drafted = group.cover.get("files", {}).get(file.name), draft.get("files", {}).get(file.name, {})
    if said is not None:
        return {name: CoverField(_as_text(said.get(name, ""))) for name in OF_A_FILE}
    return {name: CoverField(_as_text(drafted.get(name, "")), is_drafted=name in drafted) for name in OF_A_FILE}


def _as_text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def from_toml(data: bytes) -> dict[str, Any]:
    """A cover sheet that somebody sends, as a group keeps it, with what it says of each file besides (`kind`,
    `exception`). It is text, read within bounds like that of a form. Raises `UsageError` where it cannot be taken.
    """
    from alder.outputs.cover_sheet import read_cover_sheet

    try:
        sheet = read_cover_sheet(data.decode("utf-8-sig", errors="replace"))
    except RecursionError:
        raise UsageError("cover.toml is no TOML: it is too deep") from None
    said = {name: getattr(sheet, name) for name in (*TEXTS, *NUMBERS, *YES_OR_NO)} | {"sources": list(sheet.sources)}
    files = {}
    for one in sheet.files:
        about = {name: getattr(one, name) for name in (*OF_A_FILE, "columns", "kind", "exception")}
        about |= {"statistic": list(one.statistic), "structural": list(one.structural), "kind": str(one.kind)}
        files[one.name] = {name: value for name, value in about.items() if value not in ("", None, [], {})}
    for name, value in [*said.items(), *(pair for about in files.values() for pair in about.items())]:
        if len(str(value)) > LONGEST.get(name, 2_000):
            raise UsageError(f"cover.toml: {name} is longer than {LONGEST.get(name, 2_000):,} characters")
    return {name: value for name, value in said.items() if value not in ("", None, [])} | {"files": files}


def missing(group: OutputGroup) -> list[str]:
    """What a cover sheet does not say yet and has to, in sentences."""
    found = [f"{asked}." for name, asked in NEEDED.items() if group.cover.get(name) in (None, "")]
    files = group.cover.get("files", {})
    for file in group.present.filter(kind="output"):
        said = files.get(file.name, {})
        if not said.get("statistic"):
            found.append(f"{file.name}: say which statistics it holds.")
        if not str(said.get("relation", "")).strip():
            found.append(f"{file.name}: say how it differs from what left before.")
    return found


def as_toml(cover: Mapping[str, Any], kinds: Mapping[str, str]) -> str:
    """The cover sheet as the checks read it. JSON's texts, numbers and lists are TOML's, too, but for one sign."""
    lines = [
        f"{name} = {_toml(value)}" for name, value in cover.items() if name != "files" and value not in ("", None, [])
    ]
    said = cover.get("files", {})
    for name, kind in kinds.items():
        lines += ["", "[[files]]", f"name = {_toml(name)}", f"kind = {_toml(kind)}"]
        lines += [f"{key} = {_toml(value)}" for key, value in said.get(name, {}).items() if value not in ("", None, [])]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_toml(name)} = {_toml(one)}" for name, one in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
