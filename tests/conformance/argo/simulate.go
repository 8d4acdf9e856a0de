package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/util/strftime"
	"github.com/argoproj/argo-workflows/v4/util/template"
	"github.com/argoproj/argo-workflows/v4/workflow/common"
	wfutil "github.com/argoproj/argo-workflows/v4/workflow/util"
	"github.com/argoproj/argo-workflows/v4/workflow/validate"
	apiv1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

// startedAt is when every simulated run starts: no clock, so that two checks of one file agree.
var startedAt = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// workflowRun is a run as the controller would carry it out.
type workflowRun struct {
	ID                    string            `json:"id"`
	By                    string            `json:"by"`
	UID                   string            `json:"uid"`
	From                  string            `json:"from"`
	Namespace             string            `json:"namespace"`
	Labels                map[string]string `json:"labels"`
	Annotations           map[string]string `json:"annotations"`
	Parallelism           *int64            `json:"parallelism"`
	ActiveDeadlineSeconds *int64            `json:"active_deadline_seconds"`
	FailFast              *bool             `json:"fail_fast"`
	Arguments             []wfv1.Parameter  `json:"arguments"`
	Kept                  keptFacts         `json:"kept"`
	Tasks                 []taskFacts       `json:"tasks"`
}

// operation is the part of wfOperationCtx (workflow/controller/operator.go, v4.0.2) that decides about strings.
type operation struct {
	cluster      *cluster
	workflow     *wfv1.Workflow
	execution    *wfv1.Workflow
	volumes      []apiv1.Volume
	globalParams common.Parameters
	used         map[string]bool
	where        string
	result       *answer
}

func simulate(ctx context.Context, cluster *cluster, run *run, result *answer) {
	workflows := startedWorkflows(ctx, cluster, run)
	if len(workflows) == 0 {
		result.refuse("run "+run.ID, "nothing is written that can be started by a %s", run.By)
	}
	for _, workflow := range workflows {
		where := fmt.Sprintf("run %s of %s", run.ID, workflow.Name)
		operation := &operation{cluster: cluster, workflow: workflow, globalParams: common.Parameters{}, used: map[string]bool{}, where: where, result: result}
		facts, err := operation.operate(ctx)
		if err != nil {
			result.refuse(where, "%v", err)
			continue
		}
		facts.ID, facts.By, facts.UID = run.ID, run.By, run.UID
		result.Runs = append(result.Runs, *facts)
	}
}

// startedWorkflows makes the Workflows that a person's start (`argo submit --from`, `argo submit`, `kubectl create`)
// or the cron controller creates, with Argo's own conversions (workflow/common/convert.go, v4.0.2).
func startedWorkflows(ctx context.Context, cluster *cluster, run *run) []*wfv1.Workflow {
	var workflows []*wfv1.Workflow
	if run.By == "schedule" {
		for _, document := range cluster.crons {
			cron := document.object.(*wfv1.CronWorkflow)
			name := fmt.Sprintf("%s-%d", cron.Name, startedAt.Unix())
			workflow := common.ConvertCronWorkflowToWorkflowWithProperties(ctx, cron.DeepCopy(), name, startedAt)
			workflow.Namespace = cron.Namespace
			workflows = append(workflows, workflow)
		}
	} else {
		for _, document := range cluster.documents {
			if workflow := startedByPerson(document); workflow != nil {
				workflows = append(workflows, workflow)
			}
		}
	}
	for _, workflow := range workflows {
		if workflow.Name == "" {
			workflow.Name = generated(workflow.GenerateName)
		}
		if workflow.Namespace == "" {
			workflow.Namespace = "default"
		}
		workflow.UID = types.UID(run.UID)
		workflow.CreationTimestamp = metav1.Time{Time: startedAt}
		for name, value := range run.Parameters {
			workflow.Spec.Arguments.Parameters = setParameter(workflow.Spec.Arguments.Parameters, name, value)
		}
	}
	return workflows
}

// startedByPerson takes a template only if it has an entrypoint: others hold steps for it.
func startedByPerson(document *document) *wfv1.Workflow {
	switch object := document.object.(type) {
	case *wfv1.WorkflowTemplate:
		if object.Spec.Entrypoint != "" {
			workflow := common.NewWorkflowFromWorkflowTemplate(object.Name, false)
			workflow.Namespace = object.Namespace
			return workflow
		}
	case *wfv1.ClusterWorkflowTemplate:
		if object.Spec.Entrypoint != "" {
			return common.NewWorkflowFromWorkflowTemplate(object.Name, true)
		}
	case *wfv1.Workflow:
		return object.DeepCopy()
	}
	return nil
}

