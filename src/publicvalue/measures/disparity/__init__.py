"""Measures of disparity: how far groups of people are treated differently."""
