"""Measures of a level: how much, how long, how often, how well."""
