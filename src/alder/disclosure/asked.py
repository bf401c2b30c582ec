"""Which statistic is asked for: `total`, `mean`, `median`, `p25`, `minimum`, `maximum`, `rate`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from alder.errors import UsageError


class What(StrEnum):
    """What is made of the values of a cell."""

    COUNT = "count"
    TOTAL = "total"
    MEAN = "mean"
    PERCENTILE = "percentile"
    MINIMUM = "minimum"
    MAXIMUM = "maximum"
    RATE = "rate"


@dataclass(frozen=True)
class Statistic:
    """One statistic. `share` is that of a percentile: 0.5 for the median."""

    what: What
    share: float = 0.5

    @classmethod
    def read(cls, said: str) -> Self:
        """`median` and `p50` are the same."""
        if said == "median":
            return cls(What.PERCENTILE)
        if found := re.fullmatch(r"p(\d{1,2})", said):
            if not int(found[1]):
                raise UsageError("a percentile lies between p1 and p99", next="The smallest value is --as minimum.")
            return cls(What.PERCENTILE, int(found[1]) / 100)
        if said not in {w.value for w in What} - {What.COUNT, What.PERCENTILE}:
            raise UsageError(
                f"{said} is no statistic that can be protected",
                next="Choose total, mean, median, p1 to p99, minimum, maximum or rate.",
            )
        return cls(What(said))

    @property
    def name(self) -> str:
        """As it is asked for."""
        if self.what is What.PERCENTILE:
            return "median" if self.share == 0.5 else f"p{self.share * 100:.0f}"
        return str(self.what)

    @property
    def plural(self) -> str:
        """What several of them are called."""
        if self.what is What.PERCENTILE:
            return "medians" if self.share == 0.5 else "percentiles"
        return {What.MINIMUM: "minima", What.MAXIMUM: "maxima"}.get(self.what, f"{self.what}s")
