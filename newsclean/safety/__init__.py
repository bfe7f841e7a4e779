"""What must not be published, in CommonMark and in every other renderer: found, written as text, or refused.

In comes a tree that was just read, or the fields of a header; out go findings (READ05 is an error), and escapes on leaves.
This package changes no element. Read `tree_check.py` first, the one stage that the pipeline calls; `active_content.py` finds
what is active, `other_renderers.py` says how kramdown, GitHub and Hugo read otherwise.
"""
