"""`--beside median/100:MEDIANS.csv`: other published statistics of the same column."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from alder.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alder.disclosure.microdata import Statistic


def named(beside: Sequence[str]) -> list[tuple[Statistic, float | None, Path]]:
    """Each file with its statistic and what its figures are rounded to."""
    from alder.disclosure.microdata import Statistic, What

    found = []
    for said in beside:
        read = re.fullmatch(r"([^:/]+)(?:/(\d+(?:\.\d+)?))?:(.+)", said)
        if read is None or (read[2] and not float(read[2])):
            raise UsageError(
                f"{said} names no statistic and file",
                next="Write --beside p25:P25.csv, or --beside p25/100:P25.csv for one rounded to hundreds.",
            )
        statistic = Statistic.read(read[1])
        if statistic.what is What.RATE:
            raise UsageError("rates are of yes and no, and stand by themselves", next="Leave them out of --beside.")
        found.append((statistic, float(read[2]) if read[2] else None, Path(read[3])))
    return found
