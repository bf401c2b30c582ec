"""Files that people bring: unpacked within bounds, read a block at a time, and what their texts mean."""
