module segue/conformance/tekton

go 1.26.4

require (
	github.com/robfig/cron/v3 v3.0.1
	github.com/tektoncd/pipeline v1.15.0
	k8s.io/api v0.35.7
	k8s.io/apimachinery v0.36.3
	knative.dev/pkg v0.0.0-20260622140654-39ebae2ee2dc
	sigs.k8s.io/json v0.0.0-20250730193827-2d320260d730
	sigs.k8s.io/yaml v1.6.0
)
