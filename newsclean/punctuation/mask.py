"""Which characters of a text no rule may touch: code, addresses, numbers, codes, Latin runs, enumerators, foreign lines.

`mask` gives the text with every protected character replaced by a stand-in of its kind, so rules can search it with
plain patterns and never see a mark that belongs to `19,074.9` or `U.S.`. Offsets stay the same. Three steps, from
what may hold anything to what is a word: whole lines (`protected_lines.py`), spans that may hold Chinese, stretches
without any.
"""

from __future__ import annotations

import re

from newsclean import chars, lazy
from newsclean.punctuation.protected_lines import HAN, PLAIN_WORD, are_protected, is_code

LATIN = "a"
DIGIT = "0"
ENGLISH = "e"  # a Latin run that is a sentence or a phrase: a clause that ends in it is not Chinese
STAND_INS = frozenset({LATIN, DIGIT, ENGLISH})

# --- Spans that may hold Chinese.

_URL_CHAR = r"[A-Za-z0-9_.~:/?#@!$&*+,;=%\u00c0-\u024f-]"
_NOT_ASCII = r"[^\x00-\x7f]"
_IRI_CHAR = r"[^\s<>\"'()\[\]{}|\\^`\u2010-\u2060\u3000-\u3004\u3006\u3008-\u303f\uff00-\uff65]"
# Chinese right behind `/`, `=`, `_`, `-` or `#` is a part of the address, behind anything else the sentence goes on.
_URL_BODY = rf"(?:{_URL_CHAR}|\({_URL_CHAR}*\)|(?<=[/=_#-])(?={_NOT_ASCII})(?:{_IRI_CHAR}|\({_IRI_CHAR}*\))+)+"
_MAY_BE_WIDE = lazy.pattern(
    rf"[`\\$#@&{{<{chars.LIQUID_BRACE}]|//|/[A-Za-z0-9_.-]|[a-z~.:]/|mailto:|\]\(|www\.|\"[ ]?:|=\"|\([\"']|[A-Za-z]\("
)
_WIDE = lazy.pattern(
    rf"{chars.LIQUID_BRACE}+[{{%][^\n]{{0,500}}?[%}}]\}}"
    r"|(?P<ticks>`{1,3})(?!`)[^\n]{1,500}?(?<!`)(?P=ticks)(?!`)"
    r"|\{[ ]?\"[^{}\n]{1,2000}\}"  # `{"code":0}` inside a sentence
    r"|\"[A-Za-z_][A-Za-z0-9_.-]{0,40}\"[ ]?:[ ]?\"[^\"\n]{0,200}\""  # `"name":"云岚"`
    r"|(?<![A-Za-z0-9_])[A-Za-z_][A-Za-z0-9_.-]{0,40}=\"[^\"\n]{0,200}\""  # `x="云"`
    r"|<<[ ]?\"[^\"\n]{0,200}\"(?:[ ]?<<[ ]?[A-Za-z:]+;?)?"  # `cout<<"云"<<endl;`
    r"|</?[A-Za-z][A-Za-z0-9-]*(?:[\s/][^<>\n]*)?>"
    r"|&(?:#\d+|#[xX][0-9A-Fa-f]+|[A-Za-z][A-Za-z0-9]+);"
    rf"|(?<=\])\({chars.OBJECT}\)"
    r"|(?<=\])\((?=[^()\n]{0,2000}[./#])(?:[^()\s]|\([^()\s]*\)){0,2000}(?:[ ]\"[^\"\n]*\")?\)"  # a link's target and title
    rf"|(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{{0,20}}://{_URL_BODY}"
    rf"|(?<![A-Za-z0-9.-])(?:[A-Za-z0-9-]{{1,63}}\.){{1,8}}[a-z]{{2,6}}/{_URL_BODY}"
    r"|(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
    r"|(?:(?<![A-Za-z0-9_/])(?:~|\.{1,2})|(?<!\S))/(?!\S{0,200}://)[^\s“”，。；：、<>|\"]{1,200}\.[A-Za-z0-9]{1,5}(?![A-Za-z0-9])"
    r"|[A-Za-z]:\\[^\s，。；：、“”（）《》<>|\"]*"
    r"|(?<![A-Za-z0-9/%.])(?:~|\.{1,2})?/[A-Za-z0-9_.-]{1,255}/(?!\S{0,200}://)[^\s“”，。；：、<>|\"]{0,200}\.[A-Za-z0-9]{1,5}(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9/%.])(?:~|\.{1,2})?/(?:[A-Za-z0-9_.-]{1,255}/)(?:[\w.-]{1,255}/){0,40}[\w.-]*"
    r"|(?<![\w.])(?:~|\.{1,2})/[\w.-]+(?:/[\w.-]+){0,40}"
    r"|\$[^\s$]{1,20}(?:\.[A-Z]{1,3}|\([A-Z]{0,2}\d{5,6}\))\$"  # `$阿里巴巴.US$`
    r"|mailto:[^\s，。；：、“”（）]+"
    r"|(?<![A-Za-z])[A-Z]:/(?!/)[^\s，。；：、“”（）《》<>|\"]*"
    r"|\$(?=[ -#%-~]*[\\^_|(=])[ -#%-~]{1,200}\$"  # a formula
    r"|(?<![A-Za-z0-9#])#[^#\s]{1,30}#"
    # A call, a formula: `print("你好,世界")`, `f(x)`, `sum(a, b)`, `Ca(OH)2`.
    r"|(?<![A-Za-z])[a-z_][\w.]{0,40}\([^()\n]*[\"'][^()\n]*\)"
    r"|(?<![A-Za-z])(?:[a-z_][A-Za-z0-9_.]{0,40}\([a-z0-9]|[A-Z]\([a-z])[a-z0-9_,+*/^|. -]{0,20}\)"
    r"|(?<![A-Za-z])[A-Za-z_][A-Za-z0-9_.]{0,40}\(\)"
    r"|(?<![A-Za-z])[A-Z]{2,}\((?=[^()\n]{0,40}[\d:])[A-Z]{1,3}\d{0,7}(?:[:,][A-Z]{1,3}\d{0,7}){1,20}\)"  # `SUM(A1:A10)`
    r"|(?<![A-Za-z])[A-Z]\([A-Za-z](?:[|,;+*/^-][A-Za-z]){0,8}\)"  # `P(A|B)`
    r"|[A-Z][a-z]?\([A-Z][A-Za-z0-9]{0,4}\)\d"
)
# What a span that may hold quotation marks starts or ends with: there, a rule may see fewer marks than the text has. For
# the triggers of rules that judge by the order of the marks (see `triggers.py`).
MAY_HIDE_QUOTES = {
    f'`<{{("{chars.LIQUID_BRACE}': "",
    "$": r"(?=[^\s$]{1,30}\$)",
    "#": r"(?=[^#\s]{1,30}#)",
    ")）": r"(?=\.[a-z])",
    r"/\:": r"(?=\S{0,200}[‘’])",
}
_FILE_NAME_PAIR = lazy.pattern(
    r"[(（][^()（）\s]{1,40}[)）](?=\.(?:pdf|csv|xlsx?|docx?|pptx?|txt|md|html?|zip|jpe?g|png|json)(?![A-Za-z0-9]))"
)

