"""Syntax that Jekyll, kramdown or a plugin reads and the CommonMark parser does not."""

from __future__ import annotations

import re
from enum import Enum

from newsclean import chars, lazy

# The leaf that holds it is left alone.
_OUTSIDE_MODEL = lazy.pattern(
    r"(?P<kramdown>(?<!\\)(?:\\\\)*\{:)|(?P<footnote>(?<!\\)(?:\\\\)*\[\^)|(?P<math>\$\$|\\\\[(\[])"
    r"|(?P<abbreviation>^\*\[[^\]\n]+\]:)"
    r"|(?P<definition>(?:\A|\n):[ \t])",
    re.M,
)
# What nothing closes ends where another begins, or every start would be followed to the end of the text.
_OUTSIDE_SYNTAX = lazy.pattern(
    r"\{\{(?:(?!\{\{).)*?\}\}|\{%(?:(?!\{%).)*?%\}|\{:(?:(?!\{:)[^}])*\}|\[\^[^\[\]\n]*\]:?|\$\$.*?(?:\$\$|\Z)|\$[^$\n]*\$"
    r"|\A\[[ xX]\]|^\*\[[^\]\n]+\]:|^:[ \t]",
    re.M | re.S,
)
LIQUID = lazy.pattern(r"\{(?=[{%])")


class Liquid(Enum):
    """What `{{` and `{%` are in a post."""

    TEXT = "text"  # a stranger's, which must not run: it is escaped
    RUN = "run"  # templates of the author, which the site's generator runs
    INERT = "inert"  # the author's as well, and text to the generator


_INLINE_MATH = lazy.pattern(r"(?<!\\)(?:\\\\)*\$(?=[^\s$])([^$\n]*)\$")
_TASK = lazy.pattern(r"\[[ xX]\][ \t]")


def outside_model(source: str) -> str:
    """Name the syntax for which a line has to stay as it is; empty when there is none."""
    match = _OUTSIDE_MODEL.search(source)
    if match:
        names = {"kramdown": "a kramdown attribute", "definition": "a definition list", "math": "math", "footnote": "a footnote"}
        return names.get(match.lastgroup or "", "an abbreviation")
    if LIQUID.search(source):
        return "Liquid"
    if _TASK.match(source):
        return "a task list item"
    if any(re.search(r"[\\_^={}]", match[1]) for match in _INLINE_MATH.finditer(source)):
        return "math"
    return ""


def prose_of(source: str) -> str:
    """Give a line with such syntax taken out of a rule's sight."""
    return _OUTSIDE_SYNTAX.sub(lambda match: chars.OBJECT * len(match[0]), source)
