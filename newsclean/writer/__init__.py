"""The tree, as the rules left it, written as Markdown that means the same in every renderer.

In comes a `Tree`; out go the text of the new body and the parts it was put together from. What no rule changed is written
back byte for byte (`body.py`). To add a spelling or an escape read `escape.py` (what text would be read as) or `blocks.py`
(one method an element); SPELLINGS.md says which renderer reads what otherwise and which function writes it; every row of it
has cases in tests/writer.
"""