func setParameter(parameters []wfv1.Parameter, name, value string) []wfv1.Parameter {
	for index := range parameters {
		if parameters[index].Name == name {
			parameters[index].Value = wfv1.AnyStringPtr(value)
			return parameters
		}
	}
	return append(parameters, wfv1.Parameter{Name: name, Value: wfv1.AnyStringPtr(value)})
}

// operate follows setExecWorkflow and operate (workflow/controller/operator.go, v4.0.2): join with the template,
// validate, set the global parameters, substitute them once in the spec outside templates, then in the volumes, then
// run the entry template.
func (o *operation) operate(ctx context.Context) (*workflowRun, error) {
	if err := o.setExecution(ctx); err != nil {
		return nil, err
	}
	spec := &o.execution.Spec
	if err := validate.ValidateWorkflow(ctx, o.cluster.templates, o.cluster.clusterTemplates, o.workflow.DeepCopy(), nil, validate.ValidateOpts{}); err != nil {
		return nil, fmt.Errorf("invalid spec: %w", err)
	}
	if err := o.setGlobalParameters(); err != nil {
		return nil, err
	}
	if err := o.substituteGlobalVariables(ctx); err != nil {
		return nil, err
	}
	o.globalParams[common.GlobalVarWorkflowStatus] = string(wfv1.WorkflowRunning)
	o.globalParams[common.GlobalVarWorkflowDuration] = fmt.Sprintf("%f", 0.0)
	if err := o.substituteVolumes(ctx); err != nil {
		return nil, err
	}
	facts := &workflowRun{
		From:                  o.from(),
		Namespace:             o.workflow.Namespace,
		Labels:                o.workflow.Labels,
		Annotations:           o.workflow.Annotations,
		Parallelism:           spec.Parallelism,
		ActiveDeadlineSeconds: spec.ActiveDeadlineSeconds,
		Arguments:             spec.Arguments.Parameters,
		Kept:                  o.kept(spec),
		Tasks:                 []taskFacts{},
	}
	entry, err := o.entry(ctx)
	if err != nil {
		return nil, err
	}
	if entry.GetType() != wfv1.TemplateTypeDAG {
		return nil, fmt.Errorf("entrypoint %q is a %s, not a DAG", spec.Entrypoint, entry.GetType())
	}
	facts.FailFast = entry.DAG.FailFast
	if facts.Tasks, _, err = o.executeDAG(ctx, o.workflow.Name, entry, nil, 1); err != nil {
		return nil, err
	}
	for _, unused := range spec.Templates {
		if !o.used[unused.Name] {
			o.result.refuse(o.where, "no task uses template %q", unused.Name)
		}
	}
	size, err := json.Marshal(o.workflow)
	if err == nil && len(size) > maxWorkflowSize {
		o.result.refuse(o.where, "the Workflow takes %d bytes before its first node, Argo stores %d", len(size), maxWorkflowSize)
	}
	return facts, nil
}

// maxWorkflowSize is MAX_WORKFLOW_SIZE (workflow/packer/packer.go, v4.0.2). Only the nodes in it are compressed.
const maxWorkflowSize = 1024 * 1024

func (o *operation) from() string {
	if reference := o.workflow.Spec.WorkflowTemplateRef; reference != nil {
		return reference.Name
	}
	return o.workflow.Name
}

func (o *operation) setExecution(ctx context.Context) error {
	reference := o.workflow.Spec.WorkflowTemplateRef
	if reference == nil {
		o.execution = o.workflow.DeepCopy()
		o.volumes = o.workflow.Spec.DeepCopy().Volumes
		return nil
	}
	var holder wfv1.WorkflowSpecHolder
	var err error
	if reference.ClusterScope {
		holder, err = o.cluster.clusterTemplates.Get(ctx, reference.Name)
	} else {
		holder, err = o.cluster.templates.Get(ctx, reference.Name)
	}
	if err != nil {
		return err
	}
	merged, err := wfutil.JoinWorkflowSpec(&o.workflow.Spec, holder.GetWorkflowSpec(), &wfv1.WorkflowSpec{})
	if err != nil {
		return err
	}
	o.workflow.Status.StoredWorkflowSpec = &merged.Spec
	o.execution = &wfv1.Workflow{Spec: *merged.Spec.DeepCopy()}
	o.volumes = o.execution.Spec.DeepCopy().Volumes
	return nil
}

