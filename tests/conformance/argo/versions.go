package main

import (
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
)

// newer are the fields of a CronWorkflow that 3.5 does not know.
var newer = []string{"schedules", "when", "stopStrategy"}

// withSchedules turns a file for Argo 3.5 into what v4.0.2 reads: there a CronWorkflow has the one line `schedule` and a
// run or template one `mutex` or `semaphore`, here lists. All else is the same in both, so the one code can judge both.
func withSchedules(file string, body []byte, result *answer) []byte {
	var written []string
	for _, text := range separator.Split(string(body), -1) {
		var tree map[string]any
		if err := yaml.UnmarshalStrict([]byte(text), &tree); err != nil {
			written = append(written, text)
			continue
		}
		spec, _ := tree["spec"].(map[string]any)
		workflow := spec
		if tree["kind"] == "CronWorkflow" {
			workflow, _ = spec["workflowSpec"].(map[string]any)
		}
		withLocks(file, workflow, result)
		templates, _ := workflow["templates"].([]any)
		for _, item := range templates {
			tmpl, _ := item.(map[string]any)
			withLocks(file, tmpl, result)
		}
		for _, name := range newer {
			if _, ok := spec[name]; ok {
				result.refuse(filepath.Base(file), "version 3.5 does not know `%s`", name)
			}
		}
		if line, ok := spec["schedule"]; ok {
			spec["schedules"] = []any{line}
			delete(spec, "schedule")
		}
		changed, err := yaml.Marshal(tree)
		if err != nil {
			result.refuse(filepath.Base(file), "%v", err)
			continue
		}
		written = append(written, "\n"+string(changed))
	}
	return []byte(strings.Join(written, "\n---"))
}

// withLocks does so in a spec or template. 3.5 takes a semaphore before a mutex and does not see the latter then.
func withLocks(file string, holder map[string]any, result *answer) {
	locks, ok := holder["synchronization"].(map[string]any)
	if !ok {
		return
	}
	if len(locks) > 1 {
		result.refuse(filepath.Base(file), "version 3.5 takes one lock")
	}
	for single, list := range map[string]string{"mutex": "mutexes", "semaphore": "semaphores"} {
		if _, ok := locks[list]; ok {
			result.refuse(filepath.Base(file), "version 3.5 does not know `%s`", list)
		}
		if lock, ok := locks[single]; ok {
			locks[list] = []any{lock}
			delete(locks, single)
		}
	}
}
