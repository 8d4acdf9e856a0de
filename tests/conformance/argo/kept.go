package main

import (
	wfv1 "github.com/argoproj/argo-workflows/v4/pkg/apis/workflow/v1alpha1"
)

// keptFacts is what the controller does with a run besides running it, as the joined spec says after substitution.
type keptFacts struct {
	// TTL is in seconds, by `completion`, `success` and `failure`.
	TTL map[string]*int32 `json:"ttl"`
	// PodGC is the strategy, empty if pods stay; Delay is in seconds.
	PodGC    string     `json:"pod_gc"`
	Delay    *float64   `json:"pod_gc_delay"`
	Priority *int32     `json:"priority"`
	Locks    *lockFacts `json:"locks"`
}

// lockFacts are mutexes by name and semaphores by config map and key.
type lockFacts struct {
	Mutexes    []string   `json:"mutexes"`
	Semaphores [][]string `json:"semaphores"`
}

func (o *operation) kept(spec *wfv1.WorkflowSpec) keptFacts {
	facts := keptFacts{Priority: spec.Priority, Locks: locksOf(spec.Synchronization)}
	if ttl := spec.TTLStrategy; ttl != nil {
		facts.TTL = map[string]*int32{
			"completion": ttl.SecondsAfterCompletion, "success": ttl.SecondsAfterSuccess, "failure": ttl.SecondsAfterFailure,
		}
	}
	if collection := spec.PodGC; collection != nil {
		facts.PodGC = string(collection.Strategy)
		delay, err := collection.GetDeleteDelayDuration()
		switch {
		case err != nil:
			o.result.refuse(o.where, "podGC.deleteDelayDuration: %v", err)
		case delay >= 0:
			length := delay.Seconds()
			facts.Delay = &length
		}
		if collection.Strategy == "" {
			o.result.refuse(o.where, "podGC without a strategy deletes nothing")
		}
	}
	return facts
}

func locksOf(locks *wfv1.Synchronization) *lockFacts {
	if locks == nil {
		return nil
	}
	facts := &lockFacts{Mutexes: []string{}, Semaphores: [][]string{}}
	for _, mutex := range locks.Mutexes {
		facts.Mutexes = append(facts.Mutexes, mutex.Name)
	}
	for _, semaphore := range locks.Semaphores {
		if reference := semaphore.ConfigMapKeyRef; reference != nil {
			facts.Semaphores = append(facts.Semaphores, []string{reference.Name, reference.Key})
		}
	}
	return facts
}

// archivesLogs follows IsArchiveLogs (workflow/controller/workflowpod.go, v4.0.2) with a repository that does not keep
// all logs; null where nothing says anything.
func (o *operation) archivesLogs(tmpl *wfv1.Template) *bool {
	if location := tmpl.ArchiveLocation; location != nil && location.ArchiveLogs != nil {
		return location.ArchiveLogs
	}
	return o.execution.Spec.ArchiveLogs
}

// checkLocks tells a mutex that a template waits for while its own run holds it: holders are compared by run and node
// (workflow/sync/semaphore.go, v4.0.2), so neither would end.
func checkLocks(where string, spec *wfv1.WorkflowSpec, result *answer) {
	held := map[string]bool{}
	if locks := locksOf(spec.Synchronization); locks != nil {
		for _, name := range locks.Mutexes {
			held[name] = true
		}
	}
	for index := range spec.Templates {
		locks := locksOf(spec.Templates[index].Synchronization)
		if locks == nil {
			continue
		}
		for _, name := range locks.Mutexes {
			if held[name] {
				result.refuse(where, "template %q waits for the mutex %q of its own run", spec.Templates[index].Name, name)
			}
		}
	}
}
