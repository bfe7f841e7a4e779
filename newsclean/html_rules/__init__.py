"""The rules on the tree: annotations unwrapped, widgets dropped, images and links settled, blocks put in shape.

In come a `Tree` and its `Context`; a rule changes the tree and yields a `Finding` for each thing that it did, with the text
that a reader no longer sees as `removed`. A rule may take text out but put none in, or the proof refuses the post (what a
browser shows and no one wrote, as for `q`, is read so: `../html/generated_text.py`). This
package knows neither codes nor order. `drop_widgets` in `boilerplate.py` is the model of a rule on elements anywhere, which it
names by tag, class or attribute; `drop_navigation` in `tail.py` of one on whole blocks. `../tree/nodes.py` has the functions
that walk and change the tree.

To add a rule: a function with a before and after in its docstring, in the module of its subject; one line in TREE_RULES of
`../rules.py`, before HTML06 when it reads a class or an attribute; its cases in tests/cases/CODE.yaml, at least two that it
changes and two without `out`, in which nothing may change (test_rules.py lists the keys); then
`pytest tests/test_readme.py --update` writes the table in README.md.
"""
