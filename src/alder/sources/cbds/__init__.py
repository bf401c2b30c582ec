"""The department's definitions of data items."""
