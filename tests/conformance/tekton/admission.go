package main

import (
	"bytes"
	"context"
	"encoding/json"
	"regexp"

	"github.com/tektoncd/pipeline/pkg/apis/config"
	v1 "github.com/tektoncd/pipeline/pkg/apis/pipeline/v1"
	"k8s.io/apimachinery/pkg/util/validation"
	"knative.dev/pkg/apis"
	webhookjson "knative.dev/pkg/webhook/json"
)

// withFlags is the context of an installation as it comes.
func withFlags(ctx context.Context) context.Context {
	return config.ToContext(ctx, config.FromContextOrDefaults(ctx))
}

// resource is what the webhooks work on.
type resource interface {
	apis.Defaultable
	apis.Validatable
	GetName() string
	SetName(string)
	GetGenerateName() string
}

// admit follows the webhooks (knative.dev/pkg/webhook/resourcesemantics): decode strictly, default, decode again,
// validate. The server has made the name by then.
func admit(ctx context.Context, where string, raw []byte, object resource, result *answer) bool {
	ctx = apis.WithinCreate(ctx)
	if err := webhookjson.Decode(raw, object, true); err != nil {
		result.refuse(where, "%v", err)
		return false
	}
	if object.GetName() == "" {
		object.SetName(generated(object.GetGenerateName()))
	}
	object.SetDefaults(ctx)
	again, err := json.Marshal(object)
	if err != nil {
		result.refuse(where, "%v", err)
		return false
	}
	decoder := json.NewDecoder(bytes.NewReader(again))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(object); err != nil {
		result.refuse(where, "%v", err)
		return false
	}
	// A nil *apis.FieldError is no nil error.
	if refusal := object.Validate(ctx); refusal != nil {
		result.refuse(where, "%v", refusal)
		return false
	}
	return true
}

var paramName = regexp.MustCompile(`^[_a-zA-Z][_a-zA-Z0-9.-]*$`)

// maxPipeline is what leaves room for the copy of a pipeline in its run's status.
const maxPipeline = 1_200_000

// checkPipeline tells what admission lets through and what then fails on the cluster (seen on v1.15.0).
func checkPipeline(where string, spec *v1.PipelineSpec, result *answer) {
	for _, parameter := range spec.Params {
		if !paramName.MatchString(parameter.Name) {
			result.refuse(where, "parameter name %q", parameter.Name)
		}
	}
	if written, err := json.Marshal(spec); err != nil || len(written) > maxPipeline {
		result.refuse(where, "the pipeline takes %d bytes of JSON (%v)", len(written), err)
	}
	for _, task := range spec.Tasks {
		if task.Retries < 0 || (task.Timeout != nil && task.Timeout.Duration < 0) {
			result.refuse(where, "task %s: negative retries or timeout", task.Name)
		}
		if task.Timeout == nil {
			result.refuse(where, "task %s: without a timeout an hour counts", task.Name)
		}
		seen := map[string]bool{}
		for _, other := range task.RunAfter {
			if seen[other] {
				result.refuse(where, "task %s: names %s twice", task.Name, other)
			}
			seen[other] = true
		}
		if task.TaskSpec == nil {
			result.refuse(where, "task %s: does not stand in the pipeline", task.Name)
			continue
		}
		for _, step := range task.TaskSpec.Steps {
			names := map[string]bool{}
			for _, entry := range step.Env {
				for _, problem := range validation.IsEnvVarName(entry.Name) {
					result.refuse(where, "task %s: variable %q: %s", task.Name, entry.Name, problem)
				}
				if names[entry.Name] {
					result.refuse(where, "task %s: variable %s stands twice", task.Name, entry.Name)
				}
				names[entry.Name] = true
			}
		}
	}
}
