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
	pool := c.pools[clause.ID]
	rd, reported := figure(p.Firm, c.figures[t.Figure], year)
	if reported && rd <= 0 && pool == nil {
		return nil
	}
	class := c.classify(t, p.Firm, year)
	if !t.Everyone && (class.major && !t.Major || !class.major && !t.Other) {
		return nil
	}
	basis := policy.Money(rd)
	switch {
	case class.eligible == tiering.Unmet:
		return nil
	case class.eligible == tiering.Unknown:
		if pool != nil && reported {
			pool.Unknown++
		}
		if !reported || rd <= 0 || t.Increase {
			return nil
		}
		return c.pending(p.of(clause, year, 0, class.why), &basis)
	case !reported:
		if pool != nil {
			pool.Unknown++
		}
		if t.Increase {
			return nil
		}
		return c.pending(p.of(clause, year, 0, fmt.Sprintf("%d 年%s未报送", year, c.costs(t))), nil)
	case !t.Increase:
		return c.entitle(p.of(clause, year, 0, fmt.Sprintf("%d 年%s；%s", year, c.costs(t), class.why)), &clause.Amounts[0], &basis)
	}
	return c.increase(clause, p, year, basis, pool)
}

// increase gives a rate of the firm's own increase over the year before. A missing year before is not zero. (A1, A3)
// A firm that spent less than the year before, or nothing any more, gets nothing, but lowers the city's pool.
func (c *Counter) increase(clause *policy.Clause, p *Payee, year int, rd policy.Money, pool *Pool) []Entitlement {
	t := clause.Trigger.Research
	before, reported := figure(p.Firm, c.figures[t.Figure], year-1)
	known := reported && year-1 >= p.Firm.Founding()
	grown := rd - policy.Money(before)
	if pool != nil {
		if known {
			pool.add(grown)
		} else {
			pool.Unknown++
		}
	}
	switch {
	case rd <= 0:
		return nil
	case !known:
		return c.pending(p.of(clause, year, 0, fmt.Sprintf("%d 年%s未报送", year-1, c.costs(t))), nil)
	}
	return c.entitle(p.of(clause, year, 0, fmt.Sprintf("%s较 %d 年的增量", c.costs(t), year-1)), &clause.Amounts[0], &grown)
}

// costs is the title of the figure that counts.
func (c *Counter) costs(t *policy.ResearchTrigger) string {
	return tiering.FigureTable[c.figures[t.Figure]].Title
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
	if t.Everyone {
		return class{true, tiering.Met, "全部企业"} // (A2)
	}
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
