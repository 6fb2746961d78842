package incentives

import (
	"yunti/policy"
)

// Income is one income of a unit from transferring an achievement of its staff (职务科技成果转化).
type Income struct {
	Day         policy.Day // on which the income was received
	Distributed policy.Day // on which the cash reward was distributed, zero while it was not
}

// DistributionState says how far the distribution of a cash reward is.
type DistributionState string

// The states of a distribution.
const (
	DistributionOpen    DistributionState = "open"    // 待分配
	DistributionDone    DistributionState = "done"    // 按期完成
	DistributionOverdue DistributionState = "overdue" // 已逾期未分配
	DistributionLate    DistributionState = "late"    // 逾期完成
)

// Distribution is where an income stands against the deadline.
type Distribution struct {
	Clause  string            `json:"clause"`
	Due     policy.Day        `json:"due"` // the last day on which distributing is in time
	State   DistributionState `json:"state"`
	Days    int               `json:"days"`              // left until Due while open; over it when overdue or late; else 0
	Outside bool              `json:"outside,omitempty"` // the income was received outside the clause's years
}

// Distribution tells by when a cash reward has to be distributed and whether that was kept, as of today. The term runs in
// calendar months from the day of the income, that day not counted. (措施 第十条) ok is false for an edition without such a
// clause, and for an income without a day.
func (c *Counter) Distribution(in Income, today policy.Day) (d Distribution, ok bool) {
	if in.Day == 0 {
		return d, false
	}
	for i := range c.edition.Clauses {
		clause := &c.edition.Clauses[i]
		if clause.Deadline == nil {
			continue
		}
		d = Distribution{Clause: clause.ID, Due: clause.Deadline.Due(in.Day), Outside: !clause.Years.Has(in.Day.Year())}
		switch {
		case in.Distributed != 0 && in.Distributed <= d.Due:
			d.State = DistributionDone
		case in.Distributed != 0:
			d.State, d.Days = DistributionLate, in.Distributed.DaysSince(d.Due)
		case today > d.Due:
			d.State, d.Days = DistributionOverdue, today.DaysSince(d.Due)
		default:
			d.State, d.Days = DistributionOpen, d.Due.DaysSince(today)
		}
		return d, true
	}
	return d, false
}
