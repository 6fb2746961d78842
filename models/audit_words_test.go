package models_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"yunti/models"
)

// TestEveryActThatIsRecordedHasAName reads the sources of the whole program for calls that append to the audit trail.
func TestEveryActThatIsRecordedHasAName(t *testing.T) {
	acts := map[string]token.Position{}
	files := token.NewFileSet()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && appends[calledName(call)] && len(call.Args) > 3 {
				if text, ok := call.Args[3].(*ast.BasicLit); ok {
					act, _ := strconv.Unquote(text.Value)
					acts[act] = files.Position(text.Pos())
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(acts) < 5 {
		t.Errorf("only %v were found", acts)
	}
	for act, at := range acts {
		if models.ActionName(act) == act {
			t.Errorf("%s: the act %q has no Chinese name in models/audit_words.go", at, act)
		}
	}
}

// appends are the functions that append to the trail; the action is their fourth argument.
var appends = map[string]bool{"Audit": true, "AuditFirm": true, "Record": true}

func calledName(call *ast.CallExpr) string {
	switch f := call.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

func TestRolesHaveNames(t *testing.T) {
	for _, role := range []string{models.RoleIncubator, models.RoleCounty, models.RoleCity, models.RoleLeadership, models.RoleAdmin, models.RoleAuditor} {
		if models.RoleName(role) == role {
			t.Errorf("%s has no name", role)
		}
	}
	if models.RoleName("") != "" || models.RoleName("x") != "x" || models.ActionName("x.y") != "x.y" {
		t.Error("unknown ones are shown as they are")
	}
}
