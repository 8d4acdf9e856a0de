package main

import (
	"fmt"
	"maps"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/kubernetes/third_party/forked/golang/expansion"
)

// variable is one entry of the environment in the order of the Pod.
type variable struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// started is a container's process as the runtime is asked to start it.
type started struct {
	// Command is null where the image's entrypoint runs.
	Command []string `json:"command"`
	Args    []string `json:"args"`
	// Env holds the declared entries only: those of services and of the image are not the user's.
	Env []variable `json:"env"`
}

// start follows makeEnvironmentVariables (pkg/kubelet/kubelet_pods.go, v1.35.0) and then
// ExpandContainerCommandAndArgs (pkg/kubelet/container/helpers.go): an entry sees the earlier entries and the
// services, command and args see every entry.
func start(container *corev1.Container, services map[string]string) started {
	result := started{Env: []variable{}}
	values := map[string]string{}
	lookup := expansion.MappingFuncFor(values, services)
	for _, entry := range container.Env {
		value := entry.Value
		switch {
		case value != "":
			value = expansion.Expand(value, lookup)
		case entry.ValueFrom != nil:
			value = token(entry.ValueFrom)
		}
		values[entry.Name] = value
		result.Env = append(result.Env, variable{entry.Name, value})
	}
	all := maps.Clone(services)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, values)
	result.Command = expand(container.Command, all)
	result.Args = expand(container.Args, all)
	return result
}

func expand(texts []string, values map[string]string) []string {
	if texts == nil {
		return nil
	}
	lookup := expansion.MappingFuncFor(values)
	expanded := make([]string, 0, len(texts))
	for _, text := range texts {
		expanded = append(expanded, expansion.Expand(text, lookup))
	}
	return expanded
}

// token stands for a value that only the cluster knows. The brackets are rare, so that no user's text is taken for it.
func token(source *corev1.EnvVarSource) string {
	switch {
	case source.SecretKeyRef != nil:
		return fmt.Sprintf("⟦secret %s/%s%s⟧", source.SecretKeyRef.Name, source.SecretKeyRef.Key, optional(source.SecretKeyRef.Optional))
	case source.ConfigMapKeyRef != nil:
		return fmt.Sprintf("⟦config %s/%s%s⟧", source.ConfigMapKeyRef.Name, source.ConfigMapKeyRef.Key, optional(source.ConfigMapKeyRef.Optional))
	case source.FieldRef != nil:
		return fmt.Sprintf("⟦field %s⟧", source.FieldRef.FieldPath)
	case source.ResourceFieldRef != nil:
		return fmt.Sprintf("⟦resource %s⟧", source.ResourceFieldRef.Resource)
	}
	return "⟦unknown⟧"
}

func optional(flag *bool) string {
	if flag != nil && *flag {
		return " optional"
	}
	return ""
}
