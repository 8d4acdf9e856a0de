// Command yaml answers what Go's two readers of YAML make of a file.
//
// It reads one JSON request a line and writes one JSON answer a line: each reader's documents, with the kind of every
// scalar that is no text. Version 2 is the reader under sigs.k8s.io/yaml, with which Kubernetes, Argo and Tekton read;
// version 3 is Kubeflow's. With `-unprintable` it prints the ranges from U+10000 on that Go does not call printable.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strconv"
	"unicode"
)

// request is one file.
type request struct {
	File string `json:"file"`
}

// answer is what each reader makes of it, by its version.
type answer struct {
	V2 reading `json:"v2"`
	V3 reading `json:"v3"`
}

// reading is the documents of a file, or why there are none.
type reading struct {
	Documents []any  `json:"documents"`
	Error     string `json:"error"`
}

func main() {
	asked := flag.Bool("unprintable", false, "print what strconv.IsPrint denies from U+10000 on")
	flag.Parse()
	var err error
	if *asked {
		err = json.NewEncoder(os.Stdout).Encode(unprintable())
	} else {
		err = serve()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "yaml:", err)
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
		body, err := os.ReadFile(next.File)
		if err != nil {
			return err
		}
		if err := encoder.Encode(answer{V2: byVersion2(body), V3: byVersion3(body)}); err != nil {
			return err
		}
		if err := writer.Flush(); err != nil {
			return err
		}
	}
	return nil
}

// unprintable is first and last of each range.
func unprintable() [][2]rune {
	var ranges [][2]rune
	for letter := rune(0x10000); letter <= unicode.MaxRune; letter++ {
		if strconv.IsPrint(letter) {
			continue
		}
		if last := len(ranges) - 1; last >= 0 && ranges[last][1] == letter-1 {
			ranges[last][1] = letter
			continue
		}
		ranges = append(ranges, [2]rune{letter, letter})
	}
	return ranges
}
