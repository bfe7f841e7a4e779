"""The rules on the tree: annotations unwrapped, widgets dropped, images and links settled, blocks put in shape.

In come a `Tree` and its `Context`; a rule changes the tree and yields a `Finding` for each thing that it did, with the text
that a reader no longer sees as `removed`. A rule may take text out but put none in, or the proof refuses the post. This
package knows neither codes nor order. `drop_navigation` in `tail.py` is a model of a rule; `../tree/nodes.py` has the
functions that walk and change the tree.

To add a rule: a function with a before and after in its docstring, in the module of its subject; one line in TREE_RULES of
`../rules.py`; its cases in tests/cases/CODE.yaml (no `out`: nothing may change; test_rules.py lists the keys); then
`pytest tests/test_readme.py --update` writes the table in README.md.
"""
