"""Fields of the front matter: dates, titles, lists and languages put right, and the digest copied into it.

Functions on the header yield findings with the line of the key; functions on the tree, with a place in the body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsclean import lazy
from newsclean.header.context import Context
from newsclean.header.dates import contradicts_name, from_name, in_format, to_rfc3339
from newsclean.header.fields import Header
from newsclean.header.yaml_writer import Plain, Timestamp, is_text
from newsclean.problem import Finding, Severity
from newsclean.settings import PRESETS

_COMMA = lazy.pattern("[,，、;；]")
# Through these a stranger's post could take another page's place.
_TAKEOVER_KEYS = ("permalink", "redirect_from", "redirect_to", "slug", "url", "aliases")


def settle_date(context: Context) -> Iterator[tuple[str, Finding]]:
    """`2022-06-03 05:16:54 +0800` -> `2022-06-03T05:16:54+08:00`; without an offset the configured zone's.

    An impossible date is an error. A missing one is inferred from the file's name or the article id in it, with a
    warning; so is a date on another day than the one in the file's name.
    """
    header, settings = context.header, context.settings
    if header is None:
        return
    value = header.get("date")
    text = value.strip() if isinstance(value, str) else ""
    # `date: +0800`: the program that pasted the post had no date, only an offset.
    if value is None or value == "" or re.fullmatch(r"(?:[+-]\d{2}:?\d{2})?", str(value).strip()):
        if PRESETS[settings.preset].demands:
            yield from _infer_date(header, context)
        return
    wanted = "a date like 2022-06-03 05:16:54 +0800"
    try:
        written = to_rfc3339(text, settings.timezone)
    except ValueError:
        written, wanted = None, "a day and a time that there are"
    if written is None:
        message = f"date: expected {wanted}, got {repr(value)[:60]}"
        severity = Severity.ERROR if PRESETS[settings.preset].demands else Severity.WARNING
        yield "date", Finding(message, severity=severity)
        return
    if day := contradicts_name(written, context.name, settings.timezone):
        yield "date", Finding(f"date: {written[:10]} here, {day} in the file's name; this one stays", severity=Severity.WARNING)
    wanted = in_format(written, settings.date_format)
    if wanted != text:
        header.set("date", Timestamp(wanted))
        form = "RFC 3339" if settings.date_format == "rfc3339" else "Jekyll's form"
        yield "date", Finding(f"date: written as {form}", before=text, after=wanted)


def _infer_date(header: Header, context: Context) -> Iterator[tuple[str, Finding]]:
    inferred = from_name(context.name, context.settings.timezone)
    if inferred:
        wanted = in_format(inferred, context.settings.date_format)
        header.set("date", Timestamp(wanted))
        yield "date", Finding(f"date: missing; {wanted} inferred from the file's name", severity=Severity.WARNING)


def make_title_text(context: Context) -> Iterator[tuple[str, Finding]]:
    """`title: 1.10` -> `title: "1.10"`, which no reader of YAML takes for a number, a date or a truth.

    A tab in a title becomes a blank, a block of one line goes behind its key; a title of several lines stays.
    """
    header = context.header
    title = header.get("title") if header is not None else None
    if header is None or not isinstance(title, str) or "\n" in title.rstrip("\n"):
        return
    if title.endswith("\n"):
        header.set("title", title.rstrip("\n"))
        yield "title", Finding("title: written on one line", before=title, after=title.rstrip("\n"))
    elif "\t" in title:
        parted = " ".join(title.split("\t")).strip(" ")
        header.set("title", parted)
        yield "title", Finding("title: a tab written as a blank", before=title, after=parted)
    elif isinstance(title, Plain) and not is_text(title):
        header.quote("title")
        yield "title", Finding("title: quoted, or it would be read as something else", before=title, after=f'"{title}"')


def list_taxonomies(context: Context) -> Iterator[tuple[str, Finding]]:
    """`tags: 年报 科技` -> `tags: [年报, 科技]` with `--preset hugo`: Jekyll parts such a text at its blanks, Hugo does not.

    Where it has commas they part it, and a blank belongs to a name.
    """
    header = context.header
    for key in PRESETS[context.settings.preset].lists if header is not None else ():
        assert header is not None
        value = header.get(key)
        if isinstance(value, str) and (words := _words_of(value)):
            header.set(key, list(words))
            yield key, Finding(f"{key}: written as a list", before=value, after=", ".join(words))


def _words_of(text: str) -> list[str]:
    """Part a text at its commas; at its blanks when it has none."""
    return [word for part in _COMMA.split(text) if (word := part.strip())] if _COMMA.search(text) else text.split()


def state_language(context: Context) -> Iterator[tuple[str, Finding]]:
    """A post in simplified Chinese -> `lang: zh-CN`, in traditional Chinese -> `lang: zh-Hant`; what is stated stays."""
    header, languages = context.header, context.languages
    tag = {"simplified": "zh-CN", "traditional": "zh-Hant"}.get(languages.usual, "")
    if header is not None and not header.has("lang") and languages.stated is None and languages.is_detected and tag:
        header.set("lang", tag)
        yield "lang", Finding(f"lang: {tag} detected from the characters", after=f"lang: {tag}")


def _takeover_keys(context: Context) -> list[str]:
    """Hugo reads `URL` like `url`."""
    return [key for key in context.header.as_mapping() if key.lower() in _TAKEOVER_KEYS] if context.header is not None else []


def report_takeover_keys(context: Context) -> Iterator[tuple[str, Finding]]:
    """`permalink: /index.html` -> a warning: such a key can put the post in another page's place."""
    for key in _takeover_keys(context):
        if context.header is not None:
            message = f"{key}: decides where the site puts the post; make sure that it may"
            yield key, Finding(message, severity=Severity.WARNING)


def strip_takeover_keys(context: Context) -> Iterator[tuple[str, Finding]]:
    """`permalink: /index.html` -> nothing, and so for the other keys that decide where a site puts a post."""
    for key in _takeover_keys(context):
        if context.header is not None:
            value = context.header.get(key)
            context.header.remove(key)
            yield key, Finding(f"{key}: taken out", before=f"{key}: {value}")
