package api

import (
	"flag"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// Runs last (tests run in the order of their files): the tests before have sent every operation at least one
// request that succeeds and one that fails, and held each answer against the contract.
func TestEveryOperationWasSeenToSucceedAndToFail(t *testing.T) {
	if f := flag.Lookup("test.run"); f != nil && f.Value.String() != "" {
		t.Skip("only some tests were run")
	}
	doc, err := openapi3.NewLoader().LoadFromData(contractText)
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range doc.Paths.Map() {
		for _, operation := range item.Operations() {
			name := operation.OperationID
			if seen[name] == nil || seen[name].ok == 0 {
				t.Errorf("%s was never seen to succeed", name)
			}
			if seen[name] == nil || seen[name].failed == 0 {
				t.Errorf("%s was never seen to fail", name)
			}
		}
	}
}
