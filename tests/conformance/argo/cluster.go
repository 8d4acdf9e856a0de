package main

import (
	"context"
	"fmt"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/workflow/templateresolution"
)

// cluster holds what the manifests of one case would put onto a cluster.
type cluster struct {
	documents        []*document
	templates        templateMap
	clusterTemplates clusterTemplateMap
	crons            []*document
	workflows        []*wfv1.Workflow
}

type templateMap map[string]*wfv1.WorkflowTemplate

type clusterTemplateMap map[string]*wfv1.ClusterWorkflowTemplate

var (
	_ templateresolution.WorkflowTemplateNamespacedGetter = templateMap{}
	_ templateresolution.ClusterWorkflowTemplateGetter    = clusterTemplateMap{}
)

// Get answers with a copy: resolution writes into what it is given.
func (m templateMap) Get(_ context.Context, name string) (*wfv1.WorkflowTemplate, error) {
	if found, ok := m[name]; ok {
		return found.DeepCopy(), nil
	}
	return nil, fmt.Errorf("no WorkflowTemplate %q is written", name)
}

func (m clusterTemplateMap) Get(_ context.Context, name string) (*wfv1.ClusterWorkflowTemplate, error) {
	if found, ok := m[name]; ok {
		return found.DeepCopy(), nil
	}
	return nil, fmt.Errorf("no ClusterWorkflowTemplate %q is written", name)
}

func newCluster() *cluster {
	return &cluster{templates: templateMap{}, clusterTemplates: clusterTemplateMap{}}
}

func (c *cluster) apply(document *document, result *answer) {
	name := document.object.GetName()
	for _, other := range c.documents {
		if name != "" && other.kind == document.kind && other.object.GetName() == name {
			result.refuse(document.where, "a second %s of this name", document.kind)
		}
	}
	c.documents = append(c.documents, document)
	switch object := document.object.(type) {
	case *wfv1.WorkflowTemplate:
		c.templates[name] = object
	case *wfv1.ClusterWorkflowTemplate:
		c.clusterTemplates[name] = object
	case *wfv1.CronWorkflow:
		c.crons = append(c.crons, document)
	case *wfv1.Workflow:
		c.workflows = append(c.workflows, object)
	}
}
