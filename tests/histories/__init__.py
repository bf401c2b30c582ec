"""Random histories of protected tables, and an attacker who has everything that was published.

python -m tests.histories --number 10000 --seed 1
"""
