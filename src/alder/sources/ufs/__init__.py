"""Skills data put together by the department."""
