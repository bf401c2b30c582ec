"""The ILR's code lists: which codes each field may hold, between which days, and what they mean in our own words."""

from alder.sources.ilr.codes import aim, destination, employment, learner, monitoring
from alder.sources.ilr.codes.lists import LISTS

__all__ = ["LISTS", "aim", "destination", "employment", "learner", "monitoring"]
