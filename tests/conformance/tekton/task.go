package main

import (
	"context"
	"fmt"
	"sync"

	"github.com/tektoncd/pipeline/pkg/apis/pipeline"
	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
	"github.com/tektoncd/pipeline/pkg/pod"
	"github.com/tektoncd/pipeline/pkg/reconciler/pipelinerun/resources"
	"github.com/tektoncd/pipeline/pkg/reconciler/taskrun"
	taskresources "github.com/tektoncd/pipeline/pkg/reconciler/taskrun/resources"
	"github.com/tektoncd/pipeline/pkg/workspace"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/kubernetes/fake"
	"knative.dev/pkg/apis"
	"knative.dev/pkg/kmeta"
)

// images are those of an installation; what they are does not matter here.
var images = pipeline.Images{EntrypointImage: "entrypoint", NopImage: "nop", ShellImage: "shell", WorkingDirInitImage: "workingdir"}

// startTask follows createTaskRun (pkg/reconciler/pipelinerun/pipelinerun.go, v1.15.0), the TaskRun's admission and its
// reconciler, for the first attempt and for the one after it if there is one.
func startTask(ctx context.Context, pr *v1.PipelineRun, task *v1.PipelineTask) (*taskFacts, error) {
	task = resources.ApplyPipelineTaskContexts(task, pr.Status, &resources.PipelineRunFacts{})
	fromRun := pr.GetTaskRunSpec(task.Name)
	tr := &v1.TaskRun{
		TypeMeta: metav1.TypeMeta{APIVersion: "tekton.dev/v1", Kind: "TaskRun"},
		ObjectMeta: metav1.ObjectMeta{
			Name:        kmeta.ChildName(pr.Name, "-"+task.Name),
			Namespace:   pr.Namespace,
			UID:         types.UID("task-" + string(pr.UID)),
			Labels:      labels(pr, task, fromRun.Metadata),
			Annotations: annotations(pr, task, fromRun.Metadata),
		},
		Spec: v1.TaskRunSpec{
			Retries:            task.Retries,
			Params:             task.Params,
			ServiceAccountName: fromRun.ServiceAccountName,
			PodTemplate:        fromRun.PodTemplate,
			StepSpecs:          fromRun.StepSpecs,
			SidecarSpecs:       fromRun.SidecarSpecs,
			ComputeResources:   fromRun.ComputeResources,
			Timeout:            task.Timeout,
			TaskSpec:           &task.TaskSpec.TaskSpec,
		},
	}
	if fromRun.Timeout != nil {
		tr.Spec.Timeout = fromRun.Timeout
	}
	tr.SetDefaults(ctx)
	if refusal := tr.Validate(apis.WithinCreate(ctx)); refusal != nil {
		return nil, fmt.Errorf("admission of the TaskRun: %w", refusal)
	}
	facts := &taskFacts{
		Name: task.Name, DisplayName: task.DisplayName, Description: task.Description, Retries: task.Retries,
		Timeout: tr.GetTimeout(ctx).Seconds(),
	}
	for attempt := range min(task.Retries, 1) + 1 {
		for range attempt {
			tr.Status.RetriesStatus = append(tr.Status.RetriesStatus, v1.TaskRunStatus{})
		}
		created, command, err := createPod(ctx, tr.DeepCopy())
		if err != nil {
			return nil, err
		}
		facts.Pods, facts.Command = append(facts.Pods, created), command
	}
	return facts, nil
}

