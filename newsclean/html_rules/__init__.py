"""The rules on the tree: annotations unwrapped, widgets dropped, images and links settled, blocks put in shape.

In come a `Tree` and its `Context`; each rule changes the tree and gives findings with the text that a reader no longer sees.
The functions know no codes and no order, which stand in the table of `rules.py` above. Read `boilerplate.py` first for how
a rule looks; a new one needs a line in that table and a case file.
"""
