"""When schedules run: what emitted files come to, by the targets' own cron code, against what the language promises.

`table.py` has the schedules and the clocks, `promised.py` the language's runs, `emitted.py` the targets', `allowed.py`
what a diagnostic explains, `judge.py` the comparison, `bite.py` the mistakes that it has to find.
"""
