"""Faults planted in the engines of disclosure control, one at a time, and whether anything notices.

python -m tests.mutation src/alder/disclosure/sketch --sample 150 --seed 1
"""
