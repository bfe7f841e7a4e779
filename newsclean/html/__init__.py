"""HTML as it is written, before any tree: what a tag is, which elements there are, what a parser would misread.

In comes the source of a piece of HTML; out go HTML that lxml reads as a browser does, and the text in it with its
offsets. This package knows nothing of Markdown, of trees or of rules. Read `safe_html.py` first; `elements.py` holds the
names of the elements by what they do.
"""
