"""The settings of a run: configuration files and flags, merged, with what is wrong in them named by file and key.

In come `pyproject.toml`, `newsclean.toml` and the flags; out go `Settings` for each file. This package may know files and the
names of rules, and no console. Read `resolve.py` first; `keys.py` holds the table of keys, `gitignore.py` the patterns
that leave files out.
"""
