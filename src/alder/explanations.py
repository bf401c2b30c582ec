"""What anything that Alder knows by a name is: the rooms explain what is theirs, and here is who is asked.

`alder.explain`, `alder explain` and the site say the same, from the same declarations.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from alder.derive import explanation as variable
from alder.derive import variables
from alder.disclosure import policy_explanation as policy
from alder.disclosure.policy import EARLIER, POLICIES
from alder.errors import UsageError, unknown_name
from alder.look.words import listed
from alder.measures import measure_explanation as measure
from alder.measures import measures
from alder.measures.cohorts import explanation as deliveries
from alder.measures.condition import explanation as condition
from alder.measures.condition import vocabulary
from alder.measures.query import query_form_explained
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
    from collections.abc import Callable, Iterable

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
