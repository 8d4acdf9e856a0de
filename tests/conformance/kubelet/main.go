// Command kubelet answers what a Pod's main container is started with.
//
// It reads one JSON request a line and writes one JSON answer a line. Truth comes from Kubernetes' own code: the
// expansion package that the kubelet calls, and the validation that the API server runs when a Pod is created.
// It starts nothing and knows no Secret: what comes from `valueFrom` is a symbolic token.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	corev1 "k8s.io/api/core/v1"
)

// request is one Pod as the controller would create it.
type request struct {
	ID string `json:"id"`
	// Container is the name of the container to start.
	Container string `json:"container"`
	// Services holds the variables that the kubelet adds for services, though nobody declared them.
	Services map[string]string `json:"services"`
	Pod      corev1.Pod        `json:"pod"`
}

// answer is what the container of that Pod gets, and what the API server says against the Pod.
type answer struct {
	ID     string   `json:"id"`
	Errors []string `json:"errors"`
	started
}

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, "kubelet:", err)
		os.Exit(2)
	}
}

func serve() error {
	decoder := json.NewDecoder(bufio.NewReaderSize(os.Stdin, 1<<20))
	writer := bufio.NewWriterSize(os.Stdout, 1<<20)
	encoder := json.NewEncoder(writer)
	encoder.SetEscapeHTML(false)
	for decoder.More() {
		var next request
		if err := decoder.Decode(&next); err != nil {
			return err
		}
		if err := encoder.Encode(respond(&next)); err != nil {
			return err
		}
		if err := writer.Flush(); err != nil {
			return err
		}
	}
	return nil
}

func respond(next *request) answer {
	result := answer{ID: next.ID, Errors: []string{}}
	for index := range next.Pod.Spec.Containers {
		if container := &next.Pod.Spec.Containers[index]; container.Name == next.Container {
			result.started = start(container, next.Services)
			result.Errors = append(result.Errors, refusals(&next.Pod)...)
			return result
		}
	}
	result.Errors = append(result.Errors, fmt.Sprintf("the pod has no container %q", next.Container))
	return result
}