// setGlobalParameters follows the method of that name; outputs and priority classes play no part here.
func (o *operation) setGlobalParameters() error {
	o.globalParams[common.GlobalVarWorkflowName] = o.workflow.Name
	o.globalParams[common.GlobalVarWorkflowNamespace] = o.workflow.Namespace
	o.globalParams[common.GlobalVarWorkflowMainEntrypoint] = o.execution.Spec.Entrypoint
	o.globalParams[common.GlobalVarWorkflowServiceAccountName] = o.execution.Spec.ServiceAccountName
	o.globalParams[common.GlobalVarWorkflowUID] = string(o.workflow.UID)
	created := o.workflow.CreationTimestamp
	o.globalParams[common.GlobalVarWorkflowCreationTimestamp] = created.Format(time.RFC3339)
	if scheduled, ok := o.workflow.Annotations[common.AnnotationKeyCronWfScheduledTime]; ok {
		o.globalParams[common.GlobalVarWorkflowCronScheduleTime] = scheduled
	}
	if o.execution.Spec.Priority != nil {
		o.globalParams[common.GlobalVarWorkflowPriority] = strconv.Itoa(int(*o.execution.Spec.Priority))
	}
	for char := range strftime.FormatChars {
		name := fmt.Sprintf("%s.%s", common.GlobalVarWorkflowCreationTimestamp, string(char))
		o.globalParams[name] = strftime.Format("%"+string(char), created.Time)
	}
	o.globalParams[common.GlobalVarWorkflowCreationTimestamp+".s"] = strconv.FormatInt(created.Unix(), 10)
	o.globalParams[common.GlobalVarWorkflowCreationTimestamp+".RFC3339"] = created.Format(time.RFC3339)
	if parameters, err := json.Marshal(o.execution.Spec.Arguments.Parameters); err == nil {
		o.globalParams[common.GlobalVarWorkflowParameters] = string(parameters)
		o.globalParams[common.GlobalVarWorkflowParametersJSON] = string(parameters)
	}
	for _, parameter := range o.execution.Spec.Arguments.Parameters {
		if parameter.Value == nil {
			return fmt.Errorf("either value or valueFrom must be specified in order to set global parameter %s", parameter.Name)
		}
		o.globalParams["workflow.parameters."+parameter.Name] = parameter.Value.String()
	}
	if annotations, err := json.Marshal(o.workflow.Annotations); err == nil {
		o.globalParams[common.GlobalVarWorkflowAnnotations] = string(annotations)
		o.globalParams[common.GlobalVarWorkflowAnnotationsJSON] = string(annotations)
	}
	if labels, err := json.Marshal(o.workflow.Labels); err == nil {
		o.globalParams[common.GlobalVarWorkflowLabels] = string(labels)
		o.globalParams[common.GlobalVarWorkflowLabelsJSON] = string(labels)
	}
	for name, value := range o.workflow.Annotations {
		o.globalParams["workflow.annotations."+name] = value
	}
	for name, value := range o.workflow.Labels {
		o.globalParams["workflow.labels."+name] = value
	}
	return nil
}

// substituteGlobalVariables replaces in the spec without its templates, once.
func (o *operation) substituteGlobalVariables(ctx context.Context) error {
	spec := o.execution.Spec
	spec.Templates = nil
	written, err := json.Marshal(spec)
	if err != nil {
		return err
	}
	resolved, err := template.Replace(ctx, string(written), o.globalParams, true)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(resolved), &o.execution.Spec)
}

func (o *operation) substituteVolumes(ctx context.Context) error {
	if o.volumes == nil {
		return nil
	}
	written, err := json.Marshal(o.volumes)
	if err != nil {
		return err
	}
	resolved, err := template.Replace(ctx, string(written), o.globalParams, true)
	if err != nil {
		return err
	}
	var volumes []apiv1.Volume
	if err := json.Unmarshal([]byte(resolved), &volumes); err != nil {
		return err
	}
	o.volumes = volumes
	return nil
}

// generated is the name that the API server makes of a generateName: cut so that 63 characters hold it
// (k8s.io/apiserver v0.35, pkg/storage/names/generate.go).
func generated(base string) string {
	const longestBase = 58
	if len(base) > longestBase {
		base = base[:longestBase]
	}
	return base + "abcde"
}
