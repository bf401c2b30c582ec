"""Whether SQL that is kept is used."""

from __future__ import annotations

import pytest

from alder.model import expr


def nothing_is_compiled(patch: pytest.MonkeyPatch) -> None:
    """From now on a test fails where an expression is compiled: what it asks was asked before."""

    def refused(*_: object, **__: object) -> str:
        pytest.fail("an expression is compiled whose SQL was kept")

    patch.setattr(expr, "to_sql", refused)
