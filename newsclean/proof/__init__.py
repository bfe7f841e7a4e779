"""The proof that nothing was lost and that the result renders as meant, by readers that share nothing with the pipeline.

In come the source, the ledger's changes and what was written; out goes nothing, or a `VerifyError` with the stage, the line
and both excerpts. No module here uses a token, a span or a tree that the pipeline made, but for the tree whose structure the result
has to show. Read `verify.py` first.
"""
