"""Configuration files: where they are found, what they may hold, what wins, and how mistakes are told."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from newsclean import Settings, clean
from newsclean.config.keys import KEYS
from newsclean.config.resolve import Configs
from newsclean.problem import SettingsError
from newsclean.site import EASTMONEY

from .test_cli import run, words

POST = '---\ntitle: 云岚\ndate: 2031-03-04T05:06:07+08:00\n---\n<p><b>要点</b></p><div class="promo">扫码</div><p>成交,放量</p>\n'


def config(folder: Path, text: str, name: str = "newsclean.toml") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def settings(folder: Path, text: str) -> Settings:
    config(folder, text)
    return Configs().for_folder(folder).settings


def test_nearest__wins_and_does_not_inherit(tmp_path: Path) -> None:
    config(tmp_path, '[tool.newsclean]\nlang = "zh-TW"\ntimezone = "+09:00"\n', "pyproject.toml")
    config(tmp_path / "a", 'lang = "zh-CN"\n')
    config(tmp_path / "a" / "b", "[tool.other]\nx = 1\n", "pyproject.toml")
    configs = Configs()
    assert configs.for_folder(tmp_path / "x" / "y").settings.lang == "zh-TW"
    for folder in ("a", "a/b", "a/b/c"):
        found = configs.for_folder(tmp_path / folder)
        assert (found.settings.lang, found.settings.timezone, found.root) == ("zh-CN", "Asia/Shanghai", str(tmp_path / "a"))


def test_newsclean_toml__before_pyproject(tmp_path: Path) -> None:
    config(tmp_path, '[tool.newsclean]\nlang = "zh-TW"\n', "pyproject.toml")
    config(tmp_path, 'lang = "en"\n')
    assert Configs().for_folder(tmp_path).settings.lang == "en"


def test_flags__win_and_say_so(tmp_path: Path) -> None:
    path = config(tmp_path, 'lang = "zh-TW"\nselect = ["date"]\n')
    found = Configs({"lang": "en"}).for_folder(tmp_path)
    assert (found.settings.lang, found.settings.select) == ("en", frozenset({"date"}))
    assert (found.origins["lang"], found.origins["select"]) == ("command line", str(path))


def test_flags__add_to_what_is_left_out_and_turned_on(tmp_path: Path) -> None:
    path = config(tmp_path, 'ignore = ["TEXT10"]\nenable = ["autospace"]\nextend-exclude = ["old"]\n')
    flags = {"ignore": frozenset({"TEXT11"}), "enable": frozenset({"securities"}), "extend-exclude": ("new",)}
    found = Configs(flags).for_folder(tmp_path)
    assert found.settings.ignore == {"TEXT10", "TEXT11"}
    assert found.settings.enable == {"autospace", "securities"}
    assert found.origins["ignore"] == found.origins["extend-exclude"] == f"{path}, command line"
    here = found.in_folder(str(tmp_path), str(tmp_path))
    assert here.exclusion_of("old/") == "old"
    # Who selects a rule wants to see it, whatever the file leaves out.
    assert Configs({"select": frozenset({"TEXT10"})}).for_folder(tmp_path).settings.select == {"TEXT10"}


def test_extend_exclude__of_both(tmp_path: Path) -> None:
    config(tmp_path, 'extend-exclude = ["old"]\n')
    for name in ("old/a.md", "new/a.md", "a.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(POST, encoding="utf-8")
    assert words(run("check", ".", "--extend-exclude", "new", cwd=tmp_path)) == ["1 post checked, 1 would change"]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--base-url", "nonsense"), "expected an absolute http or https address, got 'nonsense'"),
        (("--schema", "empty.json"), "expected a JSON Schema, got an empty file"),
        (("--config", "newsclean.toml", "--no-config"), "expected --config or --no-config, got both"),
        (("--timeout", "inf"), "expected 0 to 1,000,000 seconds, got inf"),
        (("--timeout", "nan"), "expected 0 to 1,000,000 seconds, got nan"),
        (("--stats-file", "gone/x.json"), "gone/x.json cannot be written"),
        (("--show-settings", "--format", "json"), "expected --show-settings or --format, got both"),
    ],
)
def test_options__that_would_be_ignored_are_mistakes(args: tuple[str, ...], message: str, tmp_path: Path) -> None:
    config(tmp_path, 'lang = "en"\n')
    (tmp_path / "empty.json").write_bytes(b"")
    (tmp_path / "a.md").write_text(POST, encoding="utf-8")
    done = run("check", "a.md", *args, cwd=tmp_path)
    assert done.returncode == 2
    assert message in " ".join(" ".join(words(done)).split())


def test_file_and_isolated(tmp_path: Path) -> None:
    config(tmp_path, 'lang = "zh-TW"\n')
    other = config(tmp_path / "other", 'lang = "en"\n', "mine.toml")
    assert Configs(file=other).for_folder(tmp_path).settings.lang == "en"
    assert Configs(isolated=True).for_folder(tmp_path).settings.lang == ""


def test_every_key__is_read(tmp_path: Path) -> None:
    config(tmp_path, '{"type": "object"}', "own.json")
    text = """
