"""The punctuation of running text: what is wrong by GB/T 15834 becomes edits, what only an author can decide, doubts.

In comes a `Run`, the text of one block; out go edits and doubts, which know nothing of trees, files or Markdown. `mask.py`
says which characters no rule may touch. To add a rule, read `rules.py` (one line in its table) and one module by subject,
such as `stops.py`; CLAUSES.md lists the clauses.
"""
