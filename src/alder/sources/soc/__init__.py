"""The Standard Occupational Classification (SOC 2020)."""
