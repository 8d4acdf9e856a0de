package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"time"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/util/template"
	"github.com/argoproj/argo-workflows/v4/workflow/common"
	wfutil "github.com/argoproj/argo-workflows/v4/workflow/util"
	apiv1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

const executorImage = "quay.io/argoproj/argoexec:v4.0.2"

// createPod follows createWorkflowPod (workflow/controller/workflowpod.go, v4.0.2) with the controller's default
// configuration. What is left out: artifacts, sidecars, archive logs, and the emissary's own words before the
// command, which the container's process does not get. It also says how many env entries were appended.
func (o *operation) createPod(ctx context.Context, attempt attempt) (*apiv1.Pod, int, error) {
	tmpl := attempt.template.DeepCopy()
	spec := &o.execution.Spec
	main := *tmpl.Container.DeepCopy()
	main.Name = common.MainContainerName
	if len(tmpl.Sidecars) > 0 || len(tmpl.InitContainers) > 0 {
		return nil, 0, fmt.Errorf("has sidecars or init containers, which the description cannot say")
	}
	deadline, err := podDeadline(spec, tmpl)
	if err != nil {
		return nil, 0, err
	}
	nodeID := o.workflow.NodeID(attempt.nodeName)
	pod := &apiv1.Pod{
		ObjectMeta: metav1.ObjectMeta{
			Name:        o.podName(attempt.nodeName, tmpl.Name),
			Namespace:   o.workflow.Namespace,
			Labels:      map[string]string{common.LabelKeyWorkflow: o.workflow.Name, common.LabelKeyCompleted: "false"},
			Annotations: map[string]string{common.AnnotationKeyNodeName: attempt.nodeName, common.AnnotationKeyNodeID: nodeID},
		},
		Spec: apiv1.PodSpec{
			RestartPolicy:         apiv1.RestartPolicyNever,
			ActiveDeadlineSeconds: deadline,
			ImagePullSecrets:      spec.ImagePullSecrets,
			ServiceAccountName:    tmpl.ServiceAccountName,
		},
	}
	if pod.Spec.ServiceAccountName == "" {
		pod.Spec.ServiceAccountName = spec.ServiceAccountName
	}
	pod.Spec.Volumes = append([]apiv1.Volume{emptyDir("var-run-argo"), emptyDir("tmp-dir-argo")}, tmpl.Volumes...)
	wait := o.executorContainer(common.WaitContainerName)
	pod.Spec.Containers = []apiv1.Container{wait, main}
	pod.Spec.InitContainers = []apiv1.Container{o.executorContainer(common.InitContainerName)}
	schedule(pod, spec, tmpl)
	if spec.PodMetadata != nil {
		maps.Copy(pod.Annotations, spec.PodMetadata.Annotations)
		maps.Copy(pod.Labels, spec.PodMetadata.Labels)
	}
	maps.Copy(pod.Annotations, tmpl.Metadata.Annotations)
	maps.Copy(pod.Labels, tmpl.Metadata.Labels)
	if err := o.addVolumeReferences(pod, tmpl); err != nil {
		return nil, 0, err
	}
	appended, err := appendEnv(pod, tmpl, nodeID)
	if err != nil {
		return nil, 0, err
	}
	if pod, err = o.substitutePod(ctx, pod, tmpl); err != nil {
		return nil, 0, err
	}
	if err := o.patchPod(ctx, pod, tmpl); err != nil {
		return nil, 0, err
	}
	for index := range pod.Spec.Containers {
		container := &pod.Spec.Containers[index]
		container.VolumeMounts = append(container.VolumeMounts, apiv1.VolumeMount{Name: "var-run-argo", MountPath: common.VarRunArgoPath})
		if grace := pod.Spec.TerminationGracePeriodSeconds; grace != nil && container.Name == common.MainContainerName {
			container.Env = append(container.Env, apiv1.EnvVar{Name: common.EnvVarTerminationGracePeriodSeconds, Value: fmt.Sprint(*grace)})
			appended++
		}
	}
	return pod, appended, checkArgumentSizes(pod)
}

func emptyDir(name string) apiv1.Volume {
	return apiv1.Volume{Name: name, VolumeSource: apiv1.VolumeSource{EmptyDir: &apiv1.EmptyDirVolumeSource{}}}
}

func (o *operation) executorContainer(name string) apiv1.Container {
	return apiv1.Container{Name: name, Image: executorImage, Command: []string{"argoexec", name}, Env: []apiv1.EnvVar{
		{Name: common.EnvVarWorkflowName, Value: o.workflow.Name},
		{Name: common.EnvVarWorkflowUID, Value: string(o.workflow.UID)},
	}}
}

// podDeadline is the template's, or what is left of the run's: at the start all of it.
func podDeadline(spec *wfv1.WorkflowSpec, tmpl *wfv1.Template) (*int64, error) {
	own, err := int64Of(tmpl.ActiveDeadlineSeconds)
	if err != nil {
		return nil, err
	}
	whole := spec.ActiveDeadlineSeconds
	if whole == nil || (own != nil && *own <= *whole) {
		return own, nil
	}
	return whole, nil
}

