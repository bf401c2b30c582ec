"""Rules, rule books, their runner and their findings."""

from alder.rules.book import RuleBook, YearBook
from alder.rules.findings import Finding, Severity
from alder.rules.report import Findings
from alder.rules.rule import Rule
from alder.rules.runner import RunResult, run

__all__ = ["Finding", "Findings", "Rule", "RuleBook", "RunResult", "Severity", "YearBook", "run"]
