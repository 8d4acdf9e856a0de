package main

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // zones from the program, not from the machine

	"github.com/robfig/cron/v3"
	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/yaml"
)

// cronFacts is a CronJob as its controller takes it.
type cronFacts struct {
	Name                    string `json:"name"`
	Namespace               string `json:"namespace"`
	Schedule                string `json:"schedule"`
	TimeZone                string `json:"time_zone"`
	ConcurrencyPolicy       string `json:"concurrency_policy"`
	StartingDeadlineSeconds *int64 `json:"starting_deadline_seconds"`
	Suspend                 bool   `json:"suspend"`
	Succeeded               *int32 `json:"succeeded"`
	Failed                  *int32 `json:"failed"`
	Image                   string `json:"image"`
	ServiceAccount          string `json:"service_account"`
	// Next are the first ten ticks after 2026-01-01, by robfig's schedule in that zone.
	Next []string `json:"next"`
}

// maxCronJobName leaves room for what the controller adds to a Job's name.
const maxCronJobName = 52

// maxConfigMap is what the values of a ConfigMap may hold together.
const maxConfigMap = 1 << 20

func examineCron(ctx context.Context, cluster *cluster, job *batchv1.CronJob, result *answer) {
	where := "CronJob " + job.Name
	spec := &job.Spec
	facts := cronFacts{
		Name: job.Name, Namespace: job.Namespace, Schedule: spec.Schedule, ConcurrencyPolicy: string(spec.ConcurrencyPolicy),
		StartingDeadlineSeconds: spec.StartingDeadlineSeconds, Suspend: spec.Suspend != nil && *spec.Suspend,
		Succeeded: spec.SuccessfulJobsHistoryLimit, Failed: spec.FailedJobsHistoryLimit, Next: []string{},
	}
	if len(job.Name) > maxCronJobName {
		result.refuse(where, "the name has %d characters, %d are taken", len(job.Name), maxCronJobName)
	}
	if limit := spec.JobTemplate.Spec.BackoffLimit; limit == nil || *limit != 0 {
		result.refuse(where, "a Job that is tried again can create a second run: backoffLimit %v", limit)
	}
	pod := &spec.JobTemplate.Spec.Template.Spec
	facts.ServiceAccount = pod.ServiceAccountName
	if pod.RestartPolicy != corev1.RestartPolicyNever {
		result.refuse(where, "restartPolicy %q", pod.RestartPolicy)
	}
	if len(pod.Containers) == 1 {
		facts.Image = pod.Containers[0].Image
	}
	cluster.checkRights(where, job, result)
	if spec.TimeZone == nil {
		result.refuse(where, "no time zone: the controller manager's own counts")
	} else {
		facts.TimeZone = *spec.TimeZone
		ticks(where, &facts, result)
	}
	if run := cluster.scheduled(ctx, job, result); run != nil {
		metadata := run.ObjectMeta
		result.Objects = append(result.Objects, objectFacts{
			Kind: "scheduled PipelineRun", GenerateName: metadata.GenerateName, Namespace: metadata.Namespace,
			Labels: metadata.Labels, Annotations: metadata.Annotations, Parameters: []parameterFacts{},
		})
	}
	result.Crons = append(result.Crons, facts)
}

func ticks(where string, facts *cronFacts, result *answer) {
	zone, err := time.LoadLocation(facts.TimeZone)
	if err != nil || facts.TimeZone == "Local" {
		result.refuse(where, "time zone %q: %v", facts.TimeZone, err)
		return
	}
	if strings.Contains(facts.Schedule, "TZ=") {
		result.refuse(where, "schedule %q holds a zone", facts.Schedule)
		return
	}
	schedule, err := cron.ParseStandard(facts.Schedule)
	if err != nil {
		result.refuse(where, "schedule %q: %v", facts.Schedule, err)
		return
	}
	moment := time.Date(2026, 1, 1, 0, 0, 0, 0, zone)
	for range 10 {
		moment = schedule.Next(moment)
		if moment.IsZero() {
			break
		}
		facts.Next = append(facts.Next, moment.Format(time.RFC3339))
	}
	if len(facts.Next) == 0 {
		result.refuse(where, "schedule %q never fires", facts.Schedule)
	}
}

