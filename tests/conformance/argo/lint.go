package main

import (
	"context"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/workflow/validate"
)

// lint runs what `argo lint` and the controller run before they take an object (workflow/validate, v4.0.2).
// Validation writes into its argument, so it gets a copy.
func lint(ctx context.Context, cluster *cluster, document *document, result *answer) {
	options := validate.ValidateOpts{Lint: true}
	var err error
	switch object := document.object.(type) {
	case *wfv1.WorkflowTemplate:
		err = validate.ValidateWorkflowTemplate(ctx, cluster.templates, cluster.clusterTemplates, object.DeepCopy(), nil, options)
	case *wfv1.ClusterWorkflowTemplate:
		err = validate.ValidateClusterWorkflowTemplate(ctx, cluster.templates, cluster.clusterTemplates, object.DeepCopy(), nil, options)
	case *wfv1.CronWorkflow:
		err = validate.ValidateCronWorkflow(ctx, cluster.templates, cluster.clusterTemplates, object.DeepCopy(), nil)
	case *wfv1.Workflow:
		err = validate.ValidateWorkflow(ctx, cluster.templates, cluster.clusterTemplates, object.DeepCopy(), nil, options)
	}
	if err != nil {
		result.refuse(document.where, "lint: %v", err)
	}
}