# --- Stretches without Chinese.

_STRETCH = lazy.pattern(f"[^{chars.HAN}\\n\\u2010-\\u2018\\u201a-\\u2029\\u3000-\\u303f\\uff00-\\uff65]+")
_NUMBER_STRETCH = lazy.pattern(r"[+±-]?(\d+(?:[.,]\d+)*)([%‰℃]?)\Z")
_ABBREVIATION = (
    r"Ph\.D\.|(?:(?<![A-Za-z])[A-Za-z]\.){2,}(?:[A-Za-z](?![A-Za-z]))?"
    r"|(?<![A-Za-z])(?i:Inc|Ltd|Co|Corp|LLC|Plc|Bros|Pty|Mr|Mrs|Ms|Dr|Prof|Jr|Sr|St|No|vs|etc|al|approx|dept|est|Vol|Fig|Gov|Sen|Gen|Rep"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)\."
)
_NARROW = lazy.pattern(
    # List, heading and quotation markers with their blanks; enumerators.
    r"(?P<marker>(?m:^)[ \t]*(?:(?:\#{1,6}|>|[-*+•]|\d{1,3}[.)]|[A-Za-z][.)])[ \t]+)+)"
    r"|(?P<enumerator>(?m:^)[ \t]*(?:\d{1,3}[.)]|[A-Za-z][.)]|[ivxIVX]{1,4}[.)])(?=[^\d)]|$)"
    r"|\(\d{1,2}\)|(?:(?m:^)|(?<=[；;。：:，,、\s]))\((?:[A-Za-z]|[ivx]{1,4})\))"
    r"|(?P<leader>\.{7,}|(?m:^)[ \t]*[-=*_~.]{3,}[ \t]*$)"
    r"|(?P<emoji>:[a-z+][a-z0-9_+-]+:)"
    r"|(?P<emoticon>(?:[:;]-|(?:(?m:^)|(?<![ \u00a0])[ \u00a0]+)[:;])[)(DPp](?![A-Za-z0-9])"
    r"|\((?![+/±%-]+\))[^()\w\s\"']{2,9}\)|\(\^_\^\))"
    r"|(?P<smile>(?<=[^\x00-\x7f])[:;][)(](?=\s|$))"
    r"|(?P<query>\?[A-Za-z_][\w-]{0,40}=[^\s，。；：、“”（）]*)"
    r"|(?P<feet>\d{1,2}'(?:\d{1,2}\")?)"
    r"|(?P<brand>(?<![A-Za-z])(?:Yahoo|Yum|Jeopardy|Vroom)!)"
    rf"|(?P<abbreviation>{_ABBREVIATION})"
    r"|(?P<number>[+±-]?(?<![A-Za-z0-9])\d{1,40}(?:[.,:/-]\d{1,40}){0,40}[%‰℃]?(?![A-Za-z0-9]))"
)
_LEADER = 7  # dots that lead to a page number
_WORD = r"(?:[A-Za-z0-9À-ɏ$€£¥%‰℃°#@+*=_&]|(?<=[A-Za-z0-9])['’](?=[A-Za-z]))+"
# Marks between two Latin words or numbers, with at most one blank behind, are theirs: `Tesla, Inc.`, `BTC:USD`.
_LATIN_RUN = lazy.pattern(rf"{_WORD}(?:(?:[.,:;!?/\\|'’-] ?| |\.{{3}} )(?={_WORD}){_WORD})*")
_PHRASE = lazy.pattern(r"(?<![A-Za-z'’-])(?:[A-Za-z][A-Za-z'’-]{0,40}[,;:]? ){2}[A-Za-z]")
_UNITS = "%‰℃"
_BEHIND_NUMBER = lazy.pattern(rf"(?P<inside>[^{_UNITS}]*)(?P<behind>[{_UNITS}]*(?<=[{_UNITS}])[^A-Za-z0-9]*|\Z)")


