"""Which lines of a text are no Chinese prose and stay as they are: code, English, other scripts, rows of values."""

from __future__ import annotations

from collections.abc import Sequence

from newsclean import chars, lazy

HAN = lazy.pattern(f"[{chars.HAN}]")
KANA = lazy.pattern(f"[{chars.KANA}]")
PLAIN_WORD = lazy.pattern(r"(?<![A-Za-z])[a-z'’]{2,}(?![A-Za-z])")
_ENGLISH_START = lazy.pattern(r"[ \t\"“(]{0,4}(?:[A-Za-z][A-Za-z'’-]{0,40}[,;:]? ){3}")

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
_FENCE = lazy.pattern(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_FIELD_NUMBER = lazy.pattern(r"[+-]?\d[\d./-]*%?\Z")
_DIGIT = lazy.pattern(r"\d")
_THOUSANDS = lazy.pattern(r"(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)")
_FULL_STOP = lazy.pattern("[，。；：！？、]")


def are_protected(lines: Sequence[str]) -> list[bool]:
    """Tell of every line whether it stays as it is."""
    kept = [not _is_prose(line) for line in lines]
    if len(lines) > 1:
        _keep_fences(lines, kept)
    for index in range(len(lines) - 1):
        if kept[index + 1] and not kept[index] and _is_head_of(lines[index], lines[index + 1]):
            kept[index] = True
    return kept


def fence_of(line: str) -> str:
    """Give the marks of a line that opens or closes a code block, empty for any other line."""
    found = _FENCE.match(line)
    return found[1] if found else ""


def is_foreign(line: str) -> bool:
    """Tell whether a line is not Chinese: it has no Han, or it has kana."""
    return HAN.search(line) is None or KANA.search(line) is not None


def is_code(line: str) -> bool:
    """Tell whether a line is one of a program, of data or of a shell."""
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


def _keep_fences(lines: Sequence[str], kept: list[bool]) -> None:
    fence = ""
    for index, line in enumerate(lines):
        marks = fence_of(line)
        kept[index] = kept[index] or fence != "" or marks != ""
        fence = ("" if marks.startswith(fence) else fence) if fence else marks


def _is_prose(line: str) -> bool:
    return not is_foreign(line) and not _is_english(line) and not is_code(line) and not _is_csv(line)


def _is_english(line: str) -> bool:
    """`English text with 中文, and more.`: it starts with an English phrase and has more words than Han."""
    start = _ENGLISH_START.match(line)
    if start is None or len(PLAIN_WORD.findall(start[0])) < 2:
        return False
    return len(PLAIN_WORD.findall(line)) > len(HAN.findall(line))


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
