"""The measure `progression_rate`."""

from alder.measures import next_year
from alder.measures.learning import was_achieved
from alder.measures.measure import Measure, Scope, Unit, measures
from alder.measures.parameters import ACHIEVED_ON, CHARACTERISTICS
from alder.measures.progression import READS, SUSTAINED_MONTHS
from alder.measures.steps_of_progression import OF_ANY
from alder.model.definition import Evidence
from alder.model.statistic import Indicator

progression_rate = measures.add(
    Measure(
        "progression_rate",
        title="Progression to further learning",
        unit=Unit.LEARNERS,
        counts=(
            Indicator("learners", "Achieved", "learners"),
            Indicator("progressed", "Went on", "learners"),
        ),
        rates=(
            Indicator(
                "progression_rate", "Progression to further learning", "%", of=("progressed", "learners"), decimals=1
            ),
        ),
        rows=next_year.any_learning,
        only=was_achieved,
        population="Learners who achieved at least one aim in the year, at every provider whose return is held.",
        numerator="Those with six months of learning in the year after, at any level.",
        denominator="Learners who achieved in the year.",
        exclusions=(),
        parameters=(SUSTAINED_MONTHS, ACHIEVED_ON, CHARACTERISTICS),
        methodology=(
            "Learners who achieved in the year asked for are looked for in the returns of the year after. Learning is "
            "sustained with a day in each of six months of that year, at one level: months at different levels are "
            "not added together. A learner is known by the ULN.\n\n"
            "Learning at the same level or a lower one counts too."
        ),
        version="2",
        evidence=Evidence.A,
        source="Alder's own definition. Official progression figures follow people born from 1988 with a full record.",
        reads_as="Of learners who achieved, the share who went on learning in the year after.",
        caution="Who went to a university, a school or a provider without a return here looks as if they had stopped.",
        reads=READS,
        age_bands=dict.fromkeys((None, *tuple(Scope)), "age_band_31_august"),
        caveats=("Q-CAUS",),
        edge_cases=(
            "A learner with a temporary ULN is found again only by the same provider and reference, or where the "
            "later return names those before.",
            "An aim that the next return no longer holds is not learning after the last that holds it.",
        ),
        years_after=1,
        side_tables=(next_year.LEARNED_AFTER,),
        match=next_year.MATCH,
        derives=("level",),
        steps=OF_ANY,
        traced=next_year.traced(next_year.any_learning),
    )
)