def mask(text: str) -> str:
    """Give `text` with all protected characters replaced; the length stays the same."""
    lines = text.split("\n") if "\n" in text else [text]
    kept = are_protected(lines)
    return "\n".join(LATIN * len(line) if skip else _mask_line(line) for line, skip in zip(lines, kept, strict=True))


def mask_foreign(line: str) -> str:
    """Mask a line of another language as a Chinese one is masked: its full-width marks stay, but for code."""
    return LATIN * len(line) if is_code(line) else _mask_line(line)


def _mask_line(line: str) -> str:
    masked = line
    if _MAY_BE_WIDE.search(line):
        masked = _WIDE.sub(_fill_wide, line)
    if ")." in line or "）." in line:
        masked = _FILE_NAME_PAIR.sub(_fill_latin, masked)
    return _STRETCH.sub(_mask_stretch, masked).replace(chars.OBJECT, LATIN)


def _fill_latin(match: re.Match[str]) -> str:
    return LATIN * len(match[0])


def _fill_wide(match: re.Match[str]) -> str:
    found = match[0]
    if "/" not in found or found.startswith(("<", "`")):
        return LATIN * len(found)
    kept = found.rstrip(".,;:!?")  # the stop of the sentence behind an address
    return LATIN * len(kept) + found[len(kept) :]


def _mask_stretch(match: re.Match[str]) -> str:
    stretch = match[0]
    if number := _NUMBER_STRETCH.match(stretch):
        return DIGIT * (len(stretch) - len(number[2])) + number[2]
    if len(stretch) == 1:
        return LATIN if stretch.isalpha() else stretch
    parts: list[str] = []
    line, (done, end) = match.string, match.span()
    for found in _NARROW.finditer(line, done, end):
        parts += [line[done : found.start()], _fill_narrow(found)]
        done = found.end()
    masked = "".join([*parts, line[done:end]])
    return _LATIN_RUN.sub(lambda run: _fill_run(run, stretch), masked)


def _is_bracket(match: re.Match[str]) -> bool:
    """`如下:(一)…` opens a bracket, `（注:)` closes one: neither is a face."""
    if match[0][0] in "(（" or not match[0].endswith(("(", ")")):
        return False
    before, behind = match.string[: match.start()], match.string[match.end() : match.end() + 1]
    return HAN.match(behind) is not None or (
        match.lastgroup == "smile" and (behind.strip() != "" or "(" in before or "（" in before)
    )


def _fill_narrow(match: re.Match[str]) -> str:
    if match.lastgroup in ("smile", "emoticon") and _is_bracket(match):
        return match[0]
    if match.lastgroup == "leader" and len(match[0].strip()) < _LEADER and match.string[match.end() : match.end() + 1].strip():
        return match[0]  # `...后市` goes on behind
    if match.lastgroup != "number":
        return LATIN * len(match[0])
    digits = match[0].rstrip(_UNITS)
    return DIGIT * len(digits) + match[0][len(digits) :]


def _fill_run(match: re.Match[str], stretch: str) -> str:
    masked = match[0]
    text = stretch[match.start() : match.end()]
    is_english = _PHRASE.search(text) is not None and len(PLAIN_WORD.findall(text)) > 1
    if is_english:
        return ENGLISH * len(masked)
    if any(unit in masked for unit in _UNITS):
        return _BEHIND_NUMBER.sub(_fill_joint, masked)
    return (DIGIT if masked.strip(DIGIT + ".,:/-") == "" and masked[-1] == DIGIT else LATIN) * len(masked)


def _fill_joint(match: re.Match[str]) -> str:
    """A per cent sign ends a number: the mark behind it may belong to the sentence."""
    return "".join(DIGIT if char.isdigit() else LATIN for char in match["inside"]) + match["behind"]
