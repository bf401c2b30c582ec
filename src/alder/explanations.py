"""What anything that Alder knows by a name is: the rooms explain what is theirs, and here is who is asked.

`alder.explain`, `alder explain` and the site say the same, from the same declarations.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa

from alder.derive import explanation as variable
from alder.derive import variables
from alder.disclosure import policy_explanation as policy
from alder.disclosure.policy import EARLIER, POLICIES
from alder.errors import UsageError, unknown_name
from alder.look.notebook import MOST_LINES, NotebookList
from alder.look.text_table import aligned
from alder.look.words import has_words, in_sentence, listed, sentence, words_of
from alder.measures import measure_explanation as measure
from alder.measures import measures
from alder.measures.cohorts import explanation as deliveries
from alder.measures.condition import explanation as condition
from alder.measures.condition import vocabulary
from alder.measures.query import query_form_explained
from alder.model.frame import FrameSource
from alder.publishing.screener import check, screener
from alder.sources import catalogue, dictionary, variable_form
from alder.sources import source_explanation as source
from alder.sources.dictionary import also_in
from alder.sources.ilr import explanation as ilr
from alder.sources.ilr.rules import ilr as book
from alder.sources.ilr.xml import form
from alder.sources.reference import table_explanation as reference
from alder.sources.reference.table_catalogue import tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from alder.engine.store import Store
    from alder.model.explanation import Explanation


@dataclass(frozen=True)
class ExplanationKind:
    """A kind of thing that has names: what one is called, what all are called, the list of all, and what one is.

    Of a kind without names there is the list alone. `own` kinds are asked for with the word before the name only: their
    names are those of others too, or everyday words. `known_as` finds the name of what goes by another, too.
    """

    name: str
    plural: str
    listed: Callable[[], Explanation]
    names: Callable[[], Iterable[str]] = tuple
    one: Callable[[str], Explanation] | None = None
    own: bool = False
    known_as: Callable[[str], str | None] = lambda name: None

    def explained(self, name: str) -> Explanation:
        """One of the kind, whatever the case of its letters; else an error that suggests the nearest."""
        names = list(self.names())
        found = name if name in names else next((n for n in names if n.lower() == name.lower()), self.known_as(name))
        if found is None or self.one is None:
            raise unknown_name(self.name, name, names, next=f"List them all with:  alder explain {self.plural}")
        return self.one(found)


def _ilr_field(name: str) -> Explanation:
    """A field of the ILR, with the variables that read it and the other sources that have a field of its name."""
    found = ilr.field(name)
    readers = [v.name for v in variables if name in v.reads]
    rows = (*found.rows, ("variables", ", ".join(readers))) if readers else found.rows
    return replace(found, rows=rows, sections=(*found.sections, *also_in(name, but="ilr")))


DECLARED = (
    ExplanationKind(
        "measure", "measures", measure.listed, lambda: measures.names, lambda name: measure.explained(measures[name])
    ),
    ExplanationKind(
        "variable",
        "variables",
        variable.listed,
        lambda: variables.names,
        lambda name: variable.explained(variables[name]),
    ),
    ExplanationKind("rule", "rules", ilr.rules_listed, lambda: book.codes, ilr.rule),
    ExplanationKind("field", "fields", ilr.fields_listed, lambda: ilr.fields(), _ilr_field),
    ExplanationKind("code of form", "form of a file", form.listed_forms, form.codes, form.explained),
    ExplanationKind(
        "source",
        "sources",
        source.listed_sources,
        catalogue.ids,
        lambda name: source.explained(catalogue.source(name)),
        known_as=catalogue.id_of,
    ),
)
"""The kinds that a store and its tables are made of, in the order in which a name is looked for."""

OTHERS = (
    ExplanationKind("policy", "policies", policy.listed_policies, lambda: (*POLICIES, *EARLIER), policy.explained),
    ExplanationKind(
        "filter",
        "filters",
        condition.listed_filters,
        lambda: (*condition.named(), *vocabulary.records()),
        condition.explained,
        own=True,
    ),
    ExplanationKind("query as JSON", "queries as JSON", query_form_explained),
    ExplanationKind("reference table", "reference tables", reference.listed_tables, tables, reference.explained),
    ExplanationKind(
        "check",
        "checks",
        check.listed_checks,
        lambda: (one.name for one in screener),
        lambda name: check.explained(screener[name]),
    ),
    ExplanationKind("measure from deliveries", "measures from deliveries", deliveries.listed_deliveries),
)
"""Everything else. Commands are known to the command line alone, which adds them."""


@dataclass(frozen=True)
class NameEntry:
    """One name in a list: its kind, what is said of it in the list, and what of it fits the words that were sought."""

    kind: ExplanationKind
    name: str
    says: str
    found: str = ""


@dataclass(frozen=True, repr=False)
class NameList(FrameSource):
    """Names of one kind, or of several, in their order: `alder.explain.measures`. Each leads to what it is, by key or
    as an attribute: `alder.explain.measures.achievement_rate`.
    """

    title: str
    entries: tuple[NameEntry, ...]

    def find(self, words: str) -> NameList:
        """The names of which every word is said: in the name, in its line of the list, or in one of its values."""
        wanted = words_of(words)
        if not wanted:
            raise UsageError("nothing to look for", next='Say a word or two:  .find("deprivation")')
        found = [
            replace(entry, found=line) for entry in self.entries if (line := _line_with(entry, wanted)) is not None
        ]
        found.sort(key=lambda entry: not has_words(entry.name, wanted))
        return NameList(f"{self.title} with {words}", tuple(found))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(entry.name for entry in self.entries)

    def __getitem__(self, name: str) -> Explanation:
        """What has this name."""
        for entry in self.entries:
            if entry.name == name:
                return entry.kind.explained(name)
        raise unknown_name(
            f"name among {in_sentence(self.title)}", name, self.names, next='Look for words:  .find("deprivation")'
        )

    def __getattr__(self, name: str) -> Explanation:
        if name.startswith("_") or "entries" not in self.__dict__:
            raise AttributeError(name)
        try:
            return self[name]
        except UsageError as error:
            raise AttributeError(str(error)) from None

    def __dir__(self) -> list[str]:
        return ["find", "names", "to_arrow", "to_pandas", "to_polars", *(n for n in self.names if n.isidentifier())]

    def _ipython_key_completions_(self) -> list[str]:
        return list(self.names)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.entries)

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def to_arrow(self) -> pa.Table:
        """A row a name: its kind, what is said of it, and what was found in it."""
        columns = {
            "kind": [entry.kind.name for entry in self.entries],
            "name": self.names,
            "says": [entry.says for entry in self.entries],
            "found": [entry.found for entry in self.entries],
        }
        return pa.table({name: pa.array(texts, pa.string()) for name, texts in columns.items()})

    def __repr__(self) -> str:
        """The first names with what is said of them, each on a line."""
        shown = self._shown()
        lines = [line if len(line) <= _LINE else f"{line[: _LINE - 1]}…" for line in aligned(shown.rows[:MOST_LINES])]
        more = len(self) - MOST_LINES
        after = [f"and {more:,} more", *shown.after] if more > 0 else shown.after
        return "\n".join([shown.caption, "", *lines, "", *after])

    def _repr_html_(self) -> str:
        return self._shown().html()

    def _shown(self) -> NotebookList:
        several = len({entry.kind for entry in self.entries}) > 1
        sought = any(entry.found for entry in self.entries)
        heads = (*(["kind"] if several else []), "name", "found in" if sought else "what it is")
        rows = [
            (*([entry.kind.name] if several else []), entry.name, entry.found if sought else entry.says)
            for entry in self.entries
        ]
        after = 'One of them: [NAME]. Look for words: .find("deprivation").' if rows else "Nothing has these words."
        return NotebookList(f"{self.title}: {len(self):,}", heads, rows, after=[after])


_LINE = 100
"""A list in a terminal has lines of so many letters."""


def name_lists() -> dict[str, NameList]:
    """The list of every kind whose names can be listed, by the name that Python calls it: `reference_tables`."""
    return {
        kind.plural.replace(" ", "_"): NameList(sentence(kind.plural), _entries(kind))
        for kind in (*DECLARED, *OTHERS)
        if kind.one is not None
    }


def names_of_all_kinds() -> NameList:
    """All names that stand for themselves; those that filters know are names of something else."""
    kinds = (kind for kind in (*DECLARED, *OTHERS) if kind.one is not None and not kind.own)
    return NameList("Names", tuple(entry for kind in kinds for entry in _entries(kind)))


def _entries(kind: ExplanationKind) -> tuple[NameEntry, ...]:
    listed = kind.listed()
    rows = (*listed.rows, *(row for section in listed.sections for row in (*section.rows, *section.cells)))
    says = {row[0]: " ".join(text for text in row[1:] if text) for row in rows}
    return tuple(NameEntry(kind, name, says.get(name, "")) for name in kind.names())


def _line_with(entry: NameEntry, wanted: Sequence[str]) -> str | None:
    """Where all words are said of a name: what the list says, or else a line of what it is; None where nowhere."""
    if has_words(f"{entry.name} {entry.says}", wanted):
        return entry.says or entry.name
    whole = entry.kind.explained(entry.name)
    pairs = (*whole.rows, *(row for section in whole.sections for row in section.rows))
    lines = (whole.lead, *(" ".join(filter(None, pair)) for pair in pairs))
    return next((line for line in lines if has_words(line, wanted)), None)


def explain(name: str, store: Store | None = None, more: Iterable[ExplanationKind] = ()) -> Explanation:
    """What `name` is; `more` are kinds that the caller alone knows, such as the commands of the command line.

    With a store, what the variable request forms in it say of a field is told too.
    """
    others = (*OTHERS, *more)
    if store is None:
        return _declared(name, others)
    found = variable_form.find(store, name)
    try:
        declared = _declared(name, others)
    except UsageError:
        if not found:
            raise
        return variable_form.explained(found)
    if declared.kind == "source":
        of_it = variable_form.variables(store, declared.name)
        return replace(declared, sections=(*declared.sections, *variable_form.of_source(of_it)))
    if declared.kind != "field" or not found:
        return declared
    told = {**declared.more, "on_the_form": [v.as_object() for v in found]}
    return replace(declared, sections=(*declared.sections, *variable_form.sections(found)), more=told)


def _declared(name: str, others: tuple[ExplanationKind, ...]) -> Explanation:
    """What is declared under a name: a measure, variable, rule, field or source before a column of any source, and that
    before anything else, which can be asked for with the word before it. What else a source is called comes last: it
    may be the name of something (`ssa` is a reference table, `fe-outcomes` a policy).
    """
    lists = {kind.plural: kind.listed for kind in (*DECLARED, *others)}
    first = {**lists, **_by_name(DECLARED)}
    if found := _alike(name, first):
        return found()
    if hits := dictionary.find(name):
        return dictionary.explained(hits)
    for kind in (*DECLARED, *others):
        word, rest = name[: len(kind.name)], name[len(kind.name) :]
        if word.lower() == kind.name.lower() and rest[:1] == " ":
            return kind.explained(rest.strip())
    last = {**_by_name(others), **{kind.name: kind.listed for kind in (*DECLARED, *others)}}
    if found := _alike(name, last):
        return found()
    for kind in DECLARED:
        if kind.one and (known := kind.known_as(name)):
            return kind.one(known)
    raise unknown_name(
        "measure, variable, rule, source or field",
        name,
        [*first, *dictionary.names(), *last, *catalogue.names()],
        next=f"Lists: alder explain measures, and the same with {listed([*lists][1:], 'or')}",
    )


def _by_name(kinds: Iterable[ExplanationKind]) -> dict[str, Callable[[], Explanation]]:
    """What may be named without its kind. Of two things of one name the one whose kind comes first has it."""
    found: dict[str, Callable[[], Explanation]] = {}
    for kind in kinds:
        if kind.one and not kind.own:
            for name in kind.names():
                found.setdefault(name, partial(kind.one, name))
    return found


def _alike(name: str, known: dict[str, Callable[[], Explanation]]) -> Callable[[], Explanation] | None:
    """What has this name, or one that differs by the case of letters alone."""
    found = name if name in known else next((k for k in known if k.lower() == name.lower()), None)
    return known[found] if found is not None else None
