"""Markdown as it is written: the blocks of a body, and the leaves of text in them with their offsets.

In comes the body of a post; out go blocks (Markdown, HTML, verbatim), and for each piece of inline Markdown a `Leaf`, whose
edits become edits of its source. This package may know `html`, and markdown-it-py through `dialect.py` and `block_rules.py`;
it knows no tree and no rules. Read `blocks.py` first, then `leaves.py`. How far HTML reaches is in `html_extents.py`, whose
it is in `origin.py`, what becomes of an author's tags in `kept_tags.py`; syntax of Jekyll, Hugo and kramdown is in
`foreign_syntax.py`.
"""
