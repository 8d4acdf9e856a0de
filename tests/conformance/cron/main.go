// Command cron answers when the cron libraries of the targets make the next runs be.
//
// It reads one JSON request a line and writes one JSON answer a line. The libraries are upstream's; what stands around
// them in the controllers is rewritten here, each function with the file that it follows. It knows no clock but the one
// that a request names, and nothing of Segue.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"time"
	_ "time/tzdata" // zones from the program, not from the machine
)

// request asks one schedule for its runs, as it is created at Clock.
type request struct {
	// Lines are cron lines in Timezone, as robfig's cron of version 3 reads them; any of them starts a run.
	Lines    []string `json:"lines"`
	Timezone string   `json:"timezone"`
	// Recurring is a recurring run of Kubeflow, which robfig's cron of version 1 reads.
	Recurring *recurring `json:"recurring"`
	Clock     time.Time  `json:"clock"`
	// Until ends the answer; so do Count runs.
	Until time.Time `json:"until"`
	Count int       `json:"count"`
}

// answer holds the moments at which runs are due, in UTC and in order, or why there are none.
type answer struct {
	Runs  []time.Time `json:"runs"`
	Error string      `json:"error"`
}

func main() {
	if err := serve(); err != nil {
		fmt.Fprintln(os.Stderr, "cron:", err)
		os.Exit(2)
	}
}

func serve() error {
	decoder := json.NewDecoder(bufio.NewReaderSize(os.Stdin, 1<<20))
	writer := bufio.NewWriterSize(os.Stdout, 1<<20)
	encoder := json.NewEncoder(writer)
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
	runs, err := runsOf(next)
	result := answer{Runs: []time.Time{}}
	if err != nil {
		result.Error = err.Error()
	}
	for _, run := range runs {
		if !run.After(next.Until) {
			result.Runs = append(result.Runs, run.UTC())
		}
	}
	return result
}

func runsOf(next *request) ([]time.Time, error) {
	if next.Recurring != nil {
		return next.Recurring.runs(next.Clock, next.Until, next.Count)
	}
	return ticks(next)
}
