"""Configuration files and flags -> the settings that hold for a file, and where each value comes from.

`[tool.newsclean]` in a `pyproject.toml`, or all of a `newsclean.toml`: the nearest one above a file holds for it. Flags win.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from newsclean.config.gitignore import first_match
from newsclean.config.keys import KEYS, as_toml, values_of
from newsclean.decode import check_encoding
from newsclean.header.dates import read_zone
from newsclean.language import check_language
from newsclean.problem import SettingsError
from newsclean.settings import OriginName, Settings

FILE_NAMES = ("newsclean.toml", "pyproject.toml")
DEFAULT_EXCLUDE = ("_site", "node_modules", ".venv", "__pycache__")
# What the command line says of these comes on top of what a file says.
_ADDING = frozenset({"ignore", "enable"})
DEFAULT = "default"
FLAG = "command line"


@dataclass(frozen=True, slots=True)
class Config:
    """What holds for the files of a folder.

    Patterns are written as in `.gitignore`. Those of a file match paths below `root`, the file's folder, those of the
    command line paths below the current folder. `extend_exclude_here` are those of the command line that come on top.
    `origins` says for each key where its value comes from: `default`, `command line`, the path of a file, or both.
    """

    settings: Settings
    root: str
    exclude: tuple[str, ...]
    extend_exclude: tuple[str, ...]
    extend_exclude_here: tuple[str, ...]
    per_file_ignores: tuple[tuple[str, frozenset[str]], ...]
    per_file_origin: tuple[tuple[str, OriginName], ...]
    origins: Mapping[str, str]

    def in_folder(self, folder: str, otherwise: str) -> FolderConfig:
        """Give what holds for the files of one folder. `otherwise`: the root of patterns that have none."""
        here = current_folder()
        patterns = (
            (here if self.origins.get("exclude") == FLAG else self.root, self.exclude),
            (self.root, self.extend_exclude),
            (here, self.extend_exclude_here),
        )
        by_root: dict[str, tuple[str, ...]] = {}
        for root, these in patterns:
            below = _below(folder, root) if root else None
            prefix = below if below is not None else _below(folder, otherwise) or ""
            by_root[prefix] = by_root.get(prefix, ()) + these
        below = _below(folder, self.root) if self.root else None
        return FolderConfig(self, below if below is not None else _below(folder, otherwise) or "", tuple(by_root.items()))

    def settings_for(self, relative: str) -> Settings:
        """Give the settings for one file: rules that its path turns off are off, and its origin may be known by its path."""
        ignored = [rules for pattern, rules in self.per_file_ignores if first_match((pattern,), relative)]
        settings = _with_ignored(self.settings, frozenset().union(*ignored)) if ignored else self.settings
        origins = [origin for pattern, origin in self.per_file_origin if first_match((pattern,), relative)]
        return _with_origin(settings, origins[-1]) if origins and self.origins.get("origin") != FLAG else settings

    @property
    def has_per_file(self) -> bool:
        """Whether settings differ from file to file."""
        return bool(self.per_file_ignores or self.per_file_origin)

    def shown(self) -> Iterable[tuple[str, str, str]]:
        """Give every key with its value as TOML would have it, and where it comes from."""
        for key in KEYS:
            holder = self if hasattr(self, _field(key)) else self.settings
            value = getattr(holder, _field(key))
            value = (*value, *self.extend_exclude_here) if key == "extend-exclude" else value
            yield key, as_toml(key, value), self.origins.get(key, DEFAULT)


class FolderConfig(NamedTuple):
    """What holds for the files of one folder: its configuration, and how patterns see the folder's path."""

    config: Config
    prefix: str
    exclusions: tuple[tuple[str, tuple[str, ...]], ...]

    def exclusion_of(self, name: str) -> str:
        """Give the pattern that excludes a file of the folder, or a folder in it (its name ends in `/`); empty: none."""
        found = (first_match(patterns, prefix + name) for prefix, patterns in self.exclusions)
        return next(filter(None, found), "")

    def settings_for(self, name: str) -> Settings:
        """Give the settings for a file of the folder."""
        return self.config.settings_for(self.prefix + name) if self.config.has_per_file else self.config.settings


def current_folder() -> str:
    """Give the current folder; empty when it is gone."""
    try:
        return os.getcwd()
    except OSError:
        return ""


