"""Addresses: which ones run a script, and how one is spelled so that every Markdown reader takes it whole."""

from __future__ import annotations

import re
from html import unescape

from newsclean import chars, lazy

# Where a bare address starts, which GitHub and Hugo make a link of; to be compiled without regard to case.
BARE_ADDRESS_START = r"(?:https?|ftp)(?=://)|(?<![A-Za-z0-9])www(?=\.)"
_ACTIVE_SCHEME = lazy.pattern(r"(?:java|vb)script:|data:", re.I)
# Browsers pass over these inside a scheme: `java\tscript:` runs. Some renderers decode twice, so that a backslash goes, too.
_IGNORED = lazy.pattern(r"[\\\x00-\x20\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]+")
_ENCODE = lazy.pattern(r"[\s\\|<>\"`^{}\[\]（）【】《》「」“”‘’，。；：！？、\x7f-\x9f]")


def is_active_url(url: str) -> bool:
    """Tell whether following `url` would run a script, however it is disguised."""
    return _ACTIVE_SCHEME.match(_IGNORED.sub("", unescape(url) if "&" in url else url)) is not None


def clean_url(url: str) -> str:
    """Spell a URL so that it can be the target of a Markdown link in every renderer."""
    url = re.sub(r"[\t\r\n\x00-\x08\x0b\x0c\x0e-\x1f]", "", url).strip(chars.EDGE_SPACE)
    if chars.LIQUID_BRACE in url:
        return f"<{url}>"  # the author's own template; it may hold blanks
    url = _ENCODE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), url)
    if not _is_balanced(url):
        url = url.replace("(", "%28").replace(")", "%29")
    # What looks like a character reference would be decoded.
    return re.sub(r"&(?=(?:#\w+|\w+);)", "&amp;", url)


def _is_balanced(url: str) -> bool:
    depth = 0
    for char in url:
        depth += (char == "(") - (char == ")")
        if depth < 0 or depth > 1:
            return False
    return depth == 0
