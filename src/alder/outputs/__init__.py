"""What leaves a secure place: outputs, their cover sheets, and what an output checker would say of them.

The room reads files of any kind that people hand in, knows the figures in them, and judges each by the rule of its kind
of statistic. It shares no code with what protects tables elsewhere in Alder: it takes the reader's place.
"""

from alder.outputs.checking import OutputVerdict, check_outputs
from alder.outputs.finding import OutputCheck, OutputFinding, Weight
from alder.outputs.output_rules import OUTPUT_RULES, Limits, output_rule

__all__ = [
    "OUTPUT_RULES",
    "Limits",
    "OutputCheck",
    "OutputFinding",
    "OutputVerdict",
    "Weight",
    "check_outputs",
    "output_rule",
]
