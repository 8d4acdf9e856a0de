package main

import (
	"slices"
	"time"

	"github.com/robfig/cron/v3"
)

// late is how long after a tick its successor is asked for: robfig's runner wakes up and takes the time then.
const late = 5 * time.Millisecond

// ticks are those of all lines together: two that are due at one minute start one run.
//
// Argo's controller and kube-controller-manager put the zone before a line in the same way (GetSchedulesWithTimezone,
// argo-workflows v4.0.2, cron_workflow_types.go; formatSchedule, kubernetes v1.35.0, pkg/controller/cronjob/utils.go),
// and both ask from the time of the last tick on.
func ticks(next *request) ([]time.Time, error) {
	var all []time.Time
	for _, line := range next.Lines {
		schedule, err := cron.ParseStandard("CRON_TZ=" + next.Timezone + " " + line)
		if err != nil {
			return nil, err
		}
		moment := next.Clock
		for range next.Count {
			if moment = schedule.Next(moment); moment.IsZero() || moment.After(next.Until) {
				break
			}
			all = append(all, moment)
			moment = moment.Add(late)
		}
	}
	slices.SortFunc(all, time.Time.Compare)
	all = slices.CompactFunc(all, time.Time.Equal)
	return all[:min(len(all), next.Count)], nil
}
