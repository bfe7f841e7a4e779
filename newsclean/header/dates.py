"""The many ways posts write a date -> RFC 3339, the one way every site generator reads.

The wall clock never shifts: a date without an offset gets the configured zone's.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import datetime, timedelta, timezone, tzinfo

from newsclean import lazy
from newsclean.problem import SettingsError

_CLOCK = r"(?P<hour>\d{1,2})[:：时](?P<minute>\d{2})(?:分|[:：分](?P<second>\d{2})(?:[.,]\d+|秒)?)?"
_OFFSET = r"(?P<offset>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{1,2}(?::\d{2})?)(?:\s+\(?[A-Z]{2,5}\)?)?"
_NUMERIC = lazy.pattern(
    rf"(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})"
    rf"(?:[T\s]\s*{_CLOCK}(?:\s*{_OFFSET})?)?\Z",
    re.I,
)
_CHINESE = lazy.pattern(
    rf"(?P<year>\d{{4}})年(?P<month>\d{{1,2}})月(?P<day>\d{{1,2}})日(?:\s*{_CLOCK}(?:\s*{_OFFSET})?)?\Z", re.I
)
# As e-mail and RSS have it.
_RFC2822 = lazy.pattern(r"(?:[A-Z][a-z]{2},\s+)?\d{1,2}\s+[A-Z][a-z]{2}\s+\d{4}\s+\d{2}:\d{2}(?::\d{2})?\s+[+-]\d{4}\Z")
_RFC3339 = lazy.pattern(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})\Z")
_EPOCH = lazy.pattern(r"\d{10}(?:\d{3})?\Z")
# A file's date (`2022-06-03-…`), or an article id that starts with one (`202206032401279448`).
_IN_NAME = lazy.pattern(r"(?:^|[^\d])(\d{4})-(\d{2})-(\d{2})(?:[^\d]|$)")
_IN_ID = lazy.pattern(r"(?:^|[^\d])((?:19|20)\d{2})(\d{2})(\d{2})\d{4,}(?:[^\d]|$)")


def to_rfc3339(text: str, zone: str) -> str | None:
    """Give `text` as `2022-06-03T05:16:54+08:00`; None when it is no date.

    `zone` is an IANA name or an offset, used when `text` names none. Raises ValueError for a
    date that does not exist (month 13), SettingsError for an unknown zone.
    """
    text = text.strip()
    if _EPOCH.match(text):
        seconds = int(text) / (1000 if len(text) == 13 else 1)
        moment = datetime.fromtimestamp(int(seconds), timezone.utc).astimezone(read_zone(zone))
        return _stamp(moment)
    if _RFC2822.match(text):
        from email.utils import parsedate_to_datetime  # which few dates need

        return _stamp(parsedate_to_datetime(text))
    match = _NUMERIC.match(text) or _CHINESE.match(text)
    if not match:
        return None
    parts = [int(match[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")]
    naive = datetime(*parts)  # type: ignore[arg-type]
    offset = match["offset"]
    where = _fixed(offset) if offset else read_zone(zone)
    written = _stamp(naive.replace(tzinfo=where))
    return text if _RFC3339.match(text) else written  # `Z` says what `+00:00` says


def from_name(name: str, zone: str) -> str | None:
    """Infer a date from a file's name or the article id in it; midnight in `zone`, None when there is none."""
    for pattern in (_IN_NAME, _IN_ID):
        match = pattern.search(name)
        if match:
            try:
                day = datetime(int(match[1]), int(match[2]), int(match[3]))
            except ValueError:
                continue
            return _stamp(day.replace(tzinfo=read_zone(zone)))
    return None


def _stamp(moment: datetime) -> str:
    """Write RFC 3339. Its offsets know no seconds, as local time had them before there were zones: they are rounded."""
    offset = moment.utcoffset() or timedelta()
    minutes = timedelta(minutes=round(offset.total_seconds() / 60))
    return moment.replace(tzinfo=timezone(minutes)).isoformat(timespec="seconds")


def in_format(written: str, date_format: str) -> str:
    """Give an RFC 3339 date in a format: `rfc3339` as it is, `jekyll` as `2022-06-03 05:16:54 +0800`."""
    if date_format == "rfc3339":
        return written
    offset = written[19:].replace(":", "").replace("Z", "+0000")
    return f"{written[:10]} {written[11:19]} {offset}"


def contradicts_name(written: str, name: str, zone: str) -> str | None:
    """Give the day in a file's name (`2022-06-03-…`) when an RFC 3339 date is on none of its day, here or in `zone`."""
    match = re.match(r"(\d{4}-\d{2}-\d{2})-", name)
    if match is None:
        return None
    moment = datetime.fromisoformat(written.replace("Z", "+00:00"))
    days = {moment.date().isoformat()}
    with suppress(OverflowError):  # the first and the last day that there is
        days.add(moment.astimezone(read_zone(zone)).date().isoformat())
    return None if match[1] in days else match[1]


def read_zone(name: str) -> tzinfo:
    """Give the zone called `name` (`Asia/Shanghai`, `+08:00`). Raises SettingsError."""
    if re.match(r"(?:Z|[+-](?:0\d|1[0-4]):?[0-5]\d)\Z", name):
        return _fixed(name)
    from zoneinfo import ZoneInfo  # only posts without an offset need it

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise SettingsError(f"timezone: expected a name like Asia/Shanghai or an offset like +08:00, got {name!r}") from None


def _fixed(offset: str) -> timezone:
    if offset[0] not in "+-":
        return timezone.utc
    hours, _, minutes = offset[1:].partition(":")
    hours, minutes = (hours[:2], hours[2:]) if len(hours) == 4 else (hours, minutes)
    delta = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return timezone(-delta if offset[0] == "-" else delta)
