package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/util/template"
	"github.com/argoproj/argo-workflows/v4/workflow/common"
	wfutil "github.com/argoproj/argo-workflows/v4/workflow/util"
	apiv1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// maxDepth is how deep the controller follows templates (maxStackDepth, workflow/controller/controller.go, v4.0.2).
const maxDepth = 100

// taskFacts is one task that runs a Pod. Tasks of named sub-DAGs stand here too, with the edges that the barrier of
// their DAG gives them.
type taskFacts struct {
	Name         string   `json:"name"`
	Template     string   `json:"template"`
	Dependencies []string `json:"dependencies"`
	Retry        *retry   `json:"retry"`
	// Locks are what each attempt holds.
	Locks *lockFacts `json:"locks"`
	// ArchivesLogs is null where neither the template nor the run says anything.
	ArchivesLogs *bool `json:"archives_logs"`
	// Pods has one entry an attempt: the first, and where there are retries the second.
	Pods []*apiv1.Pod `json:"pods"`
	// ControllerEnv is how many entries the controller appended to the main container's environment.
	ControllerEnv int `json:"controller_env"`
}

// retry repeats a retryStrategy as written.
type retry struct {
	Limit       *intstr.IntOrString `json:"limit"`
	Policy      string              `json:"policy"`
	Duration    string              `json:"duration"`
	Factor      *intstr.IntOrString `json:"factor"`
	Cap         string              `json:"cap"`
	MaxDuration string              `json:"max_duration"`
}

// entry resolves the template that the run starts with.
func (o *operation) entry(ctx context.Context) (*wfv1.Template, error) {
	resolved, err := o.resolve(ctx, &wfv1.WorkflowStep{Template: o.execution.Spec.Entrypoint})
	if err != nil {
		return nil, err
	}
	attempts, err := o.executeTemplate(ctx, o.workflow.Name, &wfv1.WorkflowStep{Template: resolved.Name}, resolved, &o.execution.Spec.Arguments)
	if err != nil {
		return nil, err
	}
	return attempts[0].template, nil
}

func (o *operation) resolve(ctx context.Context, holder wfv1.TemplateReferenceHolder) (*wfv1.Template, error) {
	if reference := holder.GetTemplateRef(); reference != nil {
		if reference.ClusterScope {
			found, err := o.cluster.clusterTemplates.Get(ctx, reference.Name)
			if err != nil {
				return nil, err
			}
			if resolved := found.GetTemplateByName(reference.Template); resolved != nil {
				return resolved.DeepCopy(), nil
			}
		} else {
			found, err := o.cluster.templates.Get(ctx, reference.Name)
			if err != nil {
				return nil, err
			}
			if resolved := found.GetTemplateByName(reference.Template); resolved != nil {
				return resolved.DeepCopy(), nil
			}
		}
		return nil, fmt.Errorf("template %q of %q does not exist", reference.Template, reference.Name)
	}
	if holder.GetTemplate() != nil {
		return nil, fmt.Errorf("an inline template: v4.0.2 cannot look it up while its node runs")
	}
	resolved := o.execution.GetTemplateByName(holder.GetTemplateName())
	if resolved == nil {
		return nil, fmt.Errorf("template %q does not exist", holder.GetTemplateName())
	}
	o.used[resolved.Name] = true
	return resolved.DeepCopy(), nil
}

// attempt is a template with all its strings substituted, as one attempt runs it.
type attempt struct {
	nodeName string
	template *wfv1.Template
}

// executeTemplate follows the method of that name (workflow/controller/operator.go, v4.0.2): ProcessArgs, which
// replaces twice, and with a retry strategy SubstituteParams on its product, which replaces twice more.
func (o *operation) executeTemplate(ctx context.Context, nodeName string, holder wfv1.TemplateReferenceHolder, resolved *wfv1.Template, arguments wfv1.ArgumentsProvider) ([]attempt, error) {
	if o.execution.Spec.TemplateDefaults != nil {
		return nil, fmt.Errorf("templateDefaults also hit the DAG")
	}
	strategy := resolved.RetryStrategy
	if strategy == nil {
		strategy = o.execution.Spec.RetryStrategy
	}
	local := map[string]string{"node.name": nodeName}
	if resolved.IsPodType() && strategy == nil {
		local[common.LocalVarPodName] = o.podName(nodeName, resolved.Name)
	}
	if holder.IsDAGTask() {
		local["tasks.name"] = holder.GetName()
	}
	if holder.IsWorkflowStep() {
		local["steps.name"] = holder.GetName()
	}
	processed, err := common.ProcessArgs(ctx, resolved, arguments, o.globalParams, local, false, o.workflow.Namespace, nil)
	if err != nil {
		return nil, err
	}
	if strategy == nil {
		return []attempt{{nodeName, processed}}, nil
	}
	var attempts []attempt
	for number := range 2 {
		name := fmt.Sprintf("%s(%d)", nodeName, number)
		local := map[string]string{common.LocalVarRetries: strconv.Itoa(number)}
		if processed.IsPodType() {
			local[common.LocalVarPodName] = o.podName(name, processed.Name)
		}
		local[common.LocalVarRetriesLastExitCode] = strconv.Itoa(number)
		local[common.LocalVarRetriesLastDuration] = strconv.Itoa(number)
		local[common.LocalVarRetriesLastStatus] = []string{"", string(wfv1.NodeFailed)}[number]
		local[common.LocalVarRetriesLastMessage] = []string{"", "exit code 1"}[number]
		retried, err := common.SubstituteParams(ctx, processed, o.globalParams, local)
		if err != nil {
			return nil, err
		}
		attempts = append(attempts, attempt{name, retried})
	}
	return attempts, nil
}

