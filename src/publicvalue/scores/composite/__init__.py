"""Composite indices: from a table of units and indicators to one score for each unit, at every level of a tree.

The steps follow the OECD/JRC Handbook on Constructing Composite Indicators (2008): denominate, screen, impute, treat,
normalise, weigh, aggregate, and say how certain the result is.
"""
