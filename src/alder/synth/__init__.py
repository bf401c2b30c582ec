"""Returns of providers that do not exist: valid, plausible, and the same for the same seed."""

from alder.synth.population.fictitious import Provider, provider
from alder.synth.returns.writing import ReturnForm, WrittenReturn, parse_years, write_returns

__all__ = ["Provider", "ReturnForm", "WrittenReturn", "parse_years", "provider", "write_returns"]
