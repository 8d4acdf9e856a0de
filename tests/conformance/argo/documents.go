package main

import (
	"context"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"

	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
	"github.com/argoproj/argo-workflows/v4/workflow/common"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"
)

// document is one manifest, as Argo's Go type and as the plain tree that the API server sees.
type document struct {
	where  string
	kind   string
	object metav1.Object
	tree   map[string]any
}

// separator is how common.ParseObjects cuts a file (workflow/common/parse.go, v4.0.2). It drops what is not YAML with
// a log line only, so the pieces are counted here.
var separator = regexp.MustCompile(`\n---`)

func readDocuments(ctx context.Context, file string, body []byte, result *answer) []*document {
	base := filepath.Base(file)
	var trees []map[string]any
	for _, text := range separator.Split(string(body), -1) {
		if strings.TrimSpace(text) == "" {
			continue
		}
		var tree map[string]any
		if err := yaml.UnmarshalStrict([]byte(text), &tree); err != nil {
			result.refuse(base, "not readable: %v", err)
			return nil
		}
		trees = append(trees, tree)
	}
	parsed := common.ParseObjects(ctx, body, true)
	if len(parsed) != len(trees) {
		result.refuse(base, "Argo reads %d documents, %d are written", len(parsed), len(trees))
		return nil
	}
	var documents []*document
	for index, item := range parsed {
		kind, _ := trees[index]["kind"].(string)
		where := base + ": " + kind
		if item.Object != nil && !reflect.ValueOf(item.Object).IsNil() {
			where += " " + item.Object.GetName() + item.Object.GetGenerateName()
		}
		if item.Err != nil {
			result.refuse(where, "%v", item.Err)
			continue
		}
		switch item.Object.(type) {
		case *wfv1.Workflow, *wfv1.WorkflowTemplate, *wfv1.ClusterWorkflowTemplate, *wfv1.CronWorkflow:
		default:
			result.refuse(where, "kind %q is none that Argo runs", kind)
			continue
		}
		if version, _ := trees[index]["apiVersion"].(string); version != wfv1.SchemeGroupVersion.String() {
			result.refuse(where, "apiVersion %q is not %q", version, wfv1.SchemeGroupVersion)
		}
		documents = append(documents, &document{where: where, kind: kind, object: item.Object, tree: trees[index]})
	}
	return documents
}
