// Command argo asks Argo Workflows' own code what it makes of the manifests that Segue wrote.
//
// It reads one JSON request a line (a case: files that belong together, and runs to start from them) and writes one
// JSON answer a line: what Argo has against the manifests, and the Pods that its controller would create. Nothing
// here knows Segue or its description language; the comparison is made elsewhere.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/argoproj/argo-workflows/v4/util/logging"
)

// request is one case: manifests that are applied together.
type request struct {
	Name  string   `json:"name"`
	Files []string `json:"files"`
	// MinimalCRDs says that the cluster has Argo's minimal CRDs, which know no caps of 200 items.
	MinimalCRDs bool `json:"minimal_crds"`
	// BeforeSchedules says that the manifests are for a version before 3.6, which knows `schedule` only.
	BeforeSchedules bool  `json:"before_schedules"`
	Runs            []run `json:"runs"`
	// Moments are times (RFC 3339) at which a CronWorkflow's conditions are asked.
	Moments []string `json:"moments"`
}

// run is one start of the pipeline.
type run struct {
	ID string `json:"id"`
	// By is `person` (a Workflow is made from the template) or `schedule` (the CronWorkflow's child).
	By  string `json:"by"`
	UID string `json:"uid"`
	// Parameters are those that a person types at start.
	Parameters map[string]string `json:"parameters"`
}

// answer is what Argo says and does.
type answer struct {
	Name      string        `json:"name"`
	Errors    []string      `json:"errors"`
	Documents int           `json:"documents"`
	Objects   []objectFacts `json:"objects"`
	Crons     []cronFacts   `json:"crons"`
	Runs      []workflowRun `json:"runs"`
}

func (a *answer) refuse(where, format string, arguments ...any) {
	a.Errors = append(a.Errors, where+": "+fmt.Sprintf(format, arguments...))
}

func main() {
	crds := flag.String("crds", "", "folder with Argo's full CRDs")
	flag.Parse()
	// Short-lived and full of small objects: collecting less often saves a third of the time.
	debug.SetGCPercent(400)
	if err := serve(*crds); err != nil {
		fmt.Fprintln(os.Stderr, "argo:", err)
		os.Exit(2)
	}
}

func serve(crds string) error {
	schemas := newSchemas(crds)
	ctx := logging.WithLogger(context.Background(), logging.NewSlogLogger(logging.Error, logging.Text))
	decoder := json.NewDecoder(bufio.NewReaderSize(os.Stdin, 1<<20))
	writer := bufio.NewWriterSize(os.Stdout, 1<<20)
	encoder := json.NewEncoder(writer)
	encoder.SetEscapeHTML(false)
	for decoder.More() {
		var next request
		if err := decoder.Decode(&next); err != nil {
			return err
		}
		result, err := examine(ctx, &next, schemas)
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
func examine(ctx context.Context, next *request, schemas *schemas) (*answer, error) {
	result := &answer{Name: next.Name, Errors: []string{}, Objects: []objectFacts{}, Crons: []cronFacts{}, Runs: []workflowRun{}}
	cluster := newCluster()
	for _, file := range next.Files {
		body, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if next.BeforeSchedules {
			body = withSchedules(file, body, result)
		}
		for _, document := range readDocuments(ctx, file, body, result) {
			result.Documents++
			if err := schemas.check(ctx, document, next.MinimalCRDs, result); err != nil {
				return nil, err
			}
			cluster.apply(document, result)
		}
	}
	for _, document := range cluster.documents {
		lint(ctx, cluster, document, result)
		checkRules(document, result)
		result.Objects = append(result.Objects, factsOf(document))
	}
	for _, cron := range cluster.crons {
		result.Crons = append(result.Crons, examineCron(ctx, cron, next.Moments, result))
	}
	for _, run := range next.Runs {
		simulate(ctx, cluster, &run, result)
	}
	return result, nil
}
