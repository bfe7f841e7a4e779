"""One BeautifulSoup tree of a body, Markdown and HTML alike, in which every text knows its offset in the body.

In come the blocks of `markdown`; out goes a `Tree`, which rules change and the writer writes. This package may know
`markdown` and `html`, but no rule. Read `nodes.py` first (how nodes are walked and changed), then `from_body.py`;
`block_order.py` gives every tree the one shape that rules and writer rely on. HTML that stays as its author wrote it is not
in the tree: `author_html.py` finds the text in it.
"""
