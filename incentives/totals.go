package incentives

import "yunti/policy"

// Total is the sum of the lines of one clause as they are printed, so that a table adds up. (A19)
type Total struct {
	Clause    string       `json:"clause"`
	Lines     int          `json:"lines"` // all of them
	Low       policy.Money `json:"low"`   // of what is owed
	High      policy.Money `json:"high"`
	Beside    policy.Money `json:"beside"` // of what is owed, in the reading that is not taken (A1); lines without one count nothing
	Pending   int          `json:"pending"`
	Suspended int          `json:"suspended"`
	HeldLow   policy.Money `json:"held_low"` // of what is suspended
	HeldHigh  policy.Money `json:"held_high"`
	Outside   int          `json:"outside"` // lines outside the clause's years: in no sum
}

// Add adds a line.
func (t *Total) Add(e *Entitlement) {
	t.Lines++
	switch {
	case e.Outside:
		t.Outside++
	case e.State == Pending || e.Low == nil || e.High == nil:
		t.Pending++
	case e.State == Suspended:
		t.Suspended++
		t.HeldLow += *e.Low
		t.HeldHigh += *e.High
	default:
		t.Low += *e.Low
		t.High += *e.High
		if e.Beside != nil {
			t.Beside += *e.Beside
		}
	}
}
