package main

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	podutil "k8s.io/kubernetes/pkg/api/pod"
	"k8s.io/kubernetes/pkg/apis/core"
	_ "k8s.io/kubernetes/pkg/apis/core/install" // registers the Pod's versions and defaults
	"k8s.io/kubernetes/pkg/apis/core/validation"
	"k8s.io/kubernetes/pkg/capabilities"
)

// Clusters start the API server with `--allow-privileged`, without which it takes no privileged container at all.
func init() {
	capabilities.Setup(true, 0)
}

// refusals lists what the API server would say against creating this Pod: its own defaults, conversion and
// validation (pkg/registry/core/pod/strategy.go, v1.35.0), without admission.
func refusals(pod *corev1.Pod) []string {
	versioned := pod.DeepCopy()
	// What the server itself fills in before validation.
	if versioned.Namespace == "" {
		versioned.Namespace = "default"
	}
	if versioned.Spec.ServiceAccountName == "" {
		versioned.Spec.ServiceAccountName = "default"
	}
	legacyscheme.Scheme.Default(versioned)
	var internal core.Pod
	if err := legacyscheme.Scheme.Convert(versioned, &internal, nil); err != nil {
		return []string{err.Error()}
	}
	options := podutil.GetValidationOptionsFromPodSpecAndMeta(&internal.Spec, nil, &internal.ObjectMeta, nil)
	options.ResourceIsPod = true
	var messages []string
	for _, refusal := range validation.ValidatePodCreate(&internal, options) {
		messages = append(messages, refusal.Error())
	}
	return messages
}
