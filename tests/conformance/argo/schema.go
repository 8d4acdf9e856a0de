package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	apiextensions "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions"
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/cel"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/listtype"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/objectmeta"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/schema/pruning"
	"k8s.io/apiextensions-apiserver/pkg/apiserver/validation"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/validation/field"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"sigs.k8s.io/yaml"
)

// schemas checks manifests as an API server with Argo's full CRDs does, by the API server's own code: structural
// schema, unknown fields, list types (a second env entry of a name, a second mount of a path) and CEL rules.
type schemas struct {
	folder string
	kinds  map[string]*kindSchema
}

type kindSchema struct {
	structural *schema.Structural
	validator  validation.SchemaValidator
	rules      *cel.Validator
}

func newSchemas(folder string) *schemas {
	return &schemas{folder: folder, kinds: map[string]*kindSchema{}}
}

func (s *schemas) of(kind string) (*kindSchema, error) {
	if found, ok := s.kinds[kind]; ok {
		return found, nil
	}
	body, err := os.ReadFile(filepath.Join(s.folder, "argoproj.io_"+strings.ToLower(kind)+"s.yaml"))
	if err != nil {
		return nil, err
	}
	var versioned apiextensionsv1.CustomResourceDefinition
	if err := yaml.Unmarshal(body, &versioned); err != nil {
		return nil, err
	}
	var properties apiextensions.JSONSchemaProps
	if err := apiextensionsv1.Convert_v1_JSONSchemaProps_To_apiextensions_JSONSchemaProps(versioned.Spec.Versions[0].Schema.OpenAPIV3Schema, &properties, nil); err != nil {
		return nil, err
	}
	structural, err := schema.NewStructural(&properties)
	if err != nil {
		return nil, fmt.Errorf("schema of %s: %w", kind, err)
	}
	validator, _, err := validation.NewSchemaValidator(&properties)
	if err != nil {
		return nil, err
	}
	found := &kindSchema{structural, validator, cel.NewValidator(structural, true, celconfig.PerCallLimit)}
	s.kinds[kind] = found
	return found, nil
}

func (s *schemas) check(ctx context.Context, document *document, minimal bool, result *answer) error {
	kind, err := s.of(document.kind)
	if err != nil {
		return err
	}
	tree := runtime.DeepCopyJSON(toJSONNumbers(document.tree))
	for _, unknown := range pruning.PruneWithOptions(runtime.DeepCopyJSON(tree), kind.structural, true, schema.UnknownFieldPathOptions{TrackUnknownFieldPaths: true}) {
		result.refuse(document.where, "schema: unknown field %q", unknown)
	}
	found := validation.ValidateCustomResource(nil, tree, kind.validator)
	found = append(found, objectmeta.Validate(nil, tree, kind.structural, true)...)
	found = append(found, listtype.ValidateListSetsAndMaps(nil, kind.structural, tree)...)
	if kind.rules != nil && len(found) == 0 {
		broken, _ := kind.rules.Validate(ctx, nil, kind.structural, tree, nil, celconfig.RuntimeCELCostBudget)
		found = append(found, broken...)
	}
	for _, refusal := range found {
		if minimal && refusal.Type == field.ErrorTypeTooMany {
			continue
		}
		result.refuse(document.where, "schema: %v", refusal)
	}
	return nil
}

// toJSONNumbers turns the float64 of whole numbers into int64, as the API server's JSON reader does.
func toJSONNumbers(tree map[string]any) map[string]any {
	return wholeNumbers(tree).(map[string]any)
}

func wholeNumbers(node any) any {
	switch value := node.(type) {
	case map[string]any:
		copied := make(map[string]any, len(value))
		for key, child := range value {
			copied[key] = wholeNumbers(child)
		}
		return copied
	case []any:
		copied := make([]any, len(value))
		for index, child := range value {
			copied[index] = wholeNumbers(child)
		}
		return copied
	case float64:
		if whole := int64(value); float64(whole) == value {
			return whole
		}
	}
	return node
}
