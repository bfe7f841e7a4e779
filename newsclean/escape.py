"""What of a finished line would be read as syntax, and how it is written so that it is not.

A character is escaped only where one of the renderers would read it as something else. PORTABLE in the comments is
what was measured: which spelling each of GitHub, CommonMark, kramdown, Jekyll and goldmark reads as meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Context = Literal["block", "heading", "cell", "alt"]

ASCII_PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


@dataclass(slots=True)
class Piece:
    """A stretch of the finished line: text that may be escaped, or markup. `pair` joins the two marks of a span."""

    text: str
    literal: bool = False
    pair: int = -1
    opens: bool = False
    in_link: bool = False


# One look decides whether a line holds anything that could be syntax; most lines of news do not.
_TRIGGER = re.compile(r"[\\`*_\[\]<&|~{$^#]|(?m:^(?:[>+=:-]|\d{1,9}[.)]))|!\Z|://|www\.")
_STOCK_STAR = re.compile(r"\*(?=S?\*?ST[\u3400-\u9fff])")
_REFERENCE = re.compile(r"&(?=(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});)")
_LINE_STARTS = re.compile(
    r"(?m)^(?:(?P<list>\d{1,9}[.)])(?=[ \t]|$)|(?P<bullet>[+-])(?=[ \t]|$)|(?P<hash>#)|(?P<quote>>)"
    r"|(?P<rule>(?P<char>[-=])(?:[ \t]*(?P=char))*(?=[ \t]*$))|(?P<colon>:)(?=[ \t]|$))"
)
_STAR_RULE = re.compile(r"(?m)^(?:\*[ \t]*|_[ \t]*)+$")
_FENCE = re.compile(r"(?m)^(?:`{3,}|~{3,})")
_URL = re.compile(r"(?:https?|ftp)://[A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]+", re.I)


class Escaper:
    """Escapes the text of a finished line where a renderer would read it as syntax."""

    def __init__(self, pieces: list[Piece], context: Context, *, labels: bool) -> None:
        self._pieces = pieces
        self._context = context
        self._labels = labels
        self._line = "".join(piece.text for piece in pieces)
        self._new: dict[int, str] = {}
        self._literal = bytearray()
        self._link = bytearray()
        for piece in pieces:
            self._literal += bytes([piece.literal]) * len(piece.text)
            self._link += bytes([piece.in_link]) * len(piece.text)

    def write(self) -> str:
        if not any(piece.literal and _TRIGGER.search(piece.text) for piece in self._pieces) and not self._sees_start():
            return self._line
        self._urls()
        self._stars()
        self._underscores()
        self._runs("`", "\\`")
        self._runs("~", "&#126;")
        self._brackets()
        self._singles()
        if self._context == "block":
            self._line_starts()
        if self._context == "heading":
            self._heading_end()
        self._backslashes()
        out, end = [], 0
        for at in sorted(self._new):
            out += [self._line[end:at], self._new[at]]
            end = at + 1
        return "".join([*out, self._line[end:]])

    def _sees_start(self) -> bool:
        """The start of a line may be put together from several pieces: `**1.** x` starts with `**1.`."""
        return self._context == "block" and _LINE_STARTS.search(self._line) is not None

    def _is_text(self, at: int) -> bool:
        return 0 <= at < len(self._line) and self._literal[at] == 1

    def _find(self, pattern: str | re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Find what is text from its first character on and not spoken for yet."""
        for match in re.finditer(pattern, self._line):
            if self._is_text(match.start()) and match.start() not in self._new:
                yield match

    def _escape(self, at: int, new: str | None = None) -> None:
        self._new.setdefault(at, new if new is not None else "\\" + self._line[at])

    def _urls(self) -> None:
        """GitHub makes a link of a bare URL and swallows the Chinese sentence behind it.

        PORTABLE "Bare URL": `<…>` is read as meant everywhere; where the URL goes on in Chinese, nobody can
        tell its end, so the link is broken instead.
        """
        if "://" not in self._line and "www." not in self._line:
            return
        for match in self._find(_URL):
            url = match[0].rstrip(".,;:!?'")
            url = url.rstrip(")") if url.count(")") > url.count("(") else url
            end = match.start() + len(url)
            if self._link[match.start()] or not all(self._literal[match.start() : end]):
                continue
            follows = self._line[end : end + 1]
            if follows.isalnum() or "[" in url or "]" in url or self._context == "alt":
                colon = match.start() + url.index(":")
                self._escape(colon)
                continue
            self._claim(match.start(), end)
            self._new[match.start()] = "<" + self._line[match.start()]
            self._new[end - 1] = self._line[end - 1] + ">"
        for match in self._find(r"(?:(?<=[\s*_~(])|^)www(?=\.[A-Za-z0-9.-]*[^\s\x00-\x7f])"):
            self._escape(match.start() + 3)

    def _claim(self, start: int, end: int) -> None:
        """Nothing inside `start:end` is looked at again."""
        for at in range(start, end):
            self._literal[at] = 0

    def _stars(self) -> None:
        line = self._line
        for match in self._find(_STOCK_STAR):
            self._escape(match.start())
        for match in self._find(r"\*(?=ST[\u3400-\u9fff])"):
            self._escape(match.start())
        found = [match.start() for match in self._find(r"\*")]
        if not found:
            return
        active = [at for at in found if not (line[at - 1 : at] or " ").isspace() or not (line[at + 1 : at + 2] or " ").isspace()]
        marks = sum(piece.text.strip("*") == "" and piece.pair >= 0 for piece in self._pieces)
        if len(active) + marks > 1:
            for at in active:
                self._escape(at)
        if self._context == "block":
            for match in self._find(r"(?m)^\*(?=[ \t]|$|\[)"):
                self._escape(match.start())
            for match in self._find(_STAR_RULE):
                self._escape(match.start())

    def _underscores(self) -> None:
        """CommonMark: `_` does not work inside words. kramdown: it opens unless a letter stands before it."""
        line = self._line
        if "_" not in line:
            return
        opening, closing = [], []
        for match in self._find("_+"):
            before, after = line[match.start() - 1 : match.start()] or "\n", line[match.end() : match.end() + 1] or "\n"
            if not after.isspace() and not before.isalpha():
                opening.append(match)
            if not before.isspace() and not after.isalnum():
                closing.append(match)
        if opening and closing and opening[0].start() < closing[-1].start():
            for match in {*opening, *closing}:
                for at in range(match.start(), match.end()):
                    self._escape(at)
        if self._context == "block":
            for match in self._find(_STAR_RULE):
                self._escape(match.start())

    def _runs(self, char: str, new: str) -> None:
        """Two runs of backticks or tildes make a span of what stands between; one is text."""
        if char not in self._line:
            return
        total = len(re.findall(re.escape(char) + "+", self._line))
        for match in self._find(re.escape(char)):
            if total > 1:
                self._escape(match.start(), new)
        if self._context == "block":
            for match in self._find(_FENCE):
                if match[0][0] == char:
                    for at in range(match.start(), match.end()):
                        self._escape(at, new)

    def _brackets(self) -> None:
        line = self._line
        if "[" not in line and "]" not in line:
            return
        for match in self._find(r"\[\^|\[(?=[^\[\]\n]*\](?:[(\[:]))"):
            self._escape(match.start())
        if self._labels:
            for match in self._find(r"\["):
                self._escape(match.start())
        for match in self._find(r"[\[\]]"):
            if self._link[match.start()] or self._context == "alt":
                self._escape(match.start())
        if self._context == "block":
            for match in self._find(r"(?m)\A\[(?=[ xX]\][ \t])"):
                self._escape(match.start())
        for match in self._find(r"!(?=\[)"):
            if not self._is_text(match.end()):
                self._escape(match.start())

    def _singles(self) -> None:
        # A tag needs its `>`, but a block of HTML starts without.
        last = self._line.rfind(">")
        for match in self._find(r"<(?=[^\W\d_]|[/!?])"):
            if match.start() < last or self._line[match.start() - 1 : match.start()] in ("", "\n"):
                self._escape(match.start())
        for match in self._find(_REFERENCE):
            self._escape(match.start(), "&amp;")
        if self._context != "heading":
            for match in self._find(r"\|"):
                self._escape(match.start())
        for match in self._find(r"\{(?=[{%])"):
            self._escape(match.start(), "&#123;")
        for match in self._find(r"\{(?=:)"):
            self._escape(match.start())
        for match in self._find(r"\$(?=\$)|(?<=\$)\$"):
            self._escape(match.start())
        if self._context == "block":
            for match in self._find(r"(?m)^\^$"):
                self._escape(match.start(), "&#94;")

    def _line_starts(self) -> None:
        for match in self._find(_LINE_STARTS):
            if match["list"]:
                self._escape(match.end("list") - 1)
            else:
                self._escape(match.start())

    def _heading_end(self) -> None:
        for match in self._find(r"#+\Z"):
            for at in range(match.start(), match.end()):
                self._escape(at)
        for match in self._find(r"\{(?=#[^{}\s]*\}\Z)"):
            self._escape(match.start())

    def _backslashes(self) -> None:
        for match in self._find(r"\\"):
            at = match.start()
            follows = self._new.get(at + 1, self._line[at + 1 : at + 2])[:1]
            if not follows or follows in ASCII_PUNCTUATION or follows == "\n":
                self._escape(at)