select = ["HTML", "date"]
ignore = ["bold-headings"]
enable = ["autospace"]
exclude = ["old"]
extend-exclude = ["*.draft.md"]
origin = "author"
untrusted = true
lang = "zh-CN"
timezone = "+09:00"
date-format = "jekyll"
preset = "hugo"
schema = "own.json"
allow-invalid = true
base-url = "https://example.com"
liquid = "keep"
encoding = "gb18030"
bare = true
require-front-matter = true
max-size = "1.5 MB"
verify = false
stable = true
keep = ["source"]
[per-file-ignores]
"old/*" = ["HTML15"]
[per-file-origin]
"wire/*" = "scraped"
[site]
drop = [".promo"]
unwrap = ["span.x"]
keep = ["#a"]
source-line = "来源：(.*)"
navigation = "回"
"""
    config(tmp_path, text)
    found = Configs().for_folder(tmp_path)
    assert set(found.origins) == set(KEYS)
    got = found.settings
    assert got.max_size == 1_500_000
    assert got.schema == '{"type": "object"}'
    assert (got.site.drop, got.site.unwrap, got.site.protect) == ((".promo",), ("span.x",), ("#a",))
    assert (got.site.source_line, got.site.navigation) == (
        "(?:来源：(.*))|(?:" + EASTMONEY.source_line + ")",
        "(?:回)|(?:" + EASTMONEY.navigation + ")",
    )
    assert (got.keep, got.stable, got.verify, got.date_format) == (frozenset({"source"}), True, False, "jekyll")
    assert (found.exclude, found.extend_exclude) == (("old",), ("*.draft.md",))
    assert found.settings_for("old/a.md").ignore == frozenset({"bold-headings", "HTML15"})
    assert found.settings_for("new/a.md") == got


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("selct = []", "unknown key 'selct'; did you mean select?"),
        ("date_format = 'jekyll'", "unknown key 'date_format'; did you mean date-format?"),
        ("zzz = 1", "unknown key 'zzz'"),
        ("[site]\nunwarp = []", "site: unknown key 'unwarp'; did you mean unwrap?"),
        ("select = 'date'", "select: expected a list of texts, got 'date'"),
        ("select = ['coma-width']", "unknown rule 'coma-width'; did you mean comma-width?"),
        ("preset = 'hexo'", "preset: expected jekyll or hugo or plain, got 'hexo'"),
        ("bare = 'yes'", "bare: expected true or false, got 'yes'"),
        ("lang = 1", "lang: expected a text, got 1"),
        ("lang = 'zz zz'", "lang"),
        ("timezone = 'Mars'", "timezone: expected a name like Asia/Shanghai or an offset like +08:00, got 'Mars'"),
        ("schema = 'none.json'", "none.json cannot be read"),
        ("keep = ['navigation']", "keep: expected source or source_url, got 'navigation'"),
        ("exclude = ['a', '!']", "exclude: expected a pattern as in .gitignore"),
        ("[per-file-ignores]\n'*.md' = ['nope']", "unknown rule 'nope'"),
        ("per-file-ignores = []", "per-file-ignores: expected a table"),
        ('[per-file-ignores]\n"!old/" = ["TEXT10"]', "per-file-ignores: expected a pattern of the files that rules are for"),
        ("max-size = '2 pages'", "max-size: expected a size such as 500 KB or 16 MB, got '2 pages'"),
        ("[site]\ndrop = ['p[']", "site: drop: expected a CSS selector, got 'p['"),
        ("[site]\nsource-line = '来源'", "site: source-line: expected a regular expression with the medium's name as group 1"),
        ("[site]\nnavigation = '('", "site: navigation: expected a regular expression"),
        ("base-url = 'foo'", "base-url: expected an absolute http or https address, got 'foo'"),
        ("[tool.newsclean]\nlang = 'en'", "expected the keys without a table [tool.newsclean]"),
        ('encoding = "a\\u0000b"', "unknown encoding"),
        ("encoding = 'hex'", "expected an encoding of files"),
        ("encoding = 'unicode_escape'", "expected an encoding of files"),
        ('schema = "a\\u0000b"', "cannot be read"),
        ("[site]\ndrop = ['::before']", "site: drop: expected a CSS selector"),
        ("site = 1", "site: expected a table"),
        ("select = [", "cannot be read as TOML"),
    ],
)
def test_mistakes__name_the_file_the_key_and_what_was_expected(text: str, message: str, tmp_path: Path) -> None:
    path = config(tmp_path, text + "\n")
    with pytest.raises(SettingsError) as caught:
        Configs().for_folder(tmp_path)
    assert message in str(caught.value)
    assert str(path) in str(caught.value)


def test_mistake__ends_with_2_and_one_line(tmp_path: Path) -> None:
    config(tmp_path, "selct = []\n")
    (tmp_path / "a.md").write_text(POST, encoding="utf-8")
    done = run("check", tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert words(done) == [f"newsclean: {tmp_path / 'newsclean.toml'}: unknown key 'selct'; did you mean select?"]


def test_pyproject__with_other_things_called_tool(tmp_path: Path) -> None:
    config(tmp_path, "tool = 1\n", "pyproject.toml")
    assert Configs().for_folder(tmp_path).settings == Settings()


def test_mistake_further_down__fails_its_folder_only(tmp_path: Path) -> None:
    config(tmp_path / "b", "selct = []\n")
    for name in ("a.md", "b/x.md", "c.md"):
        (tmp_path / name).write_text(POST, encoding="utf-8")
    done = run("check", "--format", "json", ".", cwd=tmp_path)
    report = json.loads(done.stdout)
    assert (done.returncode, report["summary"]["failed"], report["summary"]["would change"]) == (2, 1, 2)
    assert "b/newsclean.toml: unknown key 'selct'" in next(f["message"] for f in report["findings"] if not f["code"])


def test_no_config__passes_over_a_broken_one(tmp_path: Path) -> None:
    config(tmp_path, "selct = []\n")
    (tmp_path / "a.md").write_text(POST, encoding="utf-8")
    assert run("convert", "--no-config", tmp_path / "a.md").returncode == 0


def test_settings__reach_the_post(tmp_path: Path) -> None:
    config(tmp_path, 'ignore = ["bold-headings"]\n[per-file-ignores]\n"b.md" = ["TEXT10"]\n[site]\ndrop = [".promo"]\n')
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(POST, encoding="utf-8")
    assert run("convert", tmp_path / "a.md").stdout.decode().endswith("---\n\n**要点**\n\n成交，放量\n")
    assert run("convert", tmp_path / "b.md").stdout.decode().endswith("---\n\n**要点**\n\n成交,放量\n")
    stdin = run("convert", "--stdin-filename", "b.md", stdin=POST.encode(), cwd=tmp_path)
    assert stdin.stdout.decode().endswith("成交,放量\n")


def test_show_settings__values_and_where_they_come_from(tmp_path: Path) -> None:
    path = config(tmp_path, 'select = ["date", "HTML"]\n[per-file-ignores]\n"a*" = ["date"]\n[site]\nnavigation = "\\\\d"\n')
    done = run("check", "--show-settings", "--lang", "zh-CN", tmp_path)
    lines = dict(line.split(" = ", 1) for line in done.stdout.decode().splitlines())
    assert done.returncode == 0
    assert list(lines) == list(KEYS)
    assert lines["select"].split("  # ") == ['["HTML", "date"]' + lines["select"].split("  # ")[0][16:], str(path)]
    assert lines["lang"].split() == ['"zh-CN"', "#", "command", "line"]
    assert lines["timezone"].split() == ['"Asia/Shanghai"', "#", "default"]
    assert "navigation = '(?:\\d)|" in lines["site"]
    assert '{ "a*" = ["date"] }' in lines["per-file-ignores"]


def test_site__its_own_source_line_adds_to_the_known(tmp_path: Path) -> None:
    own = settings(tmp_path, '[site]\nsource-line = "（稿源：(.+?)）"\nnavigation = "回到.*"\n')
    for line, name in (("（稿源：云岚报）", "云岚报"), ("（文章来源：星野报）", "星野报")):
        assert f"source: {name}\n" in clean(f"---\ntitle: 云\ndate: 2031-03-04\n---\n<p>甲乙丙。</p><p>{line}</p>\n", own).text
    for back in ("回到首页", "返回首页"):
        assert back not in clean(f"---\ntitle: 云\ndate: 2031-03-04\n---\n甲乙丙。\n\n[{back}](/)\n", own).text


def test_shown_settings__can_be_read_again(tmp_path: Path) -> None:
    shown = "".join(
        f"{key} = {value}\n" for key, value, _ in Configs(isolated=True).for_folder(tmp_path).shown() if key != "schema"
    )
    assert settings(tmp_path, shown) == Settings()


def test_origin__by_folder_by_file_and_on_the_command_line(tmp_path: Path) -> None:
    post = "---\ntitle: 甲\ndate: 2031-03-04T05:06:07+08:00\n---\n乙<u>丙</u>丁\n"
    config(tmp_path, '[per-file-origin]\n"wire/" = "scraped"\n')
    for name in ("wire/a.md", "own/a.md"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(post, encoding="utf-8")

    def keeps_html(name: str, *flags: str) -> bool:
        command = [sys.executable, "-m", "newsclean", "convert", name, *flags]
        return "<u>" in subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout.decode()

    assert [keeps_html("wire/a.md"), keeps_html("own/a.md")] == [False, True]
    assert [keeps_html("wire/a.md", "--origin", "author"), keeps_html("own/a.md", "--origin", "scraped")] == [True, False]
    assert [keeps_html("wire/a.md", "--origin", "author", "--untrusted"), keeps_html("own/a.md", "--untrusted")] == [False, False]
    config(tmp_path, 'origin = "scraped"\n')
    assert [keeps_html("own/a.md"), keeps_html("own/a.md", "--origin", "auto")] == [False, True]
    config(tmp_path, "untrusted = true\n")
    assert [keeps_html("own/a.md"), keeps_html("own/a.md", "--no-untrusted")] == [False, True]
