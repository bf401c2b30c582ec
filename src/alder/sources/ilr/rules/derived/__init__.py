"""Facts that several rules work out from a learner's records, named for what they say."""
