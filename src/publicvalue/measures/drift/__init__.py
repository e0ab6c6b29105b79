"""Measures of drift: how far a level moves away, over time, from where it was."""
