"""The punctuation of running text: what is wrong by GB/T 15834 becomes edits, what only an author can decide, doubts.

In comes a `Run`, the text of one block; out go edits and doubts, which know nothing of trees, files or Markdown. Read `run.py`
first (what a rule gets and gives), then `rules.py` (the table: every rule, what wakes it, the order) and one module by
subject, such as `stops.py`. `mender.py` applies the rules in force.

To add a rule: a function from a run to edits in its subject's module, with a before and after in its docstring; one line in
the table of `rules.py`; its cases in tests/cases/CODE.yaml. A rule reads `run.masked`, in which what no rule may touch is
replaced (`mask.py`); `neighbours.py` judges what stands beside a mark. Its `wakes` only saves time, see `triggers.py`: left
out, the rule is asked about every text. CLAUSES.md names each code, with the clause that the docstring cites or under
"Without a clause"; `pytest tests/test_readme.py --update` writes the table in README.md.
"""
