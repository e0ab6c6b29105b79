"""Find out whether the AI that a government uses creates public value."""

__version__ = "0.9.1"
