package main

import wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"

// objectFacts names an object and its metadata as written.
type objectFacts struct {
	Kind         string            `json:"kind"`
	Name         string            `json:"name"`
	GenerateName string            `json:"generate_name"`
	Namespace    string            `json:"namespace"`
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations"`
	// WorkflowMetadata is what a CronWorkflow puts on its children.
	WorkflowMetadata map[string]map[string]string `json:"workflow_metadata"`
	// Parameters are the declared ones, in order; a null value has to be typed at start.
	Parameters []parameterFacts `json:"parameters"`
}

type parameterFacts struct {
	Name        string  `json:"name"`
	Value       *string `json:"value"`
	Description string  `json:"description"`
}

func factsOf(document *document) objectFacts {
	object := document.object
	facts := objectFacts{
		Kind: document.kind, Name: object.GetName(), GenerateName: object.GetGenerateName(), Namespace: object.GetNamespace(),
		Labels: object.GetLabels(), Annotations: object.GetAnnotations(), Parameters: []parameterFacts{},
	}
	var declared []wfv1.Parameter
	switch typed := object.(type) {
	case *wfv1.WorkflowTemplate:
		declared = typed.Spec.Arguments.Parameters
	case *wfv1.ClusterWorkflowTemplate:
		declared = typed.Spec.Arguments.Parameters
	case *wfv1.Workflow:
		declared = typed.Spec.Arguments.Parameters
	case *wfv1.CronWorkflow:
		declared = typed.Spec.WorkflowSpec.Arguments.Parameters
		if metadata := typed.Spec.WorkflowMetadata; metadata != nil {
			facts.WorkflowMetadata = map[string]map[string]string{"labels": metadata.Labels, "annotations": metadata.Annotations}
		}
	}
	for _, parameter := range declared {
		written := parameterFacts{Name: parameter.Name}
		if parameter.Value != nil {
			text := parameter.Value.String()
			written.Value = &text
		}
		if parameter.Description != nil {
			written.Description = parameter.Description.String()
		}
		facts.Parameters = append(facts.Parameters, written)
	}
	return facts
}
