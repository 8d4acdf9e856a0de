package main

import (
	"math"
	"strconv"
	"time"

	"github.com/robfig/cron"
)

// never is what the controller takes for no next run.
const never = math.MaxInt64

// recurring is the part of a recurring run that says when it runs.
type recurring struct {
	NoCatchup bool `json:"no_catchup"`
	Trigger   struct {
		Cron     *cronSchedule     `json:"cron_schedule"`
		Periodic *periodicSchedule `json:"periodic_schedule"`
	} `json:"trigger"`
}

type bounds struct {
	Start *time.Time `json:"start_time"`
	End   *time.Time `json:"end_time"`
}

type cronSchedule struct {
	bounds
	Cron string `json:"cron"`
}

type periodicSchedule struct {
	bounds
	Seconds string `json:"interval_second"`
}

// next is the moment of the next run in seconds since 1970, given the last one, the creation and the time.
type next func(last *int64, created, now int64) int64

// runs follows the controller: a run starts as soon as its moment is there, and is the last one from then on
// (GetNextScheduledEpoch and UpdateStatus, kubeflow/pipelines,
// backend/src/crd/controller/scheduledworkflow/util/scheduled_workflow.go).
func (r *recurring) runs(created, until time.Time, count int) ([]time.Time, error) {
	next, err := r.next()
	if err != nil {
		return nil, err
	}
	var runs []time.Time
	var last *int64
	now := created.Unix()
	for len(runs) < count {
		moment := next(last, created.Unix(), now)
		if moment > until.Unix() {
			break
		}
		if moment > now {
			now = moment
			continue
		}
		runs = append(runs, time.Unix(moment, 0))
		last = &moment
	}
	return runs, nil
}

func (r *recurring) next() (next, error) {
	if r.Trigger.Periodic != nil {
		seconds, err := strconv.ParseInt(r.Trigger.Periodic.Seconds, 10, 64)
		return r.Trigger.Periodic.next(seconds, !r.NoCatchup), err
	}
	schedule, err := cron.Parse(r.Trigger.Cron.Cron)
	return r.Trigger.Cron.next(schedule, !r.NoCatchup), err
}

func (b *bounds) end() int64 {
	if b.End == nil {
		return never
	}
	return b.End.Unix()
}

// since is from when the next run is looked for.
func (b *bounds) since(last *int64, created int64) int64 {
	switch {
	case last == nil && b.Start == nil:
		return created
	case last == nil:
		return b.Start.Unix()
	case b.Start == nil:
		return *last
	}
	return max(*last, b.Start.Unix())
}

// next follows getNextScheduledTimeImp (…/scheduledworkflow/util/cron_schedule.go) in the zone of an installation
// that does not set CRON_SCHEDULE_TIMEZONE, which is UTC (backend/src/common/util/time.go).
func (s *cronSchedule) next(schedule cron.Schedule, catchup bool) next {
	after := func(moment int64) int64 {
		if next := schedule.Next(time.Unix(moment, 0).UTC()); !next.IsZero() {
			return next.Unix()
		}
		return never
	}
	return func(last *int64, created, now int64) int64 {
		moment := after(s.since(last, created))
		if s.end() < moment {
			return never
		}
		for !catchup {
			following := after(moment)
			if following > now || following > s.end() {
				break
			}
			moment = following
		}
		return moment
	}
}

// next follows GetNextScheduledEpoch and GetNextScheduledEpochNoCatchup
// (…/scheduledworkflow/util/periodic_schedule.go).
func (s *periodicSchedule) next(seconds int64, catchup bool) next {
	return func(last *int64, created, now int64) int64 {
		moment := s.since(last, created) + seconds
		if s.end() < moment {
			return never
		}
		if !catchup && now >= moment+seconds {
			return now
		}
		return moment
	}
}
