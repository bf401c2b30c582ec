"""The vocabulary that every layer shares: periods, identifiers, fields, statistics, quality. No I/O."""
