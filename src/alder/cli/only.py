"""Options that say which findings to list: by rule, learner, severity, funding model, or what is new."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from alder.errors import UsageError, unknown_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from alder.rules.result import FindingFilter

_OPTIONS = (
    click.option("--rule", "rules", multiple=True, metavar="CODE", help="List findings of this rule only."),
    click.option("--learner", "learners", multiple=True, metavar="REF", help="List findings on this learner only."),
    click.option("--severity", "severities", multiple=True, metavar="error|warning", help="List only these."),
    click.option(
        "--funding-model",
        "funding",
        multiple=True,
        metavar="36",
        help="List findings on aims funded so, and their learners.",
    ),
    click.option("--new", is_flag=True, help="With --since: list only what is new."),
)


def only_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Gives a command the options, and the answer as `only`. Several values: repeat the option, or set commas."""

    @wraps(command)
    def wrapped(
        *arguments: Any,
        rules: tuple[str, ...],
        learners: tuple[str, ...],
        severities: tuple[str, ...],
        funding: tuple[str, ...],
        new: bool,
        **others: Any,
    ) -> Any:
        chosen = only(_split(rules), _split(learners), _split(severities), _split(funding), new=new)
        return command(*arguments, only=chosen, **others)

    for option in reversed(_OPTIONS):
        wrapped = option(wrapped)
    return wrapped


def only(
    rules: list[str], learners: list[str], severities: list[str], funding: list[str], *, new: bool = False
) -> FindingFilter:
    """What to list, in known words. An unknown one gets the nearest that is known."""
    from alder.rules.findings import Severity
    from alder.rules.result import FindingFilter

    return FindingFilter(
        rules=_known_rules(rules) if rules else (),
        learners=tuple(dict.fromkeys(learners)),
        severities=tuple(
            Severity(_known("severity", s, [str(v) for v in Severity])) for s in dict.fromkeys(severities)
        ),
        funding_models=_known_funding(funding) if funding else (),
        new=new,
    )


def _known_rules(codes: list[str]) -> tuple[str, ...]:
    from alder.sources.ilr import form
    from alder.sources.ilr.rules import ilr

    known = {c.lower(): c for c in (*form.codes(), *ilr.codes)}
    for code in codes:
        if code.lower() not in known:
            raise unknown_name("rule", code, known.values(), next="List them all with: alder explain rules")
    return tuple(dict.fromkeys(known[c.lower()] for c in codes))


def _known_funding(models: list[str]) -> tuple[int, ...]:
    from alder.sources.ilr.codes.aim import fund_model

    known = [code.key for code in fund_model]
    for model in models:
        if model not in known:
            raise UsageError(f"there is no funding model {model}", where=f"There are {', '.join(known)}.")
    return tuple(dict.fromkeys(int(m) for m in models))


def _known(kind: str, word: str, words: Iterable[str]) -> str:
    for known in words:
        if word.lower() in (known, f"{known}s"):
            return known
    raise unknown_name(kind, word, words, next="")


def _split(values: tuple[str, ...]) -> list[str]:
    return [part.strip() for value in values for part in value.split(",") if part.strip()]