// checkRights asks whether the pod's account, if it is one of ours, may create runs and nothing else.
func (c *cluster) checkRights(where string, job *batchv1.CronJob, result *answer) {
	account := job.Spec.JobTemplate.Spec.Template.Spec.ServiceAccountName
	if len(c.serviceAccounts) == 0 {
		if len(c.roles)+len(c.bindings) > 0 {
			result.refuse(where, "rights without an account")
		}
		return
	}
	if c.serviceAccounts[0].Name != account || c.serviceAccounts[0].Namespace != job.Namespace {
		result.refuse(where, "the account %q is not written", account)
	}
	if len(c.roles) != 1 || len(c.bindings) != 1 {
		result.refuse(where, "expected one Role and one RoleBinding, got %d and %d", len(c.roles), len(c.bindings))
		return
	}
	rule := fmt.Sprintf("%v", c.roles[0].Rules)
	may := len(c.roles[0].Rules) == 1 && slices.Equal(c.roles[0].Rules[0].APIGroups, []string{"tekton.dev"}) &&
		slices.Equal(c.roles[0].Rules[0].Resources, []string{"pipelineruns"}) && slices.Equal(c.roles[0].Rules[0].Verbs, []string{"create"})
	if !may {
		result.refuse(where, "the Role says %s", rule)
	}
	binding := c.bindings[0]
	if binding.RoleRef.Kind != "Role" || binding.RoleRef.APIGroup != "rbac.authorization.k8s.io" || binding.RoleRef.Name != c.roles[0].Name {
		result.refuse(where, "the RoleBinding names %v", binding.RoleRef)
	}
	// The server refuses a subject of this kind without a namespace (pkg/apis/rbac/validation, v1.35.0).
	if len(binding.Subjects) != 1 || binding.Subjects[0].Kind != "ServiceAccount" || binding.Subjects[0].Name != account ||
		binding.Subjects[0].Namespace == "" || binding.Subjects[0].Namespace != job.Namespace {
		result.refuse(where, "the RoleBinding binds %v", binding.Subjects)
	}
}

// scheduled is the run that the CronJob's pod creates: the file that `kubectl create -f` finds in a mounted ConfigMap.
func (c *cluster) scheduled(ctx context.Context, job *batchv1.CronJob, result *answer) *v1.PipelineRun {
	where := "CronJob " + job.Name
	pod := &job.Spec.JobTemplate.Spec.Template.Spec
	if len(pod.Containers) != 1 {
		result.refuse(where, "expected one container, got %d", len(pod.Containers))
		return nil
	}
	container := &pod.Containers[0]
	argv := append(slices.Clone(container.Command), container.Args...)
	if len(argv) != 4 || !slices.Equal(argv[:3], []string{"kubectl", "create", "-f"}) {
		result.refuse(where, "the pod runs %v", argv)
		return nil
	}
	for _, mount := range container.VolumeMounts {
		if mount.MountPath != path.Dir(argv[3]) {
			continue
		}
		for _, volume := range pod.Volumes {
			if volume.Name != mount.Name || volume.ConfigMap == nil {
				continue
			}
			for _, configMap := range c.configMaps {
				if configMap.Name == volume.ConfigMap.Name && configMap.Namespace == job.Namespace {
					return readRun(ctx, where, configMap.Data, path.Base(argv[3]), result)
				}
			}
		}
	}
	result.refuse(where, "%s is in no mounted ConfigMap", argv[3])
	return nil
}

func readRun(ctx context.Context, where string, data map[string]string, key string, result *answer) *v1.PipelineRun {
	size := 0
	for _, value := range data {
		size += len(value)
	}
	if size > maxConfigMap {
		result.refuse(where, "the ConfigMap holds %d bytes", size)
	}
	text, found := data[key]
	if !found {
		result.refuse(where, "the ConfigMap has no key %s", key)
		return nil
	}
	// kubectl reads JSON as YAML too, and so does it here.
	raw, err := yaml.YAMLToJSONStrict([]byte(text))
	if err != nil {
		result.refuse(where, "%s: %v", key, err)
		return nil
	}
	var run v1.PipelineRun
	if !admit(ctx, where+": "+key, raw, &run, result) {
		return nil
	}
	if run.Kind != "PipelineRun" || run.APIVersion != "tekton.dev/v1" {
		result.refuse(where, "%s holds a %s of %s", key, run.Kind, run.APIVersion)
		return nil
	}
	return &run
}
