"""The front matter: found, read, mended, checked, and written back with every line that nobody changed as it came.

In comes the text of a post; out go a `Header` whose values have line and column, its problems, and its text again. This
package may know nothing of the body. Read `frontmatter.py` first; `rules.py` holds the rules on fields, `fields.py` what
a field is, `pasted_values.py` the repair of what was pasted without quoting.
"""