// schedule follows addSchedulingConstraints: the template's field replaces the spec's, they are never merged.
func schedule(pod *apiv1.Pod, spec *wfv1.WorkflowSpec, tmpl *wfv1.Template) {
	pod.Spec.NodeSelector = spec.NodeSelector
	if len(tmpl.NodeSelector) > 0 {
		pod.Spec.NodeSelector = tmpl.NodeSelector
	}
	pod.Spec.Affinity = spec.Affinity
	if tmpl.Affinity != nil {
		pod.Spec.Affinity = tmpl.Affinity
	}
	pod.Spec.Tolerations = spec.Tolerations
	if len(tmpl.Tolerations) > 0 {
		pod.Spec.Tolerations = tmpl.Tolerations
	}
	pod.Spec.SchedulerName = spec.SchedulerName
	if tmpl.SchedulerName != "" {
		pod.Spec.SchedulerName = tmpl.SchedulerName
	}
	pod.Spec.PriorityClassName = spec.PodPriorityClassName
	if tmpl.PriorityClassName != "" {
		pod.Spec.PriorityClassName = tmpl.PriorityClassName
	}
	pod.Spec.SecurityContext = spec.SecurityContext
	if tmpl.SecurityContext != nil {
		pod.Spec.SecurityContext = tmpl.SecurityContext
	}
}

func (o *operation) addVolumeReferences(pod *apiv1.Pod, tmpl *wfv1.Template) error {
	for _, mount := range tmpl.GetVolumeMounts() {
		if hasVolume(pod.Spec.Volumes, mount.Name) {
			continue
		}
		found := false
		for _, volume := range o.volumes {
			if volume.Name == mount.Name {
				pod.Spec.Volumes = append(pod.Spec.Volumes, volume)
				found = true
				break
			}
		}
		if !found {
			return fmt.Errorf("volume '%s' not found in workflow spec", mount.Name)
		}
	}
	return nil
}

func hasVolume(volumes []apiv1.Volume, name string) bool {
	for _, volume := range volumes {
		if volume.Name == name {
			return true
		}
	}
	return false
}

// appendEnv adds the controller's entries behind the user's, and the whole template as text to the init container:
// it is a part of the Pod that the last substitution scans.
func appendEnv(pod *apiv1.Pod, tmpl *wfv1.Template, nodeID string) (int, error) {
	simplified := tmpl.DeepCopy()
	simplified.Inputs = wfv1.Inputs{Artifacts: simplified.Inputs.Artifacts}
	written, err := json.Marshal(simplified)
	if err != nil {
		return 0, err
	}
	added := []apiv1.EnvVar{
		{Name: common.EnvVarNodeID, Value: nodeID},
		{Name: common.EnvVarIncludeScriptOutput, Value: "false"},
		{Name: common.EnvVarDeadline, Value: time.Time{}.Format(time.RFC3339)},
	}
	for index := range pod.Spec.InitContainers {
		container := &pod.Spec.InitContainers[index]
		container.Env = append(container.Env, apiv1.EnvVar{Name: common.EnvVarContainerName, Value: container.Name})
		container.Env = append(container.Env, apiv1.EnvVar{Name: common.EnvVarTemplate, Value: string(written)})
		container.Env = append(container.Env, added...)
	}
	for index := range pod.Spec.Containers {
		container := &pod.Spec.Containers[index]
		container.Env = append(container.Env, apiv1.EnvVar{Name: common.EnvVarContainerName, Value: container.Name})
		container.Env = append(container.Env, added...)
	}
	return 1 + len(added), nil
}

// substitutePod follows substitutePodParams: the whole Pod's JSON once more.
func (o *operation) substitutePod(ctx context.Context, pod *apiv1.Pod, tmpl *wfv1.Template) (*apiv1.Pod, error) {
	parameters := o.globalParams.DeepCopy()
	for _, input := range tmpl.Inputs.Parameters {
		parameters["inputs.parameters."+input.Name] = input.Value.String()
	}
	parameters[common.LocalVarPodName] = pod.Name
	written, err := json.Marshal(pod)
	if err != nil {
		return nil, err
	}
	replaced, err := template.Replace(ctx, string(written), parameters, true)
	if err != nil {
		return nil, err
	}
	var substituted apiv1.Pod
	return &substituted, json.Unmarshal([]byte(replaced), &substituted)
}

// patchPod follows processPodSpecPatch: the spec's patch first, then the template's.
func (o *operation) patchPod(ctx context.Context, pod *apiv1.Pod, tmpl *wfv1.Template) error {
	var patches []string
	for _, patch := range []string{o.execution.Spec.PodSpecPatch, tmpl.PodSpecPatch} {
		if patch == "" {
			continue
		}
		patched := tmpl.DeepCopy()
		patched.PodSpecPatch = patch
		processed, err := common.ProcessArgs(ctx, patched, &wfv1.Arguments{}, o.globalParams, map[string]string{common.LocalVarPodName: pod.Name}, false, o.workflow.Namespace, nil)
		if err != nil {
			return err
		}
		patches = append(patches, processed.PodSpecPatch)
	}
	if len(patches) == 0 {
		return nil
	}
	spec, err := wfutil.ApplyPodSpecPatch(pod.Spec, patches...)
	if err != nil {
		return err
	}
	pod.Spec = *spec
	return nil
}

// checkArgumentSizes tells what the controller would move into a file, where the kubelet no longer undoes escapes.
func checkArgumentSizes(pod *apiv1.Pod) error {
	for _, container := range pod.Spec.Containers {
		if container.Name != common.MainContainerName {
			continue
		}
		written, err := json.Marshal(container.Args)
		if err != nil {
			return err
		}
		if len(written) > common.MaxEnvVarLen {
			return fmt.Errorf("args take %d bytes as JSON: above %d Argo moves them into a file", len(written), common.MaxEnvVarLen)
		}
	}
	return nil
}
