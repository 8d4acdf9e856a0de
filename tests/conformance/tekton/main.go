// Command tekton asks Tekton Pipelines' own code what it makes of the manifests that Segue wrote.
//
// It reads one JSON request a line (a case: files that belong together, and runs to start from them) and writes one
// JSON answer a line: what Tekton and Kubernetes have against the manifests, and the Pods that the controller would
// create. Nothing here knows Segue or its description language; the comparison is made elsewhere.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime/debug"
)

// request is one case: manifests that are applied or created together.
type request struct {
	Name  string   `json:"name"`
	Files []string `json:"files"`
	Runs  []run    `json:"runs"`
}

// run is one start of the pipeline.
type run struct {
	ID string `json:"id"`
	// By is `person` (the PipelineRun is created), `schedule` (the CronJob's pod creates one) or `other` (something starts
	// the Pipeline by its name, without a time limit).
	By  string `json:"by"`
	UID string `json:"uid"`
	// Parameters are those that a person adds to the PipelineRun before it is created.
	Parameters map[string]string `json:"parameters"`
}

// answer is what Tekton says and does.
type answer struct {
	Name      string        `json:"name"`
	Errors    []string      `json:"errors"`
	Documents int           `json:"documents"`
	Objects   []objectFacts `json:"objects"`
	Crons     []cronFacts   `json:"crons"`
	Runs      []pipelineRun `json:"runs"`
}

func (a *answer) refuse(where, format string, arguments ...any) {
	a.Errors = append(a.Errors, where+": "+fmt.Sprintf(format, arguments...))
}

func main() {
	// Short-lived and full of small objects: collecting less often saves a third of the time.
	debug.SetGCPercent(400)
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, "tekton:", err)
		os.Exit(2)
	}
}

func serve() error {
	ctx := withFlags(context.Background())
	decoder := json.NewDecoder(bufio.NewReaderSize(os.Stdin, 1<<20))
	writer := bufio.NewWriterSize(os.Stdout, 1<<20)
	encoder := json.NewEncoder(writer)
	encoder.SetEscapeHTML(false)
	for decoder.More() {
		var next request
		if err := decoder.Decode(&next); err != nil {
			return err
		}
		result, err := examine(ctx, &next)
		if err != nil {
			return err
		}
		if err := encoder.Encode(result); err != nil {
			return err
		}
		if err := writer.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// examine returns an error only where the tool itself cannot work.
func examine(ctx context.Context, next *request) (*answer, error) {
	result := &answer{Name: next.Name, Errors: []string{}, Objects: []objectFacts{}, Crons: []cronFacts{}, Runs: []pipelineRun{}}
	cluster := &cluster{}
	for _, file := range next.Files {
		body, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		for _, document := range readDocuments(file, body, result) {
			result.Documents++
			cluster.take(ctx, document, result)
		}
	}
	for index := range cluster.cronJobs {
		examineCron(ctx, cluster, &cluster.cronJobs[index], result)
	}
	for _, run := range next.Runs {
		simulate(ctx, cluster, &run, result)
	}
	return result, nil
}
