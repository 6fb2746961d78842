package tiering

import (
	"strconv"

	"yunti/policy"
)

// TellGaps writes into every unmet finding of a tree how far its number is from the bound, in the words of Gaps: 差 3 件. What stands under
// a “须不满足” is left as it is: there unmet is what is wanted.
func TellGaps(f *Finding) {
	if f.Note == groupNote(&node{op: opNot}) && f.Metric == "" {
		return
	}
	if f.Outcome == Unmet.String() && f.Gap == "" && f.Bound != "" {
		f.Gap = f.told()
	}
	for i := range f.Parts {
		TellGaps(&f.Parts[i])
	}
}

// told is the gap of an unmet finding with a bound, "" when it compares no numbers.
func (f *Finding) told() string {
	if f.Score != nil {
		bound, err := strconv.Atoi(f.Bound)
		if err != nil {
			return ""
		}
		if policy.Op(f.Op) == policy.Above {
			bound++
		}
		return "差 " + strconv.Itoa(bound-f.Score.High) + " 分"
	}
	i := metricIndex(f.Metric)
	if i < 0 || metricTable[i].unit == policy.UnitFlag {
		return ""
	}
	rel, ok := relations[policy.Op(f.Op)]
	if !ok {
		return ""
	}
	return metricTable[i].gap(f.Actual, rel, f.Bound)
}
