package main

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
	kjson "sigs.k8s.io/json"
	"sigs.k8s.io/yaml"
)

// document is one manifest as JSON.
type document struct {
	where string
	kind  string
	raw   []byte
}

// objectFacts names an object and its metadata as written.
type objectFacts struct {
	Kind         string            `json:"kind"`
	Name         string            `json:"name"`
	GenerateName string            `json:"generate_name"`
	Namespace    string            `json:"namespace"`
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations"`
	DisplayName  string            `json:"display_name"`
	Description  string            `json:"description"`
	// Parameters are the declared ones, in order; a null value has to be given at start.
	Parameters []parameterFacts `json:"parameters"`
}

type parameterFacts struct {
	Name        string  `json:"name"`
	Value       *string `json:"value"`
	Description string  `json:"description"`
}

// cluster is what the manifests make together.
type cluster struct {
	pipelines       []v1.Pipeline
	runs            []v1.PipelineRun
	cronJobs        []batchv1.CronJob
	configMaps      []corev1.ConfigMap
	serviceAccounts []corev1.ServiceAccount
	roles           []rbacv1.Role
	bindings        []rbacv1.RoleBinding
}

// separator is a line between documents; no printed line of a scalar is one.
var separator = regexp.MustCompile(`(?m)^---$`)

func readDocuments(file string, body []byte, result *answer) []document {
	base := filepath.Base(file)
	var documents []document
	for _, text := range separator.Split(string(body), -1) {
		if strings.TrimSpace(text) == "" {
			continue
		}
		raw, err := yaml.YAMLToJSONStrict([]byte(text))
		if err != nil {
			result.refuse(base, "not readable: %v", err)
			return nil
		}
		var object metav1.PartialObjectMetadata
		if err := kjson.UnmarshalCaseSensitivePreserveInts(raw, &object); err != nil {
			result.refuse(base, "%v", err)
			return nil
		}
		where := fmt.Sprintf("%s: %s %s%s", base, object.Kind, object.Name, object.GenerateName)
		checkMetadata(where, raw, &object, result)
		documents = append(documents, document{where: where, kind: object.APIVersion + " " + object.Kind, raw: raw})
	}
	return documents
}

// strict decodes as the API server does with `fieldValidation: Strict`.
func strict(where string, raw []byte, into any, result *answer) bool {
	problems, err := kjson.UnmarshalStrict(raw, into)
	if err != nil {
		result.refuse(where, "%v", err)
	}
	for _, problem := range problems {
		result.refuse(where, "%v", problem)
	}
	return err == nil && len(problems) == 0
}

// checkMetadata reads metadata strictly, which Tekton's own decoder does not, and asks the API server's rules.
func checkMetadata(where string, raw []byte, object *metav1.PartialObjectMetadata, result *answer) {
	var envelope struct {
		Metadata map[string]any `json:"metadata"`
	}
	if err := kjson.UnmarshalCaseSensitivePreserveInts(raw, &envelope); err != nil {
		result.refuse(where, "%v", err)
	}
	known := []string{"name", "generateName", "namespace", "labels", "annotations"}
	for key := range envelope.Metadata {
		found := false
		for _, name := range known {
			found = found || key == name
		}
		if !found {
			result.refuse(where, "unknown field \"metadata.%s\"", key)
		}
	}
	metadata := object.ObjectMeta.DeepCopy()
	if metadata.GenerateName != "" {
		if metadata.Name != "" || object.Kind != "PipelineRun" {
			result.refuse(where, "generateName beside a name, or on a kind that is applied")
		}
		if len(metadata.GenerateName) > 58 || !strings.HasSuffix(metadata.GenerateName, "-") {
			result.refuse(where, "generateName %q has to be at most 57 characters and a dash: the server cuts at 58", metadata.GenerateName)
		}
		metadata.Name = generated(metadata.GenerateName)
	}
	if metadata.Namespace == "" {
		metadata.Namespace = "default"
	}
	for _, refusal := range validation.ValidateObjectMeta(metadata, true, validation.NameIsDNSSubdomain, field.NewPath("metadata")) {
		result.refuse(where, "%v", refusal)
	}
}

// generated is a name as the server makes it.
func generated(prefix string) string {
	if len(prefix) > 58 {
		prefix = prefix[:58]
	}
	return prefix + "x7k2p"
}

// take admits an object to the cluster.
func (c *cluster) take(ctx context.Context, document document, result *answer) {
	facts := func(metadata metav1.ObjectMeta) objectFacts {
		_, kind, _ := strings.Cut(document.kind, " ")
		return objectFacts{
			Kind: kind, Name: metadata.Name, GenerateName: metadata.GenerateName, Namespace: metadata.Namespace,
			Labels: metadata.Labels, Annotations: metadata.Annotations, Parameters: []parameterFacts{},
		}
	}
	switch document.kind {
	case "tekton.dev/v1 Pipeline":
		var pipeline v1.Pipeline
		if admit(ctx, document.where, document.raw, &pipeline, result) {
			checkPipeline(document.where, &pipeline.Spec, result)
			c.pipelines = append(c.pipelines, pipeline)
		}
		result.Objects = append(result.Objects, ofPipeline(facts(pipeline.ObjectMeta), &pipeline.Spec))
	case "tekton.dev/v1 PipelineRun":
		var run v1.PipelineRun
		if admit(ctx, document.where, document.raw, &run, result) {
			c.runs = append(c.runs, run)
		}
		written := facts(run.ObjectMeta)
		if run.Spec.PipelineSpec != nil {
			checkPipeline(document.where, run.Spec.PipelineSpec, result)
			written = ofPipeline(written, run.Spec.PipelineSpec)
		}
		result.Objects = append(result.Objects, written)
	case "v1 ServiceAccount":
		var object corev1.ServiceAccount
		strict(document.where, document.raw, &object, result)
		c.serviceAccounts = append(c.serviceAccounts, object)
		result.Objects = append(result.Objects, facts(object.ObjectMeta))
	case "v1 ConfigMap":
		var object corev1.ConfigMap
		strict(document.where, document.raw, &object, result)
		c.configMaps = append(c.configMaps, object)
		result.Objects = append(result.Objects, facts(object.ObjectMeta))
	case "rbac.authorization.k8s.io/v1 Role":
		var object rbacv1.Role
		strict(document.where, document.raw, &object, result)
		c.roles = append(c.roles, object)
		result.Objects = append(result.Objects, facts(object.ObjectMeta))
	case "rbac.authorization.k8s.io/v1 RoleBinding":
		var object rbacv1.RoleBinding
		strict(document.where, document.raw, &object, result)
		c.bindings = append(c.bindings, object)
		result.Objects = append(result.Objects, facts(object.ObjectMeta))
	case "batch/v1 CronJob":
		var object batchv1.CronJob
		strict(document.where, document.raw, &object, result)
		c.cronJobs = append(c.cronJobs, object)
		result.Objects = append(result.Objects, facts(object.ObjectMeta))
	default:
		result.refuse(document.where, "%q is none that is looked for", document.kind)
	}
}

func ofPipeline(facts objectFacts, spec *v1.PipelineSpec) objectFacts {
	facts.DisplayName, facts.Description = spec.DisplayName, spec.Description
	for _, parameter := range spec.Params {
		written := parameterFacts{Name: parameter.Name, Description: parameter.Description}
		if parameter.Default != nil {
			text := parameter.Default.StringVal
			written.Value = &text
		}
		facts.Parameters = append(facts.Parameters, written)
	}
	return facts
}
