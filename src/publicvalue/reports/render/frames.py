"""What stands around the parts of an HTML page: constants, with a place for each part."""

from __future__ import annotations

from markupsafe import Markup

HEAD = Markup("""<!DOCTYPE html>
<html lang="{lang}" class="page">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="referrer" content="no-referrer">
<title>{name}</title>
<style>
{style}
</style>
</head>
<body>
""")
TOP = Markup("""<a class="skip" href="#main">{skip}</a>
<header class="top">
<div class="wide"><p class="kicker">{kicker}</p><h1>{title}</h1></div>
</header>
<main id="main" class="wide {form}" tabindex="-1">
""")


WHOLE = Markup(
    '<div class="whole-bar">{}</div>\n<p class="ends" aria-hidden="true">'
    "<span>0</span><span>50</span><span>100</span></p>"
)
LINE = Markup(
    '<li id="{id}">\n<p class="line-name"><strong>{name}</strong> <span>{words}</span></p>\n'
    '<div class="line-bar">{bar}</div>\n<div class="line-numbers">{numbers}</div>\n</li>'
)
TABLE = Markup('<table class="{role}">\n{caption}\n<thead><tr>{head}</tr></thead>\n{body}\n</table>')
