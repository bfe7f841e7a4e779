"""The proof that nothing was lost and that the result renders as meant, by readers that share nothing with the pipeline.

In come the source, the ledger's changes and what was written; out goes nothing, or a `VerifyError` with the stage, the line
and both excerpts. No module here uses a token, a span or a block that the pipeline made; the tree is used for the structure
that the result has to show. Read `verify.py` first, then `document.py` and `line.py`, the reader of Markdown, and
`html_events.py` and `html_reach.py`, that of HTML.
"""
