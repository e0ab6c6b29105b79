"""The page of a portfolio: one HTML file that asks nothing of the network and needs no scripts."""

from __future__ import annotations

from collections.abc import Mapping

from publicvalue.reports.country.context import CountryContext
from publicvalue.reports.portfolio.document import portfolio_document
from publicvalue.reports.render.html import render_document
from publicvalue.scores.portfolio.systems import Portfolio
from publicvalue.words.language import ENGLISH, Language


def render_portfolio_html(
    portfolio: Portfolio, contexts: Mapping[str, CountryContext], language: Language = ENGLISH
) -> str:
    """Return a portfolio as one self-contained HTML document, readable without JavaScript, for screen and print."""
    return render_document(portfolio_document(portfolio, contexts), language)
