"""A rule: one thing that can be wrong with a record, as a function that says what is wrong."""

from __future__ import annotations

import ast
import inspect
import json
import re
import textwrap
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from alder.model.period import AcademicYear
from alder.rules.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

V = TypeVar("V")


class ByBook(Generic[V]):
    """What the books of several years say differently in one place of a rule: its codes, or a date.

    A rule that is registered for these `books` has a version for each, and reads `CODES[book]`. It is the book by which
    a file is judged that counts, and not the file's year: a file of 2020/21 may be judged by the book of 2025/26.
    """

    def __init__(self, said: Mapping[str, V]) -> None:
        self.books = tuple(said)
        self._said = {AcademicYear.parse(book): value for book, value in said.items()}

    def __getitem__(self, book: AcademicYear) -> V:
        if book not in self._said:
            raise LookupError(f"the book of {book} does not say this; those of {' and '.join(self.books)} do")
        return self._said[book]


@dataclass(frozen=True)
class Rule:
    """One rule as it holds from `since` to `until`; a rule that changed has several of these under one code.

    The function's first parameter is the record it judges, the others are tables it looks at; it returns what is
    wrong. Its docstring is the rule's page, and its first line what a person is told. `reads` names the fields whose
    values the report shows. `alike` names the field that several records of the file share where it is broken: a report
    says where the others stand. `of_learner` is whether a report says it of the learner and of no aim, as the service
    does. `next` says how to put it right. `severities` says what it was up to and in a year. `book` is the year of the
    book whose codes it reads, where several books have the rule with codes of their own.
    """

    code: str
    function: Callable[..., Any]
    reads: tuple[str, ...]
    next: str
    severity: Severity = Severity.ERROR
    since: AcademicYear | None = None
    until: AcademicYear | None = None
    severities: Mapping[AcademicYear, Severity] = field(default_factory=dict)
    alike: str = ""
    of_learner: bool = False
    book: AcademicYear | None = None

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        return tuple(inspect.signature(self.function).parameters)

    @property
    def judged(self) -> str:
        """The parameter that names the judged record."""
        return self.parameters[0]

    @cached_property
    def message(self) -> str:
        """What is wrong, in one sentence without any value."""
        return (inspect.getdoc(self.function) or "").split("\n", 1)[0].strip()

    @cached_property
    def details(self) -> str:
        """What the page says beside the message."""
        return (inspect.getdoc(self.function) or "").partition("\n")[2].strip()

    @cached_property
    def condition(self) -> str:
        """What is wrong, as the function says it: its text without name and docstring, with the codes of its book."""
        text = textwrap.dedent(inspect.getsource(self.function))
        (definition,) = ast.parse(text).body
        if not isinstance(definition, ast.FunctionDef):
            raise TypeError(f"rule {self.code} is not declared by a function")
        said = definition.body[1:] if inspect.getdoc(self.function) else definition.body
        lines = text.splitlines()[said[0].lineno - 1 : said[-1].end_lineno]
        return re.sub(r"(\*?)\b(\w+)\[book\]", self._of_the_book, textwrap.dedent("\n".join(lines)))

    def _of_the_book(self, found: re.Match[str]) -> str:
        """What stands in the book of this version, where the function names what the books say."""
        named = getattr(self.function, "__globals__", {}).get(found[2])
        if not isinstance(named, ByBook) or self.book is None:
            return found[0]
        said = named[self.book]
        return ", ".join(map(_written, said)) if found[1] else _written(said)

    def holds_in(self, year: AcademicYear) -> bool:
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)

    def severity_in(self, year: AcademicYear) -> Severity:
        ends = [last for last in self.severities if year <= last]
        return self.severities[min(ends)] if ends else self.severity

    @property
    def years(self) -> str:
        """When it holds, as a person says it: `2016/17 to now`."""
        start = self.since.label if self.since else "the first year"
        end = self.until.label if self.until else "now"
        return start if start == end else f"{start} to {end}"


def _written(value: object) -> str:
    """A value as a rule's text would have it."""
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, tuple):
        return f"({', '.join(map(_written, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, date):
        return f"date({value.year}, {value.month}, {value.day})"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)
