"""Which characters of a text no rule may touch: numbers, addresses, codes, Latin runs, enumerators.

`mask` gives the text with every protected character replaced by a stand-in of its kind, so rules can search it with
plain patterns and never see a mark that belongs to `19,074.9` or `U.S.`. Offsets stay the same.
"""

from __future__ import annotations

import re

from newsclean import chars

LATIN = "a"
DIGIT = "0"

_URL_CHAR = r"[^\s<>\"'()\[\]{}|\\^`\u2010-\u2060\u3000-\u303f\uff00-\uff65" + chars.HAN + r"]"
_ABBREVIATION = (
    r"(?:[A-Za-z]\.){2,}|\b(?:Inc|Ltd|Co|Corp|LLC|Plc|Mr|Mrs|Ms|Dr|Prof|Jr|Sr|St|No|vs|etc|approx|dept|est|Vol|Fig|Jan|Feb"
    r"|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)\."
)
_WORD = r"(?:[A-Za-z0-9À-ɏ$€£¥%‰℃°#@+*=_&]|(?<=[A-Za-z0-9])['’](?=[A-Za-z]))+"

# The first alternative that matches wins; the group says which stand-in is used.
_PROTECTED = re.compile(
    rf"(?P<url>(?<![A-Za-z0-9+.-])[A-Za-z][A-Za-z0-9+.-]{{0,20}}://(?:{_URL_CHAR}|\({_URL_CHAR}*\))+"
    r"|(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}"
    rf"|(?<![A-Za-z0-9.-])(?:[A-Za-z0-9-]{{1,63}}\.){{1,8}}(?:com|cn|net|org|gov|edu|hk|tw|io|info|biz)\b(?:/{_URL_CHAR}*)?)"
    r"|(?P<path>[A-Za-z]:\\[^\s，。；：、“”（）]+|(?<![A-Za-z0-9/%.])(?:~|\.{1,2})?/(?:[\w.-]{1,255}/){1,40}[\w.-]*)"
    r"|(?P<entity>&(?:#\d+|#x[0-9a-f]+|[a-z][a-z0-9]*);)"
    r"|(?P<marker>(?m:^)[ \t]*(?:\#{1,6}|>|[-*+•])[ \t]+)"
    r"|(?P<emoji>(?-i::[a-z+][a-z0-9_+-]+:))"
    rf"|(?P<liquid>{chars.LIQUID_BRACE}+[{{%][^\n]*?[%}}]\}})"
    r"|(?P<code>`[^`\n]+`|\]\((?:[^()\s]|\([^()\s]*\))*\)|(?-i:(?<![A-Za-z])[a-z]\([a-z][a-z0-9,+-]{0,4}\))|(?-i:[A-Z][a-z]?\([A-Z][A-Za-z0-9]{0,4}\)\d))"
    r"|(?P<enumerator>(?m:^)[ \t]*(?:\d{1,3}[.)]|[A-Za-z][.)])(?=[^\d]|$)"
    r"|[(（]\d{1,2}[)）]|(?:(?m:^)|(?<=[；;。：:]))[(（](?:[A-Za-z]|[ivx]{1,4})[)）])"
    r"|(?P<emoticon>(?<![^\s])[:;]-?[)(DPp](?![A-Za-z0-9]))"
    r"|(?P<brand>\b(?:Yahoo|Yum|Jeopardy|Vroom)!)"
    rf"|(?P<abbreviation>{_ABBREVIATION})"
    r"|(?P<number>[+±-]?(?<![A-Za-z0-9])\d{1,40}(?:[.,:/~-]\d{1,40}){0,40}[%‰℃]?(?![A-Za-z0-9]))",
    re.I,
)
# Marks between two Latin words or numbers, with at most one blank behind, are theirs: `Tesla, Inc.`, `A,B,C`,
# `BTC:USD`.
_LATIN_RUN = re.compile(rf"{_WORD}(?:(?:[.,:;!?/\\|'’-] ?| |\.{{3}} )(?={_WORD}){_WORD})*")


def mask(text: str) -> str:
    """Give `text` with all protected characters replaced; the length stays the same."""
    if text.isascii():
        return LATIN * len(text)
    masked = _PROTECTED.sub(_stand_in, text).replace(chars.OBJECT, LATIN)
    return _LATIN_RUN.sub(_mask_run, masked)


def _stand_in(match: re.Match[str]) -> str:
    found = match[0]
    kind = DIGIT if match.lastgroup == "number" else LATIN
    if match.lastgroup == "url":
        kept = found.rstrip(".,;:!?")
        return LATIN * len(kept) + found[len(kept) :]
    if match.lastgroup == "number" and found.endswith(("%", "‰", "℃")):
        return DIGIT * (len(found) - 1) + found[-1]
    return kind * len(found)


def _mask_run(match: re.Match[str]) -> str:
    found = match[0]
    if "%" in found:
        # A per cent sign ends a number: what follows may be Chinese again.
        return "".join(char if char in "%‰" else DIGIT if char.isdigit() else LATIN for char in found)
    kind = DIGIT if found[-1] == DIGIT and not re.search("[A-Za-z]", found) else LATIN
    return LATIN * (len(found) - 1) + kind if kind == LATIN else DIGIT * len(found)