func (o *operation) podName(nodeName, templateName string) string {
	return wfutil.GeneratePodName(o.workflow.Name, nodeName, templateName, o.workflow.NodeID(nodeName), wfutil.GetPodNameVersion())
}

// executeDAG lists the tasks that run Pods, and the names of those that a dependent of this DAG waits for.
func (o *operation) executeDAG(ctx context.Context, nodeName string, dag *wfv1.Template, inherited []string, depth int) ([]taskFacts, []string, error) {
	if depth > maxDepth {
		return nil, nil, fmt.Errorf("max depth exceeded")
	}
	if dag.DAG.Target != "" {
		o.result.refuse(o.where, "template %q runs a part of its DAG only (`target`)", dag.Name)
	}
	waited := map[string][]string{}
	needed := map[string]bool{}
	var facts []taskFacts
	ordered, err := inOrder(dag.DAG.Tasks)
	if err != nil {
		return nil, nil, err
	}
	for _, task := range ordered {
		dependencies := slices.Clone(inherited)
		if len(task.Dependencies) > 0 {
			dependencies = nil
		}
		for _, name := range task.Dependencies {
			needed[name] = true
			dependencies = append(dependencies, waited[name]...)
		}
		inner, last, err := o.executeTask(ctx, nodeName, task, dependencies, depth)
		if err != nil {
			return nil, nil, fmt.Errorf("task %q: %w", task.Name, err)
		}
		waited[task.Name] = last
		facts = append(facts, inner...)
	}
	var last []string
	for _, task := range dag.DAG.Tasks {
		if !needed[task.Name] {
			last = append(last, waited[task.Name]...)
		}
	}
	return facts, last, nil
}

// inOrder puts every task behind those it depends on.
func inOrder(tasks []wfv1.DAGTask) ([]*wfv1.DAGTask, error) {
	waiting := map[string]int{}
	dependents := map[string][]*wfv1.DAGTask{}
	var ready, ordered []*wfv1.DAGTask
	for index := range tasks {
		task := &tasks[index]
		waiting[task.Name] = len(task.Dependencies)
		for _, name := range task.Dependencies {
			dependents[name] = append(dependents[name], task)
		}
		if len(task.Dependencies) == 0 {
			ready = append(ready, task)
		}
	}
	for len(ready) > 0 {
		task := ready[0]
		ready = ready[1:]
		ordered = append(ordered, task)
		for _, dependent := range dependents[task.Name] {
			if waiting[dependent.Name]--; waiting[dependent.Name] == 0 {
				ready = append(ready, dependent)
			}
		}
	}
	if len(ordered) != len(tasks) {
		return nil, fmt.Errorf("%d tasks never start: their dependencies form a circle or do not exist", len(tasks)-len(ordered))
	}
	return ordered, nil
}

// executeTask follows executeDAGTask (workflow/controller/dag.go, v4.0.2): the task's own strings first, then its
// template. Outputs of other tasks are not in the scope: Segue writes none, and the strict prefixes tell one.
func (o *operation) executeTask(ctx context.Context, boundary string, written *wfv1.DAGTask, dependencies []string, depth int) ([]taskFacts, []string, error) {
	if written.Depends != "" || written.When != "" || written.ShouldExpand() || written.ContinueOn != nil || written.Hooks != nil || written.OnExit != "" {
		return nil, nil, fmt.Errorf("has `depends`, `when`, `continueOn`, hooks or a loop, which the description cannot say")
	}
	body, err := json.Marshal(written)
	if err != nil {
		return nil, nil, err
	}
	replaced, err := template.ReplaceStrict(ctx, string(body), o.globalParams, []string{"tasks", "steps"})
	if err != nil {
		return nil, nil, err
	}
	var task wfv1.DAGTask
	if err := json.Unmarshal([]byte(replaced), &task); err != nil {
		return nil, nil, err
	}
	resolved, err := o.resolve(ctx, &task)
	if err != nil {
		return nil, nil, err
	}
	nodeName := boundary + "." + task.Name
	attempts, err := o.executeTemplate(ctx, nodeName, &task, resolved, &task.Arguments)
	if err != nil {
		return nil, nil, err
	}
	switch kind := attempts[0].template.GetType(); kind {
	case wfv1.TemplateTypeDAG:
		return o.executeDAG(ctx, nodeName, attempts[0].template, dependencies, depth+1)
	case wfv1.TemplateTypeContainer:
	default:
		return nil, nil, fmt.Errorf("runs a template of type %s", kind)
	}
	facts := taskFacts{Name: task.Name, Template: resolved.Name, Dependencies: dependencies, Retry: o.retryOf(attempts[0].template)}
	if facts.Dependencies == nil {
		facts.Dependencies = []string{}
	}
	facts.Locks = locksOf(attempts[0].template.Synchronization)
	facts.ArchivesLogs = o.archivesLogs(attempts[0].template)
	for _, attempt := range attempts {
		pod, appended, err := o.createPod(ctx, attempt)
		if err != nil {
			return nil, nil, err
		}
		facts.Pods = append(facts.Pods, pod)
		facts.ControllerEnv = appended
	}
	return []taskFacts{facts}, []string{task.Name}, nil
}

func (o *operation) retryOf(processed *wfv1.Template) *retry {
	strategy := processed.RetryStrategy
	if strategy == nil {
		strategy = o.execution.Spec.RetryStrategy
	}
	if strategy == nil {
		return nil
	}
	facts := &retry{Limit: strategy.Limit, Policy: string(strategy.RetryPolicy)}
	if backoff := strategy.Backoff; backoff != nil {
		facts.Duration, facts.Factor, facts.Cap, facts.MaxDuration = backoff.Duration, backoff.Factor, backoff.Cap, backoff.MaxDuration
	}
	return facts
}
