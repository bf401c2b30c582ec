"""Returns of providers that do not exist: valid, plausible, and the same for the same seed."""

from alder.synth.fictitious import Provider, provider
from alder.synth.returns import Written, write_returns
from alder.synth.schema import parse_years

__all__ = ["Provider", "Written", "parse_years", "provider", "write_returns"]
