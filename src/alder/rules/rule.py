"""A rule: one thing that can be wrong with a record, as a function that says what is wrong."""

from __future__ import annotations

import ast
import inspect
import textwrap
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from alder.rules.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alder.model.period import AcademicYear


@dataclass(frozen=True)
class Rule:
    """One rule as it holds from `since` to `until`; a rule that changed has several of these under one code.

    The function's first parameter is the record it judges, the others are tables it looks at; it returns what is
    wrong. Its docstring is the rule's page, and its first line what a person is told. `reads` names the fields whose
    values the report shows. `alike` names the field that several records of the file share where it is broken: a report
    says where the others stand. `of_learner` is whether a report says it of the learner and of no aim, as the service
    does. `next` says how to put it right. `severities` says what it was up to and in a year.
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
        """What is wrong, as the function says it: its text without name and docstring."""
        text = textwrap.dedent(inspect.getsource(self.function))
        (definition,) = ast.parse(text).body
        if not isinstance(definition, ast.FunctionDef):
            raise TypeError(f"rule {self.code} is not declared by a function")
        statements = definition.body[1:] if inspect.getdoc(self.function) else definition.body
        lines = text.splitlines()[statements[0].lineno - 1 : statements[-1].end_lineno]
        return textwrap.dedent("\n".join(lines))

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
