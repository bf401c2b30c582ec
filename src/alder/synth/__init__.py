"""Returns of providers that do not exist: valid, plausible, and the same for the same seed."""

from alder.synth.population.fictitious import Provider, provider
from alder.synth.returns.heading import ReturnForm, has_schema
from alder.synth.returns.population_returns import WantedReturns, WrittenPart, write_population_returns
from alder.synth.returns.writing import WrittenReturn, parse_years, write_returns

__all__ = [
    "Provider",
    "ReturnForm",
    "WantedReturns",
    "WrittenPart",
    "WrittenReturn",
    "has_schema",
    "parse_years",
    "provider",
    "write_population_returns",
    "write_returns",
]
