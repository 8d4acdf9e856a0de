package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"
	_ "time/tzdata" // zones from the program, not from the machine

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	argoexpr "github.com/argoproj/argo-workflows/v4/util/expr/argoexpr"
	"github.com/argoproj/argo-workflows/v4/util/template"
	"github.com/robfig/cron/v3"
)

// cronFacts is a CronWorkflow as its controller takes it.
type cronFacts struct {
	Name                    string   `json:"name"`
	Namespace               string   `json:"namespace"`
	Template                string   `json:"template"`
	Schedules               []string `json:"schedules"`
	Timezone                string   `json:"timezone"`
	ConcurrencyPolicy       string   `json:"concurrency_policy"`
	StartingDeadlineSeconds *int64   `json:"starting_deadline_seconds"`
	Suspend                 bool     `json:"suspend"`
	Succeeded               *int32   `json:"succeeded"`
	Failed                  *int32   `json:"failed"`
	When                    string   `json:"when"`
	StopExpression          string   `json:"stop_expression"`
	// Runs says for each moment asked whether a tick then starts a run; Stops, whether the CronWorkflow ends then.
	Runs  map[string]bool `json:"runs"`
	Stops map[string]bool `json:"stops"`
	// StopsAfterOne says whether one finished run ends it before any date does.
	StopsAfterOne bool `json:"stops_after_one"`
	// Next are the first ten ticks after 2026-01-01, by robfig's schedule in that zone.
	Next map[string][]string `json:"next"`
}

func examineCron(ctx context.Context, document *document, moments []string, result *answer) cronFacts {
	object := document.object.(*wfv1.CronWorkflow)
	spec := &object.Spec
	facts := cronFacts{
		Name: object.Name, Namespace: object.Namespace, Schedules: spec.Schedules, Timezone: spec.Timezone,
		ConcurrencyPolicy: string(spec.ConcurrencyPolicy), StartingDeadlineSeconds: spec.StartingDeadlineSeconds,
		Suspend: spec.Suspend, Succeeded: spec.SuccessfulJobsHistoryLimit, Failed: spec.FailedJobsHistoryLimit, When: spec.When, Runs: map[string]bool{}, Stops: map[string]bool{}, Next: map[string][]string{},
	}
	if reference := spec.WorkflowSpec.WorkflowTemplateRef; reference != nil {
		facts.Template = reference.Name
	}
	if spec.StopStrategy != nil {
		facts.StopExpression = spec.StopStrategy.Expression
	}
	if len(object.Name) > 52 {
		result.refuse(document.where, "the name has %d characters, more than 52 never run", len(object.Name))
	}
	zone, err := time.LoadLocation(spec.Timezone)
	if err != nil {
		result.refuse(document.where, "time zone: %v", err)
		return facts
	}
	// The controller puts the zone before each line (GetSchedulesWithTimezone) and reads that (workflow/cron, v4.0.2).
	for index, line := range spec.GetSchedulesWithTimezone() {
		schedule, err := cron.ParseStandard(line)
		if err != nil {
			result.refuse(document.where, "schedule %q: %v", line, err)
			continue
		}
		moment := time.Date(2026, 1, 1, 0, 0, 0, 0, zone)
		for range 10 {
			moment = schedule.Next(moment)
			if moment.IsZero() {
				break
			}
			facts.Next[spec.Schedules[index]] = append(facts.Next[spec.Schedules[index]], moment.Format(time.RFC3339))
		}
		if len(facts.Next[spec.Schedules[index]]) == 0 {
			result.refuse(document.where, "schedule %q never fires", line)
		}
	}
	for _, moment := range moments {
		if facts.Runs[moment], err = runsAt(ctx, object, moment); err != nil {
			result.refuse(document.where, "when at %s: %v", moment, err)
		}
		if facts.Stops[moment], err = stopsAt(object, moment, 0); err != nil {
			result.refuse(document.where, "stopStrategy at %s: %v", moment, err)
		}
	}
	if facts.StopsAfterOne, err = stopsAt(object, "2000-01-01T00:00:00Z", 1); err != nil {
		result.refuse(document.where, "stopStrategy: %v", err)
	}
	return facts
}

var now = regexp.MustCompile(`\bnow\(\)`)

// at puts a fixed time in the place of the clock.
func at(expression, moment string) string {
	return now.ReplaceAllLiteralString(expression, fmt.Sprintf("date('%s')", moment))
}

// runsAt follows evalWhen (workflow/cron/operator.go, v4.0.2).
func runsAt(ctx context.Context, object *wfv1.CronWorkflow, moment string) (bool, error) {
	if object.Spec.When == "" {
		return true, nil
	}
	compiled, err := template.NewTemplate(at(object.Spec.When, moment))
	if err != nil {
		return false, err
	}
	environment := map[string]any{}
	for name, value := range cronEnvironment(object, 0) {
		environment["cronworkflow."+name] = value
	}
	replaced, err := compiled.Replace(ctx, environment, false)
	if err != nil {
		return false, err
	}
	switch strings.TrimSpace(replaced) {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	return false, fmt.Errorf("%q is no boolean", replaced)
}

// stopsAt follows checkStopingCondition (workflow/cron/operator.go, v4.0.2).
func stopsAt(object *wfv1.CronWorkflow, moment string, succeeded int64) (bool, error) {
	if object.Spec.StopStrategy == nil {
		return false, nil
	}
	environment := map[string]any{"cronworkflow": cronEnvironment(object, succeeded)}
	return argoexpr.EvalBool(at(object.Spec.StopStrategy.Expression, moment), environment)
}

// cronEnvironment follows expressionEnv (workflow/cron/operator.go, v4.0.2).
func cronEnvironment(object *wfv1.CronWorkflow, succeeded int64) map[string]any {
	return map[string]any{
		"name": object.Name, "namespace": object.Namespace, "labels": object.Labels, "annotations": object.Labels,
		"failed": int64(0), "succeeded": succeeded,
	}
}
