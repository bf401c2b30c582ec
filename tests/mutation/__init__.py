"""Faults planted in the engines of disclosure control, one at a time, and whether anything notices.

python -m tests.mutation.reach reach.json src/alder/disclosure tests/unit/disclosure_sketch tests/unit/disclosure
python -m tests.mutation src/alder/disclosure/sketch --reach reach.json --found found.jsonl --sample 150 --seed 1
"""
