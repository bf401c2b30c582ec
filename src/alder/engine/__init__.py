"""The only code that knows a database: the engine protocol, DuckDB, compiled SQL and the store."""
