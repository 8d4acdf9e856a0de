"""The language's run times, against ones that were worked out by hand."""

import unittest
from datetime import datetime

from reading.document import Map, Scalar
from reading.schedule import schedule
from runs.promised import Meaning, time
from runs.table import changes, items


def _runs(clock, **fields):
    facts = schedule(Map({key: Scalar(value) for key, value in fields.items()}))
    return [run[5:16] for run in Meaning(facts, time(clock)).runs()[:3]]


class Runs(unittest.TestCase):
    def test_a_skipped_time_does_not_run(self):
        found = _runs("2026-03-27T12:00:00Z", cron="30 2 * * *", timezone="Europe/Berlin")
        self.assertEqual(found, ["03-28T01:30", "03-30T00:30", "03-31T00:30"])

    def test_a_repeated_time_runs_twice(self):
        found = _runs("2026-10-24T12:00:00Z", cron="30 2 * * *", timezone="Europe/Berlin")
        self.assertEqual(found, ["10-25T00:30", "10-25T01:30", "10-26T01:30"])

    def test_an_interval_counts_from_its_anchor(self):
        self.assertEqual(_runs("2026-01-01T00:00:00Z", every="5h"), ["01-01T04:00", "01-01T09:00", "01-01T14:00"])
        found = _runs("2026-01-01T00:00:00Z", every="5h", start="2026-01-02T01:00:00Z")
        self.assertEqual(found, ["01-02T01:00", "01-02T06:00", "01-02T11:00"])

    def test_bounds_belong_to_the_schedule(self):
        bounds = {"start": "2026-01-02T00:00:00Z", "end": "2026-01-03T00:00:00Z"}
        self.assertEqual(_runs("2025-12-31T00:00:00Z", cron="@daily", **bounds), ["01-02T00:00", "01-03T00:00"])

    def test_changes_of_clocks(self):
        self.assertEqual(changes("Europe/Berlin"), [time("2026-03-29T01:00:00Z"), time("2026-10-25T01:00:00Z")])
        self.assertEqual(changes("Asia/Kolkata"), [])

    def test_the_table_has_names_and_clocks(self):
        found = items()
        self.assertEqual(len({item.name for item in found}), len(found))
        for item in found:
            years = {datetime.fromisoformat(clock).year for clock in item.clocks}
            self.assertTrue(item.clocks and years, item.name)
