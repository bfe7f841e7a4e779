"""Character classes and look-alikes, each with its Unicode name; no logic.

The classes are written to stand inside a regular expression's square brackets.
"""

from __future__ import annotations

# CJK ideographs: URO and its extensions, compatibility ideographs, the iteration mark and the
# ideographic zero; what a reader of Chinese calls a character.
HAN = (
    "\u3005\u3007"  # IDEOGRAPHIC ITERATION MARK, IDEOGRAPHIC NUMBER ZERO
    "\u2e80-\u2fd5"  # radicals
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
KANA = "\u3041-\u3096\u30a1-\u30fa\u31f0-\u31ff\uff66-\uff9d"

# Full-width stops and brackets of Chinese text.
FULL_STOPS = "，。、；：？！"
FULL_OPENING = "（《〈【〖〔「『［｛“‘"
FULL_CLOSING = "）》〉】〗〕」』］｝”’"
CHINESE_PUNCTUATION = FULL_STOPS + FULL_OPENING + FULL_CLOSING + "…—～·"

# Blanks that HTML folds into one (the "ASCII whitespace" of the HTML standard).
HTML_SPACE = " \t\n\r\f"
# Everything that only indents or pads at the edge of a line: ASCII blanks, NO-BREAK SPACE,
# IDEOGRAPHIC SPACE and the typographic spaces between them.
EDGE_SPACE = HTML_SPACE + "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"

# Characters that show nothing and mean nothing in running text.
INVISIBLE = (
    "\u00ad"  # SOFT HYPHEN
    "\u200b"  # ZERO WIDTH SPACE
    "\u200e\u200f"  # LEFT-TO-RIGHT MARK, RIGHT-TO-LEFT MARK
    "\u202a-\u202e"  # bidirectional embeddings and overrides
    "\u2060"  # WORD JOINER
    "\u2066-\u2069"  # bidirectional isolates
    "\ufeff"  # ZERO WIDTH NO-BREAK SPACE (a stray byte order mark)
)
# LINE TABULATION, FORM FEED, NEXT LINE, LINE SEPARATOR, PARAGRAPH SEPARATOR: blanks, if anything.
LINE_CONTROLS = "\x0b\x0c\x85\u2028\u2029"
CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1 but for tab, newlines and the above
ZERO_WIDTH_NON_JOINER = "\u200c"
NO_BREAK_SPACE = "\u00a0"

OBJECT = "\ufffc"  # OBJECT REPLACEMENT CHARACTER: stands for code or an image inside a run

# Noncharacters never stand in a text that is interchanged. What comes in loses them, so that one can serve as a mark:
# this stands for the brace of `{{` and `{%` that were meant as Liquid, from reading to writing.
NONCHARACTERS = "\ufdd0-\ufdef\ufffe\uffff"
LIQUID_BRACE = "\ufdd1"
