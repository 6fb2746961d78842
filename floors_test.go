package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// floors is the table of docs/architecture.md: a package imports only from floors below its own.
var floors = map[string]int{
	"":                  7,
	"api":               6,
	"jobs":              5,
	"sample":            5,
	"web":               5,
	"access":            4,
	"importers":         4,
	"exports":           4,
	"models/modelstest": 4,
	"models":            3,
	"incentives":        2,
	"tiering":           1,
	"policy":            0,
}

// forbidden are the imports that a pure package must not have: judgement does no I/O.
var forbidden = map[string][]string{
	"policy":     {"os", "net", "net/http", "database/sql", "gorm.io/gorm"},
	"tiering":    {"os", "net", "net/http", "database/sql", "gorm.io/gorm"},
	"incentives": {"os", "net", "net/http", "database/sql", "gorm.io/gorm"},
}

func TestPackagesImportOnlyFromFloorsBelow(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || strings.HasPrefix(d.Name(), ".") && d.Name() != ".") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		pkg := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), ".")
		floor, known := floors[pkg]
		if !known {
			t.Errorf("%s: package %q has no floor; give it one here and in docs/architecture.md", path, pkg)
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range file.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			for _, bad := range forbidden[pkg] {
				if name == bad {
					t.Errorf("%s imports %s: %s does no I/O", path, name, pkg)
				}
			}
			below, ours := strings.CutPrefix(name, "yunti/")
			if ours && floors[below] >= floor {
				t.Errorf("%s (floor %d) imports %s (floor %d): only floors below", path, floor, below, floors[below])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
