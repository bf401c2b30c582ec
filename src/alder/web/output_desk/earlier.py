"""What left before, of anybody: found by the headings of its tables, and laid beside a new output for the checks.

Checkers are told which earlier output a finding is about. Its author is not: whose tables they are is nobody's affair.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Q, Value, When

from alder.governance.output_review import ReviewState
from alder.web.output_desk.models import OutputFile, OutputRequest, OutputVariable
from alder.web.output_desk.private_files import leaving_path

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence
    from pathlib import Path

    from alder.web.output_desk.models import OutputGroup

FOLDER = "earlier/"
MOST = 40
"""Earlier files that one run looks at: those with most headings in common. How many more there are is said."""
_USUAL = frozenset(
    ["n", "count", "counts", "total", "all", "rate", "percent", "percentage", "value", "mean", "median", ""]
)
"""Headings that say nothing of whom a table is about."""

OUT = (ReviewState.APPROVED, ReviewState.RELEASING, ReviewState.RELEASED, ReviewState.RECALLED)
"""What left, what is about to, and what was taken back: a reader may have had it."""


@dataclass(frozen=True)
class EarlierTable:
    """A file that left before."""

    name: str
    """Under which the checks see it."""
    path: Path
    output: int
    says: str
    """What it is called in findings, to checkers."""
    shared: int
    """How many headings it has in common."""


@dataclass(frozen=True)
class Beside:
    """What an output was compared with, and how much was left out."""

    tables: tuple[EarlierTable, ...] = ()
    more: int = 0
    ledger: dict[str, Any] = field(default_factory=dict)

    def as_object(self) -> dict[str, Any]:
        """As a run keeps it."""
        tables = [
            {"output": table.output, "says": table.says, "shared": table.shared, "file": table.path.name.split(".")[0]}
            for table in self.tables
        ]
        return {"tables": tables, "more": self.more, "ledger": self.ledger}


def heading_words(text: str) -> str:
    """A heading, so that the same is the same: letters and figures in small letters."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))[:80]


def note_headings(files: Sequence[OutputFile], headings: dict[str, list[str]]) -> None:
    """Keep by which headings a file is found once it has left."""
    for file in files:
        names = {heading_words(text) for text in headings.get(file.name, [])} - _USUAL
        kept = [OutputVariable(output=file.group.output, file=file, name=name) for name in sorted(names)[:100]]
        OutputVariable.objects.bulk_create(kept, ignore_conflicts=True)


def related(group: OutputGroup, files: Sequence[OutputFile]) -> Beside:
    """Files that left before and have headings in common with these, most in common first; before all, those of the
    same project, whose people are often the same.
    """
    names = list(OutputVariable.objects.filter(file__in=[file.pk for file in files]).values_list("name", flat=True))
    if not names:
        return Beside()
    out = OutputVariable.objects.filter(name__in=names, output__state__in=OUT, file__gone=False)
    found = out.exclude(output=group.output).filter(file__kind="output").values("file")
    own = group.output.project
    is_own = Case(When(output__project=own, then=1), default=0) if own else Value(0)
    ranked = found.annotate(shared=Count("name"), is_own=is_own).order_by("-is_own", "-shared", "-output_id")
    shared = {one["file"]: one["shared"] for one in ranked[:MOST]}
    more = max(0, ranked.count() - MOST)
    rows = OutputFile.objects.filter(pk__in=shared).select_related("group__output")
    tables = [_table(file, shared[file.pk]) for file in rows]
    tables.sort(key=lambda table: (-table.shared, -table.output))
    return Beside(tuple(tables), more)


def in_ledger(preview: dict[str, Any], files: Sequence[OutputFile]) -> dict[str, Any]:
    """Which tables of the disclosure ledger the files are, and what it would say of letting them out.

    A file that Alder did not make is none of them: the ledger does not know who is behind its figures, and nothing is
    compared with it. That is said.
    """
    from alder.web.publications.ledger import compared

    ids, unknown = tables_of_ledger(preview, files)
    return {"tables": ids, "unknown": unknown, "trial": compared(ids)}


def tables_of_ledger(preview: dict[str, Any], files: Sequence[OutputFile]) -> tuple[list[str], list[str]]:
    """The tables of the disclosure ledger that are in files that leave, by number; and the files that hold none."""
    from alder.disclosure.ledger import Content
    from alder.web.publications.ledger import COMMAND, ledger_of_store

    tables: set[str] = set()
    unknown: list[str] = []
    for file in files:
        if not file.leaves:
            continue
        shown = preview.get(file.name, {})
        blocks = [(sheet["rows"][:1], sheet["rows"][1:]) for sheet in shown.get("sheets", []) if len(sheet["rows"]) > 1]
        columns = [([[cell] for cell in head[0]], rows) for head, rows in blocks]
        found = ledger_of_store(COMMAND).in_file(Content.of_rows(columns), file.sha256) if columns else ()
        tables |= {facts.id for facts in found}
        if not found:
            unknown.append(file.name)
    return sorted(tables, key=int), unknown


def _table(file: OutputFile, shared: int) -> EarlierTable:
    output = file.group.output
    ending = file.name.rpartition(".")[2]
    return EarlierTable(
        f"{FOLDER}output-{output.pk}-{file.pk}.{ending}",
        leaving_path(file),
        output.pk,
        f"output {output.pk}, {file.name}",
        shared,
    )


def beside_page(
    output: OutputRequest, runs: Iterable[Any], seen: Callable[[list[int]], Collection[int]]
) -> list[dict[str, Any]]:
    """Earlier outputs for the page of a checker, as far as they are theirs to see: of the same headings, then the same
    author's and project's.
    """
    shared: Counter[int] = Counter()
    files: dict[int, list[str]] = {}
    for run in runs:
        for table in run.beside.get("tables", []):
            shared[table["output"]] += table["shared"]
            files.setdefault(table["output"], []).append(table["file"])
    whose = Q(author=output.author_id) | (Q(project=output.project) if output.project else Q(pk__in=[]))
    own = OutputRequest.objects.filter(whose, state=ReviewState.RELEASED).exclude(pk=output.pk)
    numbers = [*dict(shared.most_common(10)), *own.order_by("-pk").values_list("pk", flat=True)[:5]]
    found = {one.pk: one for one in OutputRequest.objects.filter(pk__in=seen(numbers)).select_related("author")}
    return [
        {"output": found[number], "shared": shared.get(number, 0), "files": files.get(number, [])}
        for number in dict.fromkeys(numbers)
        if number in found
    ]
