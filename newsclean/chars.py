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

# What is as wide as an ideograph: these, kana, bopomofo, the marks of Chinese and full-width forms.
WIDE = HAN + KANA + "\u3001-\u303f\u3100-\u312f\ufe30-\ufe4f\uff01-\uff60"
# Marks that are wide in Chinese text, and narrow in others.
WIDE_IN_CHINESE = "“”‘’…—"

# Marks of one kind, each with its look-alikes.
DOUBLE_QUOTES = '“”"\uff02'  # U+201C, U+201D, QUOTATION MARK, FULLWIDTH QUOTATION MARK
CORNER_QUOTES = {"「": "」", "『": "』", "｢": "｣"}  # U+300C, U+300E, HALFWIDTH LEFT CORNER BRACKET
TILDES = "~\u301c\u223c"  # TILDE, WAVE DASH, TILDE OPERATOR; the right one is U+FF5E FULLWIDTH TILDE
MIDDLE_DOTS = "\u2022\u30fb\u2027\u2219\u22c5"  # BULLET, KATAKANA MIDDLE DOT, HYPHENATION POINT, BULLET OPERATOR, DOT OPERATOR
# EN DASH, HORIZONTAL BAR, BOX DRAWINGS LIGHT HORIZONTAL, FULLWIDTH HYPHEN-MINUS, HYPHEN-MINUS: a dash when doubled.
DASHES = "\u2013\u2015\u2500\uff0d-"
# SMALL COMMA, IDEOGRAPHIC COMMA, SEMICOLON, COLON, QUESTION MARK, EXCLAMATION MARK, PARENTHESES, and the halfwidth
# IDEOGRAPHIC FULL STOP and COMMA: the same marks in the boxes of other character sets.
SMALL_FORMS = {
    "\ufe50": "，",
    "\ufe51": "、",
    "\ufe54": "；",
    "\ufe55": "：",
    "\ufe56": "？",
    "\ufe57": "！",
    "\ufe59": "（",
    "\ufe5a": "）",
    "\uff61": "。",
    "\uff64": "、",
}
FULL_WIDTH_ALPHANUMERICS = "０-９Ａ-Ｚａ-ｚ"
KANGXI_RADICALS = "\u2f00-\u2fd5"
# Radicals of U+2E80 to U+2EF3 and the ideographs they are drawn as (Equivalent_Unified_Ideograph in the Unicode database).
SUPPLEMENT_RADICALS = (
    "⺁厂⺂乛⺃乚⺄乙⺅亻⺆冂⺇𠘨⺈刀⺉刂⺊卜⺋㔾⺌小⺍小⺎兀⺏尣⺐尢⺑𡯂⺒巳⺓幺⺔彑⺕彐⺖忄⺗心⺘扌⺙攵⺛旡⺜日⺝月⺞歺⺟母"
    "⺠民⺡氵⺢氺⺣灬⺤爫⺥爫⺦丬⺧牛⺨犭⺩王⺪𤴔⺫目⺬示⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺴冗⺵𦉫⺶羊⺷𦍌⺸𦍋⺹耂⺺肀⺻聿⺼肉⺽𦥑"
    "⺾艹⺿艹⻀艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻗雨⻘青⻙韦⻚页⻛风"
    "⻜飞⻝食⻞𩙿⻟飠⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
COMPATIBILITY_IDEOGRAPHS = "\uf900-\ufad9"
PRIVATE_USE = "\ue000-\uf8ff\U000f0000-\U0010fffd"

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
    "\u202a\u202b\u202c\u202d\u202e"  # bidirectional embeddings and overrides
    "\u2060"  # WORD JOINER
    "\u2066\u2067\u2068\u2069"  # bidirectional isolates
    "\ufeff"  # ZERO WIDTH NO-BREAK SPACE (a stray byte order mark)
)
# LINE TABULATION, FORM FEED, NEXT LINE, LINE SEPARATOR, PARAGRAPH SEPARATOR: blanks, if anything.
LINE_CONTROLS = "\x0b\x0c\x85\u2028\u2029"
CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"  # C0 and C1 but for tab, newlines and the above
# All that shows nothing at an edge, one by one: for `strip`.
UNSEEN = EDGE_SPACE + LINE_CONTROLS + INVISIBLE + "".join(map(chr, (*range(9), *range(14, 32), *range(127, 160))))
ZERO_WIDTH_NON_JOINER = "\u200c"
NO_BREAK_SPACE = "\u00a0"

OBJECT = "\ufffc"  # OBJECT REPLACEMENT CHARACTER: stands for code or an image inside a run

# Noncharacters never stand in a text that is interchanged. What comes in loses them, so that one can serve as a mark:
# this stands for the brace of `{{` and `{%` that were meant as Liquid, from reading to writing.
NONCHARACTERS = "\ufdd0-\ufdef\ufffe\uffff"
LIQUID_BRACE = "\ufdd1"
# This stands for a picture in a text that is compared.
PICTURE = "\ufdd2"
