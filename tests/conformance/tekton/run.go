package main

import (
	"context"
	"fmt"
	"maps"

	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
	"github.com/tektoncd/pipeline/pkg/reconciler/pipeline/dag"
	"github.com/tektoncd/pipeline/pkg/reconciler/pipelinerun/resources"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// pipelineRun is a run as the controller would carry it out.
type pipelineRun struct {
	ID        string `json:"id"`
	By        string `json:"by"`
	UID       string `json:"uid"`
	Namespace string `json:"namespace"`
	// Timeout is in seconds; zero is none.
	Timeout float64     `json:"timeout"`
	Tasks   []taskFacts `json:"tasks"`
}

// taskFacts is one task: its edges, what it says of itself, and the Pods of its attempts.
type taskFacts struct {
	Name         string        `json:"name"`
	DisplayName  string        `json:"display_name"`
	Description  string        `json:"description"`
	Dependencies []string      `json:"dependencies"`
	Retries      int           `json:"retries"`
	Timeout      float64       `json:"timeout"`
	Pods         []*corev1.Pod `json:"pods"`
	// Command is how many items of the container's text are its command; null where the image's entrypoint runs.
	Command *int `json:"command"`
}

func simulate(ctx context.Context, cluster *cluster, run *run, result *answer) {
	started := cluster.runs
	if run.By == "schedule" {
		started = nil
		for index := range cluster.cronJobs {
			// What it has against the ConfigMap is told already.
			quiet := &answer{}
			if created := cluster.scheduled(ctx, &cluster.cronJobs[index], quiet); created != nil {
				started = append(started, *created)
			}
		}
	}
	if run.By == "other" {
		if len(started) > 0 {
			result.refuse("run "+run.ID, "a PipelineRun is written")
		}
		started = cluster.byName()
	}
	if len(started) != 1 {
		result.refuse("run "+run.ID, "expected one PipelineRun that a %s starts, got %d", run.By, len(started))
		return
	}
	facts, err := reconcile(ctx, cluster, run, started[0].DeepCopy())
	if err != nil {
		result.refuse("run "+run.ID, "%v", err)
		return
	}
	result.Runs = append(result.Runs, *facts)
}

// byName starts each Pipeline with nothing said but its name and that there is no time limit.
func (c *cluster) byName() []v1.PipelineRun {
	var started []v1.PipelineRun
	for _, pipeline := range c.pipelines {
		started = append(started, v1.PipelineRun{
			ObjectMeta: metav1.ObjectMeta{Name: generated(pipeline.Name + "-"), Namespace: pipeline.Namespace},
			Spec: v1.PipelineRunSpec{
				PipelineRef: &v1.PipelineRef{Name: pipeline.Name},
				Timeouts:    &v1.TimeoutFields{Pipeline: &metav1.Duration{}},
			},
		})
	}
	return started
}

// reconcile follows the first look of the controller at a new run (pkg/reconciler/pipelinerun/pipelinerun.go, v1.15.0):
// fetch the pipeline, take over its metadata, validate, substitute, and create each task's run.
func reconcile(ctx context.Context, cluster *cluster, run *run, pr *v1.PipelineRun) (*pipelineRun, error) {
	pr.UID = types.UID(run.UID)
	if pr.Namespace == "" {
		pr.Namespace = "default"
	}
	for name, value := range run.Parameters {
		pr.Spec.Params = append(pr.Spec.Params, v1.Param{Name: name, Value: *v1.NewStructuredValues(value)})
	}
	pr.SetDefaults(ctx)
	if refusal := pr.Validate(ctx); refusal != nil {
		return nil, fmt.Errorf("admission: %w", refusal)
	}
	spec, name, err := cluster.pipelineOf(pr)
	if err != nil {
		return nil, err
	}
	graph := v1.PipelineTaskList(spec.Tasks)
	if _, err := dag.Build(graph, graph.Deps()); err != nil {
		return nil, err
	}
	if refusal := spec.Validate(ctx); refusal != nil {
		return nil, fmt.Errorf("the pipeline: %w", refusal)
	}
	for _, check := range []func() error{
		func() error { return resources.ValidateRequiredParametersProvided(&spec.Params, &pr.Spec.Params) },
		func() error { return resources.ValidateParamTypesMatching(spec, pr) },
		func() error { return resources.ValidateObjectParamRequiredKeys(spec.Params, pr.Spec.Params) },
		func() error { return resources.ValidateParamArrayIndex(spec, pr.Spec.Params) },
		func() error { return resources.ValidateWorkspaceBindings(spec, pr) },
		func() error { return resources.ValidateTaskRunSpecs(spec, pr) },
	} {
		if err := check(); err != nil {
			return nil, err
		}
	}
	resources.ApplyParametersToWorkspaceBindings(pr)
	if spec, err = resources.ApplyParameters(spec, pr); err != nil {
		return nil, err
	}
	spec = resources.ApplyContexts(spec, name, pr)
	spec = resources.ApplyWorkspaces(spec, pr)
	pr.Status.PipelineSpec = spec
	for _, task := range spec.Tasks {
		if refusal := task.ValidateOnError(ctx); refusal != nil {
			return nil, refusal
		}
	}
	facts := &pipelineRun{ID: run.ID, By: run.By, UID: run.UID, Namespace: pr.Namespace, Timeout: pr.PipelineTimeout(ctx).Seconds()}
	dependencies := v1.PipelineTaskList(spec.Tasks).Deps()
	for index := range spec.Tasks {
		task, err := startTask(ctx, pr, &spec.Tasks[index])
		if err != nil {
			return nil, fmt.Errorf("task %s: %w", spec.Tasks[index].Name, err)
		}
		task.Dependencies = append([]string{}, dependencies[task.Name]...)
		facts.Tasks = append(facts.Tasks, *task)
	}
	return facts, nil
}

// pipelineOf follows GetPipelineFunc and storePipelineSpecAndMergeMeta: what the run says wins.
func (c *cluster) pipelineOf(pr *v1.PipelineRun) (*v1.PipelineSpec, string, error) {
	if pr.Spec.PipelineSpec != nil {
		return pr.Spec.PipelineSpec.DeepCopy(), pr.Name, nil
	}
	for _, pipeline := range c.pipelines {
		namespace := pipeline.Namespace
		if namespace == "" {
			namespace = "default"
		}
		if pipeline.Name != pr.Spec.PipelineRef.Name || namespace != pr.Namespace {
			continue
		}
		pr.Labels = union(pipeline.Labels, pr.Labels)
		pr.Annotations = union(pipeline.Annotations, pr.Annotations)
		return pipeline.Spec.DeepCopy(), pipeline.Name, nil
	}
	return nil, "", fmt.Errorf("couldn't retrieve Pipeline %q in namespace %q", pr.Spec.PipelineRef.Name, pr.Namespace)
}

// union is the first map under the second.
func union(below, above map[string]string) map[string]string {
	merged := maps.Clone(below)
	if merged == nil {
		merged = map[string]string{}
	}
	maps.Copy(merged, above)
	return merged
}
