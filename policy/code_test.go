package policy

import (
	"errors"
	"testing"
)

// The first is the example of GB 32100-2015 itself; the others were worked out digit by digit.
var goodCodes = []string{"91350100M000100Y43", "91530102MA6K00014A", "91512081MA62K0260E", "91530111MA6K002170", "91530103MA6K0009XE", "91530103MA6K00030E"}

func TestCheckCodeAcceptsCodesOfTheStandard(t *testing.T) {
	for _, code := range goodCodes {
		if err := CheckCode(code); err != nil {
			t.Error(err)
		}
		if got := CompleteCode(code[:17]); got != code {
			t.Errorf("CompleteCode(%s) = %s, want %s", code[:17], got, code)
		}
		if note := CodeNote(code); note != "" {
			t.Errorf("%s: %s", code, note)
		}
	}
}

func TestCheckCodeSaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct {
		name, code string
		want       error
	}{
		{"nothing", "", ErrCodeMissing},
		{"a published code with a wrong check character", "91310115MA1G4L1WXK", ErrCodeCheck},
		{"two digits swapped", "91530120MA6K00014A", ErrCodeCheck},
		{"an old registration number", "530100000012345", ErrCodeOldNumber},
		{"an organisation code with hyphen", "MA6K0001-4", ErrCodeOrgCode},
		{"an organisation code without hyphen", "MA6K00014", ErrCodeOrgCode},
		{"nine digits that are no organisation code", "123456789", ErrCodeLength},
		{"one character short", "91530102MA6K00014", ErrCodeLength},
		{"one character long", "91530102MA6K00014AA", ErrCodeLength},
		{"the letter O for zero", "91530102MA6KOO014A", ErrCodeCharacter},
		{"lower case that nobody normalised", "91530102ma6k00014a", ErrCodeCharacter},
		{"full width that nobody normalised", "91530102MA6K0001４A", ErrCodeCharacter},
		{"a Chinese character", "91530102昆A6K00014A", ErrCodeCharacter},
		{"scientific notation", "9.1530102E+17", ErrCodeDamaged},
		{"scientific notation without plus", "9.15301020000012E17", ErrCodeDamaged},
		{"a number with decimals", "915301020000123000.0", ErrCodeDamaged},
		{"a number that lost its last three digits", "915301021234567000", ErrCodeDamaged},
	} {
		if err := CheckCode(c.code); !errors.Is(err, c.want) {
			t.Errorf("%s (%s): %v, want %v", c.name, c.code, err, c.want)
		}
	}
}

func TestNormalCodeFoldsWhatPeopleType(t *testing.T) {
	for _, s := range []string{"91530102ma6k00014a", " 91530102 MA6K0001 4A ", "９１５３０１０２ＭＡ６Ｋ０００１４Ａ", "'91530102MA6K00014A",
		"\ufeff91530102MA6K00014A\u200b", "91530102\u00a0MA6K00014A\t\r\n", "91530102MA6K\u00ad00014A\u3000"} {
		if got := NormalCode(s); got != "91530102MA6K00014A" {
			t.Errorf("NormalCode(%q) = %q", s, got)
		}
	}
	if got := NormalCode("9.1530102e+17"); got != "9.1530102E+17" {
		t.Errorf("a damaged number must stay recognisable, got %q", got)
	}
}

// Codes were issued whose organisation code fails its own check: they are accepted with a note.
func TestInnerOrganisationCodeIsOnlyANote(t *testing.T) {
	code := CompleteCode("91530102MA6K00015")
	if err := CheckCode(code); err != nil {
		t.Fatal(err)
	}
	if CodeNote(code) == "" {
		t.Errorf("%s passes without a note", code)
	}
	for org, want := range map[string]bool{"M000100Y4": true, "MA6K00014": true, "MA62K0260": true, "192203821": true,
		"MA6K0009X": true, "MA6K00030": true, "MA6K00015": false, "MA6K0001-": false} {
		if validOrgCode(org) != want {
			t.Errorf("validOrgCode(%s) = %v", org, !want)
		}
	}
}

func TestCompleteCodeRefusesWhatCannotBeginACode(t *testing.T) {
	for _, body := range []string{"", "91530102MA6K0001", "91530102MA6K00014A", "91530102MA6KO0014", "91530102ma6k00014"} {
		if got := CompleteCode(body); got != "" {
			t.Errorf("CompleteCode(%q) = %q", body, got)
		}
	}
}

func BenchmarkCheckCode(b *testing.B) {
	for b.Loop() {
		if err := CheckCode("91530102MA6K00014A"); err != nil {
			b.Fatal(err)
		}
	}
}
