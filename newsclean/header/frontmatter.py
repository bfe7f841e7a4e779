"""Front matter: raw text -> header and body, and both -> text again.

What nobody changed is written back exactly as it came: a changed value replaces its own characters
only, an added key gets a line of its own behind the others.
"""

from __future__ import annotations

from newsclean import lazy
from newsclean.header.fields import Field, Header, RawPost, position_of
from newsclean.header.yaml_reader import read_header
from newsclean.header.yaml_writer import dump_value
from newsclean.problem import InputError, VerifyError

_FENCE = lazy.pattern(r"---[ \t]*$")
_END = lazy.pattern(r"(?:---|\.\.\.)[ \t]*$")
# A first line that was meant to open a header, and a line that was meant to stand in one.
_LIKE_FENCE = lazy.pattern(r"---[ \t]*[^\s-]")
_LIKE_KEY = lazy.pattern(r"""(?:[^\W\d][\w.-]*|"[^"\n]*"|'[^'\n]*'):(?:\s|$)""")
_JSON = lazy.pattern(r'\{\s*"[^"\n]*"\s*:')
_OTHER_FENCES = {"+++": "TOML", ";;;": "JSON"}
# What a header begins with, of whatever kind.
_FIRST = frozenset("-+;{")


_ADDED_ORDER = ("title", "original_title", "date", "source", "source_url", "editor", "description", "lang", "securities")


def split(text: str) -> RawPost:
    """Cut `text` into header and body.

    Blank lines and a byte order mark before the first `---` are allowed. A text that does not start
    with a header is all body. Raises InputError (HEAD01) for a header without an end and for TOML or JSON headers.
    """
    bare = text.lstrip("\ufeff")
    start = len(bare) - len(bare.lstrip(" \t\n"))
    if "\n" in bare[:start]:
        start = bare.rindex("\n", 0, start) + 1
    first_line = bare.count("\n", 0, start) + 1
    lines = bare[start:].split("\n")
    if lines[0].rstrip() in _OTHER_FENCES or _JSON.match(bare, start):
        kind = _OTHER_FENCES.get(lines[0].rstrip(), "JSON")
        raise InputError("HEAD01", f"front matter: expected YAML between --- lines, got {kind}", line=first_line)
    inside = next((line for line in lines[1:] if line.strip() and not line.startswith("#")), "")
    if not _FENCE.match(lines[0]):
        if _LIKE_FENCE.match(lines[0]) and _LIKE_KEY.match(inside) and any(map(_END.match, lines[1:])):
            message = f"front matter: expected --- alone on its line, got {lines[0].rstrip()[:60]!r}"
            raise InputError("HEAD01", message, line=first_line)
        return RawPost(None, bare)
    for number, line in enumerate(lines[1:], start=1):
        if _END.match(line):
            header = "".join(one + "\n" for one in lines[1:number])
            body = "\n".join(lines[number + 1 :])
            return RawPost(header, body, first_line + 1, first_line + number + 1)
    if _LIKE_KEY.match(inside):
        raise InputError("HEAD01", "front matter: expected a closing --- line, got the end of the file", line=first_line)
    return RawPost(None, bare)  # a lone rule line above an article


def write(header: Header, body: str) -> str:
    """Put header and body together; changed values in the simplest safe quoting."""
    text = header.text
    touched = [key for key in header.fields if key in header.values or key in header.removed]
    for name in reversed(touched):
        item = header.fields[name]
        if name not in header.values:
            text = _without(header, text, item)
            continue
        value = header.values[name]
        comments = "".join(f"{comment}\n" for comment in item.comments(header.text))
        key = text[item.key_start : item.start]
        key = f"{bare} " if (bare := key.rstrip(" \t")).endswith(":") else key
        tail = "\n" if text[item.start : item.end].endswith("\n") else ""
        text = f"{text[: item.key_start]}{comments}{key}{dump_value(value, item.style)}{tail}{text[item.end :]}"
    new = [key for key in header.values if key not in header.fields]
    new.sort(key=lambda key: _ADDED_ORDER.index(key) if key in _ADDED_ORDER else len(_ADDED_ORDER))
    added = [f"{key}: {dump_value(header.values[key])}\n" for key in new]
    return f"---\n{text}{''.join(added)}---\n{body}"


def write_bare(body: str) -> str:
    """Write a body that has no header; what stands first in it must not be read as one."""
    text = body.lstrip("\n")
    if text[:1] not in _FIRST:
        return text
    try:
        is_header = split(text).header is not None
    except InputError:
        is_header = True
    return f"<!-- -->\n\n{text}" if is_header else text


def verify_written(header: Header, text: str) -> None:
    """Raise VerifyError unless the front matter of `text` reads back as `header` says; only what changed can differ."""
    if not header.is_changed:
        return
    try:
        again = read_header(split(text)).as_mapping()
    except InputError as error:
        raise VerifyError("front matter", f"the front matter does not read back: {error}") from None
    if again != (wanted := header.as_mapping()):
        key = next(key for key in (*wanted, *again) if wanted.get(key) != again.get(key))
        line, _ = position_of(header, key)
        raise VerifyError("front matter", key, line=line, source=str(wanted.get(key)), result=str(again.get(key)))


def _without(header: Header, text: str, item: Field) -> str:
    """Take a key out with its value; comments in it and behind it get lines of their own."""
    fields = list(header.fields.values())
    number = fields.index(item)
    end = item.end if text[item.start : item.end].endswith("\n") else text.find("\n", item.end) + 1
    behind = text[item.end : end].strip() if end > item.end else ""
    comments = [*item.comments(text), *([behind] if behind else [])]
    if number and fields[number - 1].style in ("|", ">"):
        # What is indented or blank there would become text of the block above.
        following = fields[number + 1].key_start if number + 1 < len(fields) else len(text)
        comments += [line.strip() for line in text[end:following].split("\n") if line.strip()]
        end = max(end, following)
    return text[: item.key_start] + "".join(f"{comment}\n" for comment in comments) + text[end:]
