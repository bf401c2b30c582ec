"""Policies by their names, and those of one's own as files: settings by name, as TOML."""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from alder.disclosure.policy import EARLIER, POLICIES, TELLING, Policy
from alder.disclosure.settings import Action, Demand, Guard, Method, Noise, Rates
from alder.errors import UsageError, unknown_name

if TYPE_CHECKING:
    from collections.abc import Callable

_CHOICES = {"action": Action, "method": Method, "guard": Guard, "rates": Rates}
USUAL = "usual"
_SETS = ("sensitive", "telling", "not_by")


def read(path: str | Path) -> Policy:
    """The policy in a file. Nothing in it is passed over: a name that is no setting is an error."""
    file = Path(path)
    try:
        with file.open("rb") as opened:
            said = tomllib.load(opened)
    except OSError as error:
        raise UsageError(f"the policy {file} cannot be read", where=error.strerror or "") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"the policy {file} is not written in TOML", where=str(error)) from None
    except RecursionError:
        raise UsageError(f"the policy {file} has lists within lists without end") from None
    return _policy(said, file)


def _policy(said: dict[str, Any], file: Path) -> Policy:
    known = {f.name for f in fields(Policy)}
    for name in said:
        if name not in known:
            raise unknown_name("setting of a policy", name, known, next=f"It stands in {file}.")
    lacking = [f.name for f in fields(Policy) if f.default is MISSING and f.name not in said and f.name != "why"]
    if lacking:
        raise UsageError(f"the policy {file} does not say its {', '.join(lacking)}")
    try:
        settings = {name: _setting(name, value, file) for name, value in said.items()}
        return Policy(**{"why": (), **settings})
    except (TypeError, AttributeError) as error:
        raise UsageError(f"the policy {file} has a setting of the wrong kind", where=str(error)) from None


def _setting(name: str, value: Any, file: Path) -> Any:
    if name in _CHOICES:
        kind = _CHOICES[name]
        if value not in {k.value for k in kind}:
            raise UsageError(
                f"{name} of the policy {file} is one of {', '.join(kind)}, not {value!r}", where=f"It stands in {file}."
            )
        return kind(value)
    if name in _SETS:
        return frozenset(_texts(name, value, file)) if name != "telling" else _telling(_texts(name, value, file))
    if name == "why":
        return tuple(_texts(name, value, file))
    if name == "noise":
        return _of(Noise, name, value, file)
    if name == "demands":
        return tuple(_of(Demand, name, one, file) for one in value)
    if name in ("dominance", "pq"):
        if not isinstance(value, list) or len(value) != 2:
            raise UsageError(f"{name} of the policy {file} is two numbers in brackets, as [2, 90]")
        return tuple(_number(name, one, file) for one in value)
    default = next(f.default for f in fields(Policy) if f.name == name)
    wanted = {"p_percent": 0.0, "rate_decimals": 0, "version": 0, "threshold": 0, "name": "", "says": ""}.get(
        name, default
    )
    return _like(wanted, name, value, file)


def _like(wanted: Any, name: str, value: Any, file: Path) -> Any:
    """A value of the same kind as another: truths are no numbers here, and fractions no whole ones."""
    if isinstance(wanted, float):
        return float(_number(name, value, file))
    if type(value) is not type(wanted):
        kind = {bool: "true or false", int: "a whole number", str: "text"}[type(wanted)]
        raise UsageError(f"{name} of the policy {file} is {kind}, not {value!r}")
    return value


def _number(name: str, value: Any, file: Path) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != value:
        raise UsageError(f"{name} of the policy {file} is a number, not {value!r}")
    return value


def _texts(name: str, value: Any, file: Path) -> list[str]:
    if not isinstance(value, list) or any(not isinstance(v, str) for v in value):
        raise UsageError(f'{name} of the policy {file} is a list of texts, as ["one", "two"]')
    return value


def _telling(values: list[str]) -> frozenset[str]:
    """The values that are named, and for `usual` those of the policies that come with Alder."""
    return frozenset(v for v in values if v != USUAL) | (TELLING if USUAL in values else frozenset())


def _of(kind: Callable[..., Any], name: str, value: Any, file: Path) -> Any:
    if not isinstance(value, dict):
        raise UsageError(f"{name} of the policy {file} is a table of settings", where=f"Write it below [{name}].")
    allowed = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]  # both kinds are data classes
    if odd := [v for v in value if v not in allowed]:
        raise unknown_name(f"setting of {name}", odd[0], allowed, next=f"It stands in {file}.")
    if lacking := [f.name for f in allowed.values() if f.default is MISSING and f.name not in value]:
        raise UsageError(f"{name} of the policy {file} does not say its {', '.join(lacking)}")
    kinds: dict[str, Any] = {"variance": 0.0, "most": 0, "gap": 0, "keys": 0, "table": "", "source": "", "least": 0}
    return kind(**{k: _like(kinds.get(k, ""), k, v, file) for k, v in value.items()})


def policy_of(policy: str | Policy) -> Policy:
    """The policy of that name, the policy in a file whose name ends in .toml, or the policy itself.

    An earlier version has the label that its tables print: `dfe-statistics (version 1)`.
    """
    if isinstance(policy, Policy):
        return policy
    if policy.endswith(".toml"):
        return read(policy)
    named = {**POLICIES, **{p.label: p for p in POLICIES.values()}, **EARLIER}
    if policy not in named:
        raise unknown_name(
            "policy", policy, named, next=f"Policies are {', '.join(POLICIES)}, or a file of your own: mine.toml."
        )
    return named[policy]
