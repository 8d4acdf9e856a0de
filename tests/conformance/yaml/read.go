package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	yaml2 "go.yaml.in/yaml/v2"
	yaml3 "go.yaml.in/yaml/v3"
)

// Both refuse a key that stands twice, as Kubernetes' strict reading does.

func byVersion2(body []byte) reading {
	decoder := yaml2.NewDecoder(bytes.NewReader(body))
	decoder.SetStrict(true)
	return all(decoder.Decode)
}

func byVersion3(body []byte) reading {
	return all(yaml3.NewDecoder(bytes.NewReader(body)).Decode)
}

func all(decode func(any) error) reading {
	result := reading{Documents: []any{}}
	for {
		var document any
		err := decode(&document)
		if errors.Is(err, io.EOF) {
			return result
		}
		if err != nil {
			return reading{Documents: []any{}, Error: err.Error()}
		}
		result.Documents = append(result.Documents, shown(document))
	}
}

// shown is a value as JSON says it without loss: a text is a text, another scalar a list of its kind and its text.
func shown(value any) any {
	switch value := value.(type) {
	case map[any]any:
		return shownMap(value)
	case map[string]any:
		return shownMap(value)
	case []any:
		items := make([]any, 0, len(value))
		for _, item := range value {
			items = append(items, shown(item))
		}
		return map[string]any{"list": items}
	case string:
		return value
	case nil:
		return scalar{"null", ""}
	case bool:
		return scalar{"bool", fmt.Sprint(value)}
	case int, int64, uint64:
		return scalar{"int", fmt.Sprint(value)}
	}
	// Fractions and times: nothing that readers could be asked to agree on but their kind.
	return scalar{fmt.Sprintf("%T", value), fmt.Sprint(value)}
}

type scalar [2]string

func shownMap[K comparable](value map[K]any) any {
	entries := make(map[string]any, len(value))
	for key, item := range value {
		name, isText := any(key).(string)
		if !isText {
			name = fmt.Sprintf("a key of type %T: %v", key, key)
		}
		entries[name] = shown(item)
	}
	return map[string]any{"map": entries}
}
