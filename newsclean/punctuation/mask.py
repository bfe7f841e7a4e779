"""Which characters of a text no rule may touch: code, addresses, numbers, codes, Latin runs, enumerators, foreign lines.

`mask` gives the text with every protected character replaced by a stand-in of its kind, so rules can search it with
plain patterns and never see a mark that belongs to `19,074.9` or `U.S.`. Offsets stay the same. Three steps, from
what may hold anything to what is a word: whole lines, spans that may hold Chinese, stretches without any.
"""

from __future__ import annotations

import re

from newsclean import chars, lazy

LATIN = "a"
DIGIT = "0"
ENGLISH = "e"  # a Latin run that is a sentence or a phrase: a clause that ends in it is not Chinese
STAND_INS = frozenset({LATIN, DIGIT, ENGLISH})

HAN = lazy.pattern(f"[{chars.HAN}]")
KANA = lazy.pattern(f"[{chars.KANA}]")

# --- Whole lines.

# How a line of code starts; what its end has to be is looked at apart, so that no pattern has to search twice.
_CODE_START = lazy.pattern(
    r"[ \t]*(?:"
    r"\[[^\]\n]{1,100}\]:[ ]<?(?:https?:|www\.|[/.\#])"  # a reference definition
    r"|(?P<json>[{\[])"
    r"|\"[A-Za-z_][\w.-]*\"[ \t]*:[ \t]"  # a member of a JSON object
    r"|(?:\$[ ]|>>>[ ]|\.\.\.[ ]|#!)[a-z./]"  # a prompt
    r"|(?:git|npm|npx|pip3?|python3?|curl|wget|docker|sudo|apt(?:-get)?|brew|cargo|go|node|ssh|make|echo|cd|grep|sed|cat)"
    r"[ ][-\w./\"']"
    r"|(?:SELECT|INSERT[ ]INTO|UPDATE|DELETE[ ]FROM|CREATE[ ]TABLE|ALTER[ ]TABLE)[ ]"
    r"|(?:raise|assert|yield|print|return)[ ][\"'\[{(A-Z]"
    r"|(?:import|from)[ ][a-z_][\w.]*(?:[ ](?:as|import)[ ]|[ ]{0,4}(?:\#|$))"
    r"|(?P<statement>(?:if|for|while|return|import|from|def|class|function|const|let|var|public|private)\b)"
    r"|[A-Za-z_][\w.\[\]]*[ ]?[+-]?=[ ]?[\"'\[{(]"  # an assignment
    r"|[A-Za-z_][\w.]*\[[\"']"  # `df["名称"]`
    r"|[A-Za-z_]\w*[ ]=[ ][^#\n]{1,80}[ ]\#[ ]"
    r"|=[A-Z]{2,}\("  # a formula of a spreadsheet
    r"|(?<=[ \t])\"[^\"\n]{1,60}\"[ ]?:[ ]"  # a member of a JSON object, indented
    r"|(?P<call>(?:[a-z_]\w*|[A-Za-z_]\w*\.[\w.]+)\()"
    r"|(?:!!!|\?\?\?\+?)[ ][a-z]"  # an admonition
    r"|(?://|/\*|--[ ]|<\?|<!)"
    r")"
)
_JSON_MARK = lazy.pattern(r"\"[ \t]{0,8}[:,]")
_LEADER = 7  # dots that lead to a page number
_FENCE = lazy.pattern(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_FIELD_NUMBER = lazy.pattern(r"[+-]?\d[\d./-]*%?\Z")
_DIGIT = lazy.pattern(r"\d")
_THOUSANDS = lazy.pattern(r"(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)")
_FULL_STOP = lazy.pattern("[，。；：！？、]")

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
# What a span that may hold quotation marks starts or ends with: there, a rule sees other marks than the text has.
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
_WORD = r"(?:[A-Za-z0-9À-ɏ$€£¥%‰℃°#@+*=_&]|(?<=[A-Za-z0-9])['’](?=[A-Za-z]))+"
# Marks between two Latin words or numbers, with at most one blank behind, are theirs: `Tesla, Inc.`, `BTC:USD`.
_LATIN_RUN = lazy.pattern(rf"{_WORD}(?:(?:[.,:;!?/\\|'’-] ?| |\.{{3}} )(?={_WORD}){_WORD})*")
_PHRASE = lazy.pattern(r"(?<![A-Za-z'’-])(?:[A-Za-z][A-Za-z'’-]{0,40}[,;:]? ){2}[A-Za-z]")
_ENGLISH_START = lazy.pattern(r"[ \t\"“(]{0,4}(?:[A-Za-z][A-Za-z'’-]{0,40}[,;:]? ){3}")
_PLAIN_WORD = lazy.pattern(r"(?<![A-Za-z])[a-z'’]{2,}(?![A-Za-z])")
_UNITS = "%‰℃"
_BEHIND_NUMBER = lazy.pattern(rf"(?P<inside>[^{_UNITS}]*)(?P<behind>[{_UNITS}]*(?<=[{_UNITS}])[^A-Za-z0-9]*|\Z)")


def mask(text: str) -> str:
    """Give `text` with all protected characters replaced; the length stays the same."""
    lines = text.split("\n") if "\n" in text else [text]
    kept = [not _is_prose(line) for line in lines]
    if len(lines) > 1:
        _keep_fences(lines, kept)
    for index in range(len(lines) - 1):
        if kept[index + 1] and not kept[index] and _is_head_of(lines[index], lines[index + 1]):
            kept[index] = True
    return "\n".join(LATIN * len(line) if skip else _mask_line(line) for line, skip in zip(lines, kept, strict=True))


def fence_of(line: str) -> str:
    """Give the marks of a line that opens or closes a code block, empty for any other line."""
    found = _FENCE.match(line)
    return found[1] if found else ""


def _keep_fences(lines: list[str], kept: list[bool]) -> None:
    fence = ""
    for index, line in enumerate(lines):
        marks = fence_of(line)
        kept[index] = kept[index] or fence != "" or marks != ""
        fence = ("" if marks.startswith(fence) else fence) if fence else marks


def mask_foreign(line: str) -> str:
    """Mask a line of another language as a Chinese one is masked: its full-width marks stay, but for code."""
    return LATIN * len(line) if _is_code(line) else _mask_line(line)


def is_foreign(line: str) -> bool:
    """Tell whether a line is not Chinese: it has no Han, or it has kana."""
    return HAN.search(line) is None or KANA.search(line) is not None


def _is_prose(line: str) -> bool:
    return not is_foreign(line) and not _is_english(line) and not _is_code(line) and not _is_csv(line)


def _is_english(line: str) -> bool:
    """`English text with 中文, and more.`: it starts with an English phrase and has more words than Han."""
    start = _ENGLISH_START.match(line)
    if start is None or len(_PLAIN_WORD.findall(start[0])) < 2:
        return False
    return len(_PLAIN_WORD.findall(line)) > len(HAN.findall(line))


def _is_code(line: str) -> bool:
    start = _CODE_START.match(line)
    if start is None:
        return False
    end = line.rstrip(" \t")
    if start.lastgroup == "json":
        return end.endswith(("}", "]", ",")) and _JSON_MARK.search(line) is not None
    if start.lastgroup == "statement":
        return end.endswith((";", ":", "{", "}", ")", "]"))
    if start.lastgroup == "call":
        rest = line[start.end() :]
        return end.rstrip(";").endswith(")") and (rest.isascii() or '"' in rest or "'" in rest)
    return True


def _is_csv(line: str) -> bool:
    """A row of values: cells parted by tabs, or at least three fields, two of them numbers; no stop of a sentence."""
    if line.strip().count("\t") > 1 and not _FULL_STOP.search(line):
        return True
    if line.count(",") < 2 or ", " in line or _FULL_STOP.search(line) or line.rstrip().endswith((".", "?", "!")):
        return False
    fields = _THOUSANDS.sub("0", line.strip()).split(",")
    if any(HAN.search(field) and _DIGIT.search(field) for field in fields):
        return False  # `1月,2月,3月增速分别为5%,6%,7%`
    return len(fields) > 2 and sum(_FIELD_NUMBER.match(field.strip("\"'")) is not None for field in fields) > 1


def _is_head_of(line: str, row: str) -> bool:
    """The line of names above rows of values."""
    return line.count(",") == row.count(",") > 1 and _is_csv(row) and not _FULL_STOP.search(line)


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
    is_english = _PHRASE.search(text) is not None and len(_PLAIN_WORD.findall(text)) > 1
    if is_english:
        return ENGLISH * len(masked)
    if any(unit in masked for unit in _UNITS):
        return _BEHIND_NUMBER.sub(_fill_joint, masked)
    return (DIGIT if masked.strip(DIGIT + ".,:/-") == "" and masked[-1] == DIGIT else LATIN) * len(masked)


def _fill_joint(match: re.Match[str]) -> str:
    """A per cent sign ends a number: the mark behind it may belong to the sentence."""
    return "".join(DIGIT if char.isdigit() else LATIN for char in match["inside"]) + match["behind"]
