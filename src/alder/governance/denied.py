"""What someone wanted to do may not be done, by them or now. The sentence says why, and is shown to them."""

from __future__ import annotations

from alder.errors import AlderError


class Denied(AlderError):
    """Not allowed. The reason names a role, a state or a rule, and never another person's affairs."""

    exit_code = 19
