"""Names of columns that look as if they named or coded a place."""

from __future__ import annotations

import re

_STARTS = "sch|prov|inst|estab|reg|la|local|rsc|pfa|pcon|lep|mca|oa|ward|mat"
_ENDS = "name|code|urn|ukprn|number|upin|id"
_WHOLE = (
    "laestab|estab|sch|school|schools|prov|provider|providers|inst|institution|institutions|region|"
    "la|lad|rsc|pcon|lep|mca|oa|ward|mat"
)


def looks_like_a_place(name: str, *, countries: bool = False) -> bool:
    """Whether a name begins and ends like that of a place's column (`local_office_code`), or is one (`urn`).

    A name such as `late_number` begins and ends so too: the department's screener catches it, and so does this.
    """
    starts = f"{_STARTS}|country" if countries else _STARTS
    return re.fullmatch(f"({starts}).*({_ENDS})|{_ENDS}|{_WHOLE}", name, re.IGNORECASE) is not None
