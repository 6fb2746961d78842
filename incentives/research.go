package incentives

import (
	"fmt"

	"yunti/policy"
	"yunti/tiering"
)

// research gives a rate of a firm's research costs, or of their increase. (措施 第四条; 研发费用 of the statistics, A4)
func (c *Counter) research(clause *policy.Clause, p *Payee, year int) []Entitlement {
	if p.Firm == nil || p.Firm.Founding() > year {
		return nil // figures of years before the founding year do not exist
	}
	t := clause.Trigger.Research
	rd, reported := figure(p.Firm, tiering.RD, year)
	if reported && rd <= 0 {
		return nil
	}
	class := c.classify(t, p.Firm, year)
	if class.major && !t.Major || !class.major && !t.Other {
		return nil
	}
	basis := policy.Money(rd)
	switch {
	case class.eligible == tiering.Unmet:
		return nil
	case class.eligible == tiering.Unknown:
		if !reported || t.Increase {
			return nil
		}
		return pending(clause, p, year, &basis, class.why)
	case !reported:
		if t.Increase {
			return nil
		}
		return pending(clause, p, year, nil, fmt.Sprintf("%d 年研发费用未报送", year))
	case !t.Increase:
		return entitle(clause, p.ID, p.Name, p.Firm, year, &clause.Amounts[0], &basis, fmt.Sprintf("%d 年研发费用；%s", year, class.why))
	}
	return c.increase(clause, p, year, basis)
}

// increase gives a rate of the firm's own increase over the year before. A missing year before is not zero. (A1, A3)
func (c *Counter) increase(clause *policy.Clause, p *Payee, year int, rd policy.Money) []Entitlement {
	before, reported := figure(p.Firm, tiering.RD, year-1)
	if !reported || year-1 < p.Firm.Founding() {
		return pending(clause, p, year, nil, fmt.Sprintf("%d 年研发费用未报送", year-1))
	}
	grown := rd - policy.Money(before)
	return entitle(clause, p.ID, p.Name, p.Firm, year, &clause.Amounts[0], &grown, fmt.Sprintf("研发费用较 %d 年的增量", year-1))
}

// class is where a firm stands under Article 4.
type class struct {
	major    bool // 规上高新技术企业等重点研发投入企业; else 其他规上企业
	eligible tiering.Outcome
	why      string
}

// classify reads the firm's status at the end of the year. (A5, A6) Derived status is not enough to pay on, and not to
// be passed over where it is met.
func (c *Counter) classify(t *policy.ResearchTrigger, f *tiering.Facts, year int) class {
	judge := c.judge(year)
	if judge.Valid(f, t.Listed, year) {
		return class{true, tiering.Met, "列入重点研发投入企业名单"}
	}
	certified := judge.Valid(f, t.Certificate, year)
	scaled := judge.Scaled(f, year)
	switch {
	case scaled.Outcome == tiering.Unknown:
		return class{certified, tiering.Unknown, fmt.Sprintf("%d 年是否规上不明", year)}
	case scaled.Outcome == tiering.Met && scaled.Derived:
		return class{certified, tiering.Unknown, fmt.Sprintf("%d 年规上为测算，待名录核实", year)}
	case scaled.Outcome != tiering.Met:
		return class{certified, tiering.Unmet, ""}
	case certified:
		return class{true, tiering.Met, "规上高新技术企业"}
	}
	return class{false, tiering.Met, "规上企业"}
}
