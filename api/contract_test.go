package api

import (
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"yunti/importers"
	"yunti/policy"
	"yunti/tiering"
)

func TestContractIsWellFormed(t *testing.T) {
	k, err := loadContract(contractText)
	if err != nil {
		t.Fatal(err)
	}
	for name, op := range k.operations {
		for what, text := range map[string]string{"summary": op.Operation.Summary, "operationId": op.Operation.OperationID} {
			if text == "" {
				t.Errorf("%s has no %s", name, what)
			}
		}
		for _, p := range op.Operation.Parameters {
			if p.Value.Description == "" {
				t.Errorf("%s: parameter %s has no description", name, p.Value.Name)
			}
		}
		if problems := op.Operation.Responses.Default(); problems == nil && op.Roles[0] != "anyone" {
			t.Errorf("%s does not say how it fails", name)
		}
	}
}

func TestOperationWithoutRolesStopsTheStart(t *testing.T) {
	for name, edit := range map[string][2]string{
		"none":    {"      x-roles: [city]\n", ""},
		"empty":   {"x-roles: [city]", "x-roles: []"},
		"unknown": {"x-roles: [city]", "x-roles: [boss]"},
		"text":    {"x-roles: [city]", "x-roles: city"},
	} {
		text := strings.Replace(string(contractText), edit[0], edit[1], 1)
		if text == string(contractText) {
			t.Fatalf("%s: nothing was edited", name)
		}
		if _, err := loadContract([]byte(text)); err == nil || !strings.Contains(err.Error(), "x-roles") {
			t.Errorf("%s: got %v, want an error about x-roles", name, err)
		}
	}
}

func TestRouteWithoutOperationStopsTheStart(t *testing.T) {
	s := newServer(t, nil)
	s.engine.GET(prefix+"secret", s.healthz)
	err := s.contract.matches(s.engine.Routes())
	if err == nil || !strings.Contains(err.Error(), "GET /api/v1/secret") {
		t.Errorf("got %v, want the route that is not in the contract", err)
	}
}

func TestOperationWithoutRouteStopsTheStart(t *testing.T) {
	s := newServer(t, nil)
	s.contract.operations["GET /api/v1/later"] = &operation{}
	err := s.contract.matches(s.engine.Routes())
	if err == nil || !strings.Contains(err.Error(), "GET /api/v1/later") {
		t.Errorf("got %v, want the operation that has no route", err)
	}
}

// The contract spells out the names that programs branch on; they are the book's and the importers'.
func TestContractNamesWhatTheProgramKnows(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(contractText)
	if err != nil {
		t.Fatal(err)
	}
	book, err := policy.Load(policy.Embedded())
	if err != nil {
		t.Fatal(err)
	}
	ed, err := book.At(policy.YearEnd(2023))
	if err != nil {
		t.Fatal(err)
	}
	var tiers, ladders, kinds, moves []string
	for _, tier := range ed.Tiers {
		tiers = append(tiers, tier.ID)
	}
	for _, l := range ed.Ladders {
		ladders = append(ladders, l.ID)
	}
	for _, k := range importers.Kinds {
		kinds = append(kinds, k.ID)
	}
	for _, m := range []tiering.Movement{tiering.Entered, tiering.Kept, tiering.Promoted, tiering.Demoted, tiering.Lapsed, tiering.Revoked,
		tiering.Outgrown, tiering.AgedOut, tiering.ListedOut, tiering.Left, tiering.Undecided} {
		moves = append(moves, string(m))
	}
	for schema, want := range map[string][]string{
		"TierID": tiers, "TierOrNull": tiers, "LadderID": ladders, "RosterKindID": kinds, "Movement": moves, "MovementOrNull": moves,
	} {
		var got []string
		for _, v := range doc.Components.Schemas[schema].Value.Enum {
			if text, ok := v.(string); ok {
				got = append(got, text)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s is %v, want %v", schema, got, want)
		}
	}
}
