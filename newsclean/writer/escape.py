"""What of a finished line would be read as syntax, and how it is written so that it is not.

A character is escaped only where one of the renderers would read it as something else. PORTABLE in the comments is
what was measured: which spelling each of GitHub, CommonMark, kramdown, Jekyll and goldmark reads as meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from newsclean import chars, lazy
from newsclean.urls import is_active_url

LineKind = Literal["block", "heading", "cell", "alt"]

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
_TRIGGER = lazy.pattern(r"[\\`*_\[\]<&|~{$^#]|(?m:^(?:[>+=:-]|\d+[.)]))|!\Z|://|www\.")
_STOCK_STAR = lazy.pattern(r"\*(?=S?\*?ST[\u3400-\u9fff])")
_REFERENCE = lazy.pattern(r"&(?=(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]*);)")
_LINE_STARTS = lazy.pattern(
    r"(?m)^(?:(?P<list>\d+[.)])(?=[ \t]|$)|(?P<bullet>[+-])(?=[ \t]|$)|(?P<hash>#)|(?P<quote>>)"
    r"|(?P<rule>(?P<char>[-=])(?:[ \t]*(?P=char))*(?=[ \t]*$))|(?P<colon>:)(?=[ \t]|$))"
)
_STAR_RULE = lazy.pattern("(?m)^(?:\\*[ \\t\u00a0\u3000]*|_[ \\t\u00a0\u3000]*)+$")
_FENCE = lazy.pattern(r"(?m)^(?:`{3,}|~{3,})")
_LIQUID = lazy.pattern(rf"{chars.LIQUID_BRACE}(?:\{{[^}}{chars.LIQUID_BRACE}]*\}}\}}|%[^%]*%\}})")
_URL_CHARS = lazy.pattern(r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*")
# Percent signs are decoded by some renderers, capitals and references misread by others.
_AUTOLINK = lazy.pattern(r"(?:https?|ftp)://(?:[A-Za-z0-9._~:/?#@!$'()*+,;=-]|&(?![#A-Za-z0-9]+;))+")
_URL = lazy.pattern(r"(?:https?|ftp)://[A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]+", re.I)


class Escaper:
    """Escapes the text of a finished line where a renderer would read it as syntax."""

    def __init__(self, pieces: list[Piece], kind: LineKind, *, labels: bool) -> None:
        self._pieces = pieces
        self._kind = kind
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
        if self._kind == "alt":
            for match in self._find(r"[*_`]"):
                self._escape(match.start())
            for match in self._find(r"\A\^"):
                self._escape(match.start(), "&#94;")
        if self._kind == "block":
            self._line_starts()
        if self._kind == "heading":
            self._heading_end()
        self._backslashes()
        out, end = [], 0
        for at in sorted(self._new):
            out += [self._line[end:at], self._new[at]]
            end = at + 1
        return "".join([*out, self._line[end:]])

    def _sees_start(self) -> bool:
        """The start of a line may be put together from several pieces: `**1.** x` starts with `**1.`."""
        return self._kind == "block" and _LINE_STARTS.search(self._line) is not None

    def _is_text(self, at: int) -> bool:
        return 0 <= at < len(self._line) and self._literal[at] == 1

    def _find(self, pattern: str | re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Find what is text from its first character on and not spoken for yet."""
        found = re.finditer(pattern, self._line) if isinstance(pattern, str) else pattern.finditer(self._line)
        for match in found:
            if self._is_text(match.start()) and match.start() not in self._new:
                yield match

    def _escape(self, at: int, new: str | None = None) -> None:
        self._new.setdefault(at, new if new is not None else "\\" + self._line[at])

    def _urls(self) -> None:
        """GitHub makes a link of a bare URL and swallows the Chinese sentence or the mark behind it.

        PORTABLE "Bare URL": `<…>` is read as meant everywhere. Where that would change how a mark beside it is read,
        or where a renderer would show the address otherwise, the link is broken instead.
        """
        if "://" not in self._line and "www." not in self._line:
            return
        for match in self._find(_URL):
            start, end = match.start(), match.end()
            while end > start and not self._literal[end - 1]:
                end -= 1
            end = next((at for at in range(start, end) if not self._literal[at]), end)
            url = self._line[start:end].rstrip(".,;:!?'")
            url = url.rstrip(")") if url.count(")") > url.count("(") else url
            end = start + len(url)
            if self._link[start] or "://" not in url:
                continue
            if _AUTOLINK.fullmatch(url) and self._kind != "alt" and self._may_wrap(start, end):
                self._claim(start, end)
                self._new[start] = "<" + self._line[start]
                self._new[end - 1] = self._line[end - 1] + ">"
        for match in self._find(r"(?i)(?:https?|ftp)(?=://)"):
            if not self._link[match.start()] and self._is_text(match.end()):
                self._escape(match.end())
        for match in self._find(r"(?:(?<=[\s*_~(>])|^)www(?=\.(\S*))"):
            rest = match[1]
            clean = _URL_CHARS.fullmatch(rest) and all(self._literal[match.end() : match.end() + 1 + len(rest)])
            if not clean and not self._link[match.start()]:
                self._escape(match.start() + 3)

    def _may_wrap(self, start: int, end: int) -> bool:
        before, after = self._line[start - 1 : start], self._line[end : end + 1]
        return not (before in ("*", "<") or after == "*" or after.isalnum())

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
        if self._kind == "block":
            for match in self._find(r"(?m)^\*(?=[ \t]|$|\[)"):
                self._escape(match.start())

    def _underscores(self) -> None:
        """CommonMark: `_` does not work inside words. kramdown: it opens unless a letter stands before it.

        A run of several opens and closes by itself: `____`.
        """
        line = self._line
        if "_" not in line:
            return
        opening, closing = [], []
        for match in self._find("_+"):
            before, after = line[match.start() - 1 : match.start()] or "\n", line[match.end() : match.end() + 1] or "\n"
            if len(match[0]) > 1 and not (before.isalnum() and after.isalnum()):
                self._escape_all(match)
            if not after.isspace() and not before.isalpha():
                opening.append(match)
            if not before.isspace() and not after.isalnum():
                closing.append(match)
        if opening and closing and opening[0].start() < closing[-1].start():
            for match in [*opening, *closing]:
                self._escape_all(match)

    def _escape_all(self, match: re.Match[str]) -> None:
        for at in range(match.start(), match.end()):
            if self._is_text(at):
                self._escape(at)

    def _runs(self, char: str, new: str) -> None:
        """Two runs of backticks or tildes make a span of what stands between; one is text."""
        line = self._line
        if char not in line:
            return
        # A row of a table is read as one line; GitHub takes a tilde beside a mark for a mark.
        always = char == "`" and self._kind == "cell"
        total = len(re.findall(re.escape(char) + "+", line))
        for match in self._find(re.escape(char)):
            at = match.start()
            beside_mark = char == "~" and any(
                line[near : near + 1] == "*" and not self._is_text(near) for near in (at - 1, at + 1) if near >= 0
            )
            if total > 1 or always or beside_mark:
                self._escape(at, "&#96;" if always else new)
        if self._kind == "block":
            for match in self._find(_FENCE):
                if match[0][0] == char:
                    for at in range(match.start(), match.end()):
                        self._escape(at, new)

    def _brackets(self) -> None:
        line = self._line
        if "[" not in line and "]" not in line:
            return
        for match in self._find(r"\[\^"):
            self._escape(match.start())
        for match in self._find(r"(?<=\[)\^"):
            if not self._is_text(match.start() - 1):
                self._escape(match.start(), "&#94;")
        if self._labels or any(True for _ in self._find(r"\](?=[(\[:])")):
            for match in self._find(r"\["):
                self._escape(match.start())
        for match in self._find(r"(?<=\])\((?=([^)\n]{0,40}))"):
            if is_active_url(match[1]):
                self._escape(match.start())
        for match in self._find(r"[\[\]]"):
            if self._link[match.start()] or self._kind == "alt":
                self._escape(match.start())
        if self._kind == "block":
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
        for match in self._find(r"<(?=<)"):
            if not self._is_text(match.end()):
                self._new[match.start()] = "&lt;"
        for match in self._find(_REFERENCE):
            self._escape(match.start(), "&amp;")
        if self._kind != "heading":
            filters = self._filters() if self._kind == "block" else frozenset()
            for match in self._find(r"\|"):
                if match.start() not in filters:
                    self._escape(match.start())
        for match in self._find(r"\{(?=[{%])"):
            self._escape(match.start(), "&#123;")
        for match in self._find(r"\{(?=:)"):
            self._escape(match.start())
        for match in self._find(r"\$(?=\$)|(?<=\$)\$"):
            self._escape(match.start())
        if self._kind == "block":
            for match in self._find(r"(?m)^\^$"):
                self._escape(match.start(), "&#94;")

    def _filters(self) -> frozenset[int]:
        """The bars of Liquid that was meant as Liquid: Jekyll runs it before it reads Markdown."""
        spans = _LIQUID.finditer(self._line) if chars.LIQUID_BRACE in self._line else ()
        return frozenset(at for span in spans for at in range(*span.span()))

    def _line_starts(self) -> None:
        for match in _STAR_RULE.finditer(self._line):
            for at in range(match.start(), match.end()):
                if self._line[at] in "*_" and self._is_text(at):
                    self._escape(at)
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
            if not follows or follows in ASCII_PUNCTUATION or follows in ("\n", chars.LIQUID_BRACE):
                self._escape(at)
