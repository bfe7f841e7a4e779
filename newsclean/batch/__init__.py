"""Many files, one result each, in order: found, read, cleaned in this process or in workers, remembered, written in one step.

In come paths and settings; out go `FileResult`s. The only package that writes files and starts processes, and the only one with a
broad `except` (in `one_file.py`). It knows no console. Read `schedule.py` first, then `one_file.py`; `pool.py` and `worker.py`
are the processes, `cache.py` what a later run relies on.
"""
