"""Contract Quality Monitor."""

__version__ = "1.0.0"
