"""A slow, plain reading of some rules, learner by learner, to compare the rule book with.

The conditions were written down from the published texts of 2025/26 and 2020/21, not from the rules of the book, and
share no code with them: records are objects, and each condition is a loop over them.

The service of 2020/21 takes a missing number for 0. Of fields that every record must have, which reading a file finds
missing before any rule looks, most rules say nothing when they are missing; conditions then ask for them.
"""
