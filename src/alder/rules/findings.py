"""A finding: one broken rule on one record."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Severity(StrEnum):
    """What a finding means for the learner: an error keeps the learner from counting, a warning asks for a look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One broken rule on one record of one file.

    `fields` holds what the file says, for the provider's own report only: a finding is never logged, and a finding
    that leaves the provider's report carries no fields. `message` says what is wrong without any value.
    """

    rule: str
    severity: Severity
    message: str
    entity: str = "Learner"
    learner_ref: str | None = None
    aim_seq: int | None = None
    line: int | None = None
    fields: Mapping[str, str | None] = field(default_factory=dict)
    learner: int | None = None
    aim: int | None = None
    next: str = ""