def _below(folder: str, root: str) -> str | None:
    """Give a folder's path below a root, ending in `/` unless it is the root; None when it lies elsewhere."""
    if folder == root:
        return ""
    start = root if root.endswith("/") else root + "/"
    return folder[len(start) :] + "/" if folder.startswith(start) else None


class Configs:
    """Finds the configuration for each folder, and reads every file once.

    `flags` are keys with the values of the command line. `file`: use this configuration for all files; `isolated`:
    use none. Raises SettingsError for a file that cannot be read, unknown keys, and values that mean nothing.
    """

    def __init__(self, flags: Mapping[str, Any] | None = None, *, file: Path | None = None, isolated: bool = False) -> None:
        self._flags = dict(flags or {})
        self._found: dict[str, Config] = {}
        self._fixed: Config | None = None
        if file is not None:
            values = values_of(file)
            if values is None:
                raise SettingsError(f"{file}: expected a table [tool.newsclean]")
            self._fixed = self._config(values, str(file), os.path.abspath(file.parent))
        elif isolated:
            self._fixed = self._config({}, "", "")

    def for_folder(self, folder: str | Path) -> Config:
        """Give what holds for the files of `folder`."""
        return self._fixed if self._fixed is not None else self._nearest(os.path.abspath(folder))

    def _nearest(self, folder: str) -> Config:
        if folder not in self._found:
            for name in FILE_NAMES:
                path = os.path.join(folder, name)
                values = values_of(Path(path)) if os.path.isfile(path) else None
                if values is not None:
                    self._found[folder] = self._config(values, path, folder)
                    break
            else:
                above = os.path.dirname(folder)
                self._found[folder] = self._config({}, "", "") if above == folder else self._nearest(above)
        return self._found[folder]

    def _config(self, values: Mapping[str, Any], origin: str, root: str) -> Config:
        merged = {**values, **self._flags}
        origins = {**dict.fromkeys(values, origin), **dict.fromkeys(self._flags, FLAG)}
        for key in _ADDING & values.keys() & self._flags.keys():
            if key != "ignore" or "select" not in self._flags:  # who selects a rule wants to see it
                merged[key] = values[key] | self._flags[key]
                origins[key] = f"{origin}, {FLAG}"
        if "select" in self._flags and "ignore" not in self._flags:
            merged.pop("ignore", None)
            origins.pop("ignore", None)
        if "extend-exclude" in values and "extend-exclude" in self._flags:
            origins["extend-exclude"] = f"{origin}, {FLAG}"
        try:
            settings = Settings(**{_field(key): value for key, value in merged.items() if _field(key) in _SETTINGS})
            config = Config(
                settings,
                root,
                merged.get("exclude", DEFAULT_EXCLUDE),
                values.get("extend-exclude", ()),
                self._flags.get("extend-exclude", ()),
                merged.get("per-file-ignores", ()),
                merged.get("per-file-origin", ()),
                origins,
            )
            check_settings(settings)
            for pattern, rules in config.per_file_ignores:
                try:
                    check_settings(_with_ignored(settings, rules))
                except SettingsError as error:
                    raise SettingsError(f"per-file-ignores: {pattern}: {error}") from None
        except SettingsError as error:
            named = re.match(r"[a-z-]+(?=:)", str(error))
            from_flag = origins.get(named[0] if named else "", origin) == FLAG
            raise SettingsError(str(error) if from_flag or not origin else f"{origin}: {error}") from None
        return config


def check_settings(settings: Settings) -> None:
    """Raise SettingsError for settings that name no rule, language, zone, encoding or schema."""
    # The rules and what they need take a fifth of a second to load; the defaults name none.
    if settings.select or settings.ignore or settings.enable:
        from newsclean.rules import rules_in_force

        rules_in_force(settings)
    if settings.schema:
        from newsclean.header.schema import check_schema

        check_schema(settings.schema)
    check_language(settings.lang)
    read_zone(settings.timezone)
    check_encoding(settings.encoding)


@cache
def _with_ignored(settings: Settings, rules: frozenset[str]) -> Settings:
    return replace(settings, ignore=frozenset(settings.ignore) | rules)


@cache
def _with_origin(settings: Settings, origin: OriginName) -> Settings:
    return replace(settings, origin=origin)


_SETTINGS = {field.name for field in fields(Settings)}


def _field(key: str) -> str:
    return key.replace("-", "_")
