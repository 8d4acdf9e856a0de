module segue.dev/conformance/yaml

go 1.26.4

require (
	go.yaml.in/yaml/v2 v2.4.4
	go.yaml.in/yaml/v3 v3.0.4
)
