"""Everything a user can choose, frozen, with one default for each."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args, get_type_hints

from newsclean.problem import SettingsError
from newsclean.site import EASTMONEY, SiteProfile

# What is lifted out of the body into the front matter.
KEEPABLE = frozenset({"source", "source_url"})


PresetName = Literal["jekyll", "hugo", "plain"]


OriginName = Literal["auto", "scraped", "author"]


class Preset(NamedTuple):
    """`demands`: title and date are required and the built-in schema holds. `lists`: keys whose text becomes a list."""

    demands: bool = True
    lists: tuple[str, ...] = ()


PRESETS: dict[PresetName, Preset] = {
    "jekyll": Preset(),
    "hugo": Preset(lists=("categories", "tags")),
    "plain": Preset(demands=False),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """How posts are cleaned.

    `select`, `ignore`, `enable` hold rule codes or names: an empty `select` means every rule
    that is on by default, `enable` adds opt-in rules, `ignore` takes rules away.
    `origin` says whose HTML a post holds: that of the site it was `scraped` from, which is converted, or its `author`'s, which
    stays byte for byte; `auto`: it shows (the site profile, an HTML file, all text in block-level HTML). `untrusted`: every
    post is a stranger's, whatever `origin` says.
    `lang` is the language of posts that do not state one, as a tag (`zh-CN`, `zh-TW`, `en`); empty: it is detected.
    `timezone` is an IANA name or an offset such as `+08:00`, for dates that name none; `date_format` writes dates as
    `2031-03-04T05:06:07+08:00` or `2031-03-04 05:06:07 +0800`. `preset` says where the posts go (`PRESETS`).
    `allow_invalid`: what is against the schema is a warning and no error.
    `liquid` says what becomes of `{{` and `{%` in text: `escape` them, `keep` them, or `auto`:
    escape in scraped posts, keep in others.
    `base_url` makes relative links absolute. `schema` is the text of a JSON Schema that replaces
    the built-in one. `bare`: Markdown without front matter is converted, too; None: only when the file is named;
    `require_front_matter` makes them an error. `max_size`: how many bytes a file may have that is read as a post, 0: any.
    `verify` proves every result before it is given out; `stable` cleans it again and insists that nothing changes. `keep`
    names what stays in the body though it is lifted into the front matter: `source`, `source_url`.
    """

    select: Collection[str] = frozenset()
    ignore: Collection[str] = frozenset()
    enable: Collection[str] = frozenset()
    origin: OriginName = "auto"
    untrusted: bool = False
    lang: str = ""
    timezone: str = "Asia/Shanghai"
    date_format: Literal["rfc3339", "jekyll"] = "rfc3339"
    preset: PresetName = "jekyll"
    allow_invalid: bool = False
    liquid: Literal["auto", "escape", "keep"] = "auto"
    base_url: str = ""
    encoding: str = ""
    schema: str = ""
    bare: bool | None = None
    require_front_matter: bool = False
    max_size: int = 16_000_000
    verify: bool = True
    stable: bool = False
    keep: Collection[str] = frozenset()
    site: SiteProfile = EASTMONEY

    def __post_init__(self) -> None:
        """Take any collection of rules; a text is none, though it could be walked through."""
        for name in ("select", "ignore", "enable", "keep"):
            value = getattr(self, name)
            if isinstance(value, str):
                raise SettingsError(f"{name}: expected a collection of names, got the text {value!r}")
            object.__setattr__(self, name, frozenset(value))
        if unknown := sorted(frozenset(self.keep) - KEEPABLE):
            raise SettingsError(f"keep: expected {' or '.join(sorted(KEEPABLE))}, got {unknown[0]!r}")


def choices_of(name: str) -> tuple[str, ...]:
    """Give the values that a setting may have."""
    return get_args(get_type_hints(Settings)[name])


DEFAULTS = Settings()
