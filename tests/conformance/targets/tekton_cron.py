"""CronJobs against the schedule that the description promises."""

from __future__ import annotations

from math import ceil
from typing import Any

from compare import Facts, differences
from expect import Description
from reading.duration import seconds
from reading.shapes import integer, string, table
from targets.ticks import cron_line, interval


def cron_differences(case: str, description: Description, crons: list[dict[str, Any]]) -> list[str]:
    schedule = description.pipeline()["schedule"]
    where = f"{case}: schedule"
    if len(crons) != (schedule is not None):
        return [f"{where}: expected {int(schedule is not None)} CronJob got {len(crons)}"]
    if schedule is None:
        return []
    (job,) = crons
    settings = description.settings
    history = table(settings.get("history"))
    promised: Facts = {
        # Of the jobs: the runs may overlap in any case, and `segue compile` says so.
        "overlap": schedule["overlap"],
        "suspended": schedule["suspended"],
        "starting_deadline_seconds": ceil(seconds(string(settings.get("starting_deadline")) or "600s")),
        "image": string(settings.get("schedule_image")),
        "service_account": string(settings.get("schedule_service_account")) or job["name"],
        "succeeded": integer(history.get("succeeded")),
        "failed": integer(history.get("failed")),
    }
    got = job | {"overlap": (job["concurrency_policy"] or "Allow").lower(), "suspended": job["suspend"]}
    lines = differences(where, promised, got)
    written = {
        "schedules": [job["schedule"]],
        "next": {job["schedule"]: job["next"]} if job["next"] else {},
        "timezone": job["time_zone"],
    }
    if schedule["cron"] is not None:
        lines += cron_line(where, schedule, written)
    else:
        lines += interval(where, schedule, written)
    return lines
