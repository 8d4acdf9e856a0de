package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/util/intstr"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	kubeintstr "k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// This file holds what Argo's lint and schemas let through and what then fails on the cluster (seen on v4.0.2).
// What Kubernetes says against a Pod (GPU requests, quantities, env names, labels, mounts) is asked in ../kubelet.

// properName is what is safe as template and task: the template's name becomes a part of the Pod's (#9670).
var properName = regexp.MustCompile(`^[a-z]([-a-z0-9]*[a-z0-9])?$`)

// reservedTasks are words of the expression language in which the controller evaluates dependencies: they pass lint,
// then every dependent fails. Its `startsWith` and `endsWith` are words in just these letters, which no name of a task has.
var reservedTasks = []string{"not", "in", "and", "or", "matches", "contains", "let", "if", "else", "nil", "true", "false"}

func int64Of(value *kubeintstr.IntOrString) (*int64, error) {
	return intstr.Int64(value)
}

func checkRules(document *document, result *answer) {
	object := document.object
	checkMetadata(document, result)
	var spec *wfv1.WorkflowSpec
	switch typed := object.(type) {
	case *wfv1.WorkflowTemplate:
		spec = &typed.Spec
	case *wfv1.ClusterWorkflowTemplate:
		spec = &typed.Spec
	case *wfv1.Workflow:
		spec = &typed.Spec
	case *wfv1.CronWorkflow:
		spec = &typed.Spec.WorkflowSpec
	}
	if spec.RetryStrategy != nil {
		result.refuse(document.where, "spec.retryStrategy also hits the DAG")
	}
	checkLocks(document.where, spec, result)
	for index := range spec.Templates {
		checkTemplate(document.where, &spec.Templates[index], result)
	}
}

func checkMetadata(document *document, result *answer) {
	object := document.object
	if generated := object.GetGenerateName(); generated != "" {
		if document.kind != "Workflow" || object.GetName() != "" {
			result.refuse(document.where, "generateName beside a name, or on a kind that is applied")
		}
		if len(generated) > 58 || !strings.HasSuffix(generated, "-") {
			result.refuse(document.where, "generateName %q has to be at most 57 characters and a dash: the server cuts at 58", generated)
		}
	}
	metadata := metav1.ObjectMeta{
		Name: object.GetName(), GenerateName: object.GetGenerateName(), Namespace: object.GetNamespace(),
		Labels: object.GetLabels(), Annotations: object.GetAnnotations(),
	}
	if metadata.Name == "" {
		metadata.Name = metadata.GenerateName + "abcde"
	}
	if metadata.Namespace == "" {
		metadata.Namespace = "default"
	}
	namespaced := document.kind != "ClusterWorkflowTemplate"
	if !namespaced {
		metadata.Namespace = object.GetNamespace()
	}
	for _, refusal := range validation.ValidateObjectMeta(&metadata, namespaced, validation.NameIsDNSSubdomain, field.NewPath("metadata")) {
		result.refuse(document.where, "%v", refusal)
	}
}

func checkTemplate(where string, tmpl *wfv1.Template, result *answer) {
	refuse := func(format string, arguments ...any) {
		result.refuse(where, "template %q: %s", tmpl.Name, fmt.Sprintf(format, arguments...))
	}
	if !properName.MatchString(tmpl.Name) || len(tmpl.Name) > 63 {
		refuse("the name does not fit into a Pod's name")
	}
	if tmpl.Script != nil {
		refuse("a script's text travels in an env value, which the kubelet expands")
	}
	if strategy := tmpl.RetryStrategy; strategy != nil {
		checkRetry(strategy, refuse)
	}
	if tmpl.DAG != nil {
		for _, task := range tmpl.DAG.Tasks {
			if !properName.MatchString(task.Name) || len(task.Name) > 63 {
				refuse("task name %q", task.Name)
			}
			if slices.Contains(reservedTasks, task.Name) {
				refuse("task name %q is a word of the expression language", task.Name)
			}
			if len(task.Dependencies) != len(slices.Compact(slices.Sorted(slices.Values(task.Dependencies)))) {
				refuse("task %q names a dependency twice", task.Name)
			}
		}
	}
	if container := tmpl.Container; container != nil {
		checkEnv(container.Env, refuse)
	}
}

func checkRetry(strategy *wfv1.RetryStrategy, refuse func(string, ...any)) {
	limit, err := intstr.Int32(strategy.Limit)
	switch {
	case err != nil:
		refuse("retry limit: %v", err)
	case limit == nil:
		refuse("no retry limit: it would go on for ever")
	case *limit < 1:
		refuse("retry limit %d", *limit)
	}
	backoff := strategy.Backoff
	if backoff == nil {
		return
	}
	for name, text := range map[string]string{"duration": backoff.Duration, "cap": backoff.Cap, "maxDuration": backoff.MaxDuration} {
		if text == "" && name != "duration" {
			continue
		}
		if waited, err := wfv1.ParseStringToDuration(text); err != nil || waited <= 0 {
			refuse("backoff.%s %q: %v", name, text, err)
		}
	}
	if factor, err := intstr.Int32(backoff.Factor); err != nil {
		refuse("backoff.factor: %v", err)
	} else if factor != nil && *factor < 1 {
		refuse("backoff.factor %d", *factor)
	}
}

func checkEnv(entries []corev1.EnvVar, refuse func(string, ...any)) {
	seen := map[string]bool{}
	for _, entry := range entries {
		if seen[entry.Name] {
			refuse("variable %s stands twice", entry.Name)
		}
		seen[entry.Name] = true
	}
}