// createPod follows prepare and createPod (pkg/reconciler/taskrun/taskrun.go, v1.15.0).
func createPod(ctx context.Context, tr *v1.TaskRun) (*corev1.Pod, *int, error) {
	spec := tr.Spec.TaskSpec.DeepCopy()
	resolved := &taskresources.ResolvedTask{TaskName: "", Kind: v1.NamespacedTaskKind, TaskSpec: spec}
	if err := taskrun.ValidateResolvedTask(ctx, tr.Spec.Params, &v1.Matrix{}, resolved); err != nil {
		return nil, nil, err
	}
	if err := taskresources.ValidateParamArrayIndex(spec, tr.Spec.Params); err != nil {
		return nil, nil, err
	}
	if err := workspace.ValidateBindings(ctx, spec.Workspaces, tr.Spec.Workspaces); err != nil {
		return nil, nil, err
	}
	defaults := append([]v1.ParamSpec{}, spec.Params...)
	volumes := workspace.CreateVolumes(tr.Spec.Workspaces)
	spec = taskresources.ApplyParameters(spec, tr, defaults...)
	spec = taskresources.ApplyContexts(spec, "", tr)
	spec = taskresources.ApplyResults(spec)
	spec = taskresources.ApplyArtifacts(spec)
	spec = taskresources.ApplyStepExitCodePath(spec)
	spec = taskresources.ApplyWorkspaces(ctx, spec, spec.Workspaces, tr.Spec.Workspaces, volumes)
	if refusal := v1.ValidateUsageOfDeclaredParameters(ctx, spec.Steps, spec.Params); refusal != nil {
		return nil, nil, fmt.Errorf("second validation: %w", refusal)
	}
	if refusal := spec.Validate(ctx); refusal != nil {
		return nil, nil, fmt.Errorf("second validation: %w", refusal)
	}
	spec, err := workspace.Apply(ctx, *spec, tr.Spec.Workspaces, volumes)
	if err != nil {
		return nil, nil, err
	}
	spec = taskresources.ApplyCredentialsPath(spec, pipeline.CredsDir)
	if tr.Spec.PodTemplate != nil {
		if replaced := taskresources.ApplyPodTemplateReplacements(tr.Spec.PodTemplate, tr, spec.Params...); replaced != nil {
			tr.Spec.PodTemplate = replaced
		}
	}
	if len(spec.Steps) != 1 {
		return nil, nil, fmt.Errorf("expected one step, got %d", len(spec.Steps))
	}
	// No registry is asked here: a word stands in for the image's entrypoint.
	var command *int
	if count := len(spec.Steps[0].Command); count > 0 {
		command = &count
	} else {
		spec.Steps[0].Command = []string{"the-entrypoint-of-the-image"}
	}
	builder := pod.Builder{Images: images, KubeClient: client(tr.Namespace, tr.Spec.ServiceAccountName)}
	created, err := builder.Build(ctx, tr, *spec)
	return created, command, err
}

var clients sync.Map

// client is a cluster that knows the account, which Tekton looks up for its secrets.
func client(namespace, account string) kubernetes.Interface {
	key := namespace + "/" + account
	if known, found := clients.Load(key); found {
		return known.(kubernetes.Interface)
	}
	made := fake.NewClientset(&corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: account}})
	clients.Store(key, made)
	return made
}

// labels follows combineTaskRunAndTaskSpecLabels: the run's entry for the task, then the run, then the task.
func labels(pr *v1.PipelineRun, task *v1.PipelineTask, fromRun *v1.PipelineTaskMetadata) map[string]string {
	merged := union(task.TaskSpecMetadata().Labels, pr.Labels)
	merged[pipeline.PipelineRunLabelKey] = pr.Name
	merged[pipeline.PipelineRunUIDLabelKey] = string(pr.UID)
	merged[pipeline.PipelineTaskLabelKey] = task.Name
	if fromRun != nil {
		merged = union(merged, fromRun.Labels)
	}
	return merged
}

// annotations follows combineTaskRunAndTaskSpecAnnotations.
func annotations(pr *v1.PipelineRun, task *v1.PipelineTask, fromRun *v1.PipelineTaskMetadata) map[string]string {
	merged := union(task.TaskSpecMetadata().Annotations, pr.Annotations)
	if fromRun != nil {
		merged = union(merged, fromRun.Annotations)
	}
	return merged
}
