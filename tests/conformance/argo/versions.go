package main

import (
	"path/filepath"
	"strings"

	"sigs.k8s.io/yaml"
)

// newer are the fields of a CronWorkflow that 3.5 does not know.
var newer = []string{"schedules", "when", "stopStrategy"}

// withSchedules turns a file for Argo 3.5 into what v4.0.2 reads: there a CronWorkflow has the one line `schedule`, here
// the list `schedules`. All else is the same in both, so the one code can judge both.
func withSchedules(file string, body []byte, result *answer) []byte {
	var written []string
	for _, text := range separator.Split(string(body), -1) {
		var tree map[string]any
		if err := yaml.UnmarshalStrict([]byte(text), &tree); err != nil || tree["kind"] != "CronWorkflow" {
			written = append(written, text)
			continue
		}
		spec, _ := tree["spec"].(map[string]any)
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
