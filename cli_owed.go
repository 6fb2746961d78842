package main

import (
	"fmt"
	"strings"

	"yunti/incentives"
	"yunti/jobs"
	"yunti/models"
	"yunti/policy"
)

type owedCmd struct {
	database
	Year   int  `arg:"" help:"${year}"`
	JSON   bool `name:"json" help:"${json}"`
	Beyond bool `help:"${beyond}"`
}

func (o owedCmd) Run(c *runContext) error {
	db, b, err := o.openWithBook(c)
	if err != nil {
		return err
	}
	defer db.Close()
	ledger, err := o.ledger(c, db)
	if err != nil {
		return err
	}
	var low, high policy.Money
	counts := map[incentives.State]int{}
	owing := jobs.Owing{Year: o.Year, Beyond: o.Beyond, Edition: func(year int) (*policy.Edition, error) { return b.At(policy.YearEnd(year)) }}
	pools, err := jobs.EachOwed(c, db, owing, func(e incentives.Entitlement) error {
		counts[e.State]++
		if e.State == incentives.Owed && !e.Outside {
			low, high = low+*e.Low, high+*e.High
		}
		if o.JSON {
			return printJSON(c.out, e)
		}
		_, err := fmt.Fprintf(c.out, "%s %s %s %s %s %s\n", pad(e.Clause, 5), pad(e.Payee, 18), pad(e.Name, 36), pad(amountText(e), 18), pad(stateText(e.State), 4), remarks(e)+ledger[nameOf(e.Clause, e.Payee, e.Item)])
		return err
	})
	if err != nil {
		return err
	}
	if counts[incentives.Owed]+counts[incentives.Pending]+counts[incentives.Suspended] == 0 {
		return o.explainNothing(c, b)
	}
	c.say(tr("%d 年度奖补测算：应给予 %d 笔，%s；待补 %d 笔，暂缓 %d 笔", "owed for %d: %d lines, %s; %d pending, %d suspended"), o.Year,
		counts[incentives.Owed], spanText(low, high), counts[incentives.Pending], counts[incentives.Suspended])
	for _, pool := range pools {
		c.say("%s", pool)
	}
	return nil
}

// ledger says what was settled and paid for the lines of the year, by their names.
func (o owedCmd) ledger(c *runContext, db *models.DB) (map[string]string, error) {
	texts := map[string]string{}
	if o.JSON {
		return texts, nil // its lines are what is counted, and nothing else
	}
	err := db.EachSettlement(c, models.Everything, models.SettlementFilter{Year: o.Year}, func(s *models.SettlementFile) error {
		if s.State == models.SettlementReversed {
			return nil
		}
		text := fmt.Sprintf(tr("；%s %s 万元（%s）", "; %s %s 万元 (%s)"), models.SettlementStateName(s.State), wanText(s.Amount), s.ID)
		if s.Paid != 0 {
			text += fmt.Sprintf(tr("，已拨付 %s 万元", ", paid %s 万元"), wanText(s.Paid))
		}
		texts[nameOf(s.Clause, s.Payee, s.Item)] = text
		return nil
	})
	return texts, err
}

// nameOf names a line among those of its year.
func nameOf(clause, payee, item string) string { return clause + "\x00" + payee + "\x00" + item }

// explainNothing says whether the year lies outside every clause's years, which people would otherwise take for an error.
func (o owedCmd) explainNothing(c *runContext, b *policy.Book) error {
	ed, err := b.At(policy.YearEnd(o.Year))
	if err != nil {
		return err
	}
	for _, clause := range ed.Clauses {
		if clause.Years.Has(o.Year) {
			c.say(tr("%d 年度没有应给予的奖补。", "nothing is owed for %d."), o.Year)
			return nil
		}
	}
	c.say(tr("%d 年不在任何条款的有效年度之内（措施有效期见 yunti policy show），没有应给予的奖补。",
		"%d lies outside the years of every clause (see yunti policy show); nothing is owed."), o.Year)
	return nil
}

// remarks is why a line is there, why it waits, and what to look at before it is settled.
func remarks(e incentives.Entitlement) string {
	texts := []string{e.Ground}
	if e.Outside {
		texts = append(texts, "期外测算，不计入合计")
	}
	if e.Reason != "" {
		texts = append(texts, "暂缓原因："+e.Reason)
	}
	if e.Beside != nil {
		texts = append(texts, "另一口径 "+wanText(*e.Beside)+" 万元")
	}
	return strings.Join(append(texts, e.Notes...), "；")
}

func amountText(e incentives.Entitlement) string {
	if e.Low == nil {
		return tr("待补", "pending")
	}
	return spanText(*e.Low, *e.High)
}

func spanText(low, high policy.Money) string {
	if low == high {
		return wanText(low) + " 万元"
	}
	return wanText(low) + "–" + wanText(high) + " 万元"
}

// wanText writes an amount in 万元; entitlements are whole hundredths of it.
func wanText(m policy.Money) string {
	return fmt.Sprintf("%d.%02d", m/policy.Wan, m%policy.Wan/(policy.Wan/100))
}

func stateText(s incentives.State) string {
	return tr(map[incentives.State]string{incentives.Owed: "应给予", incentives.Pending: "待补", incentives.Suspended: "暂缓"}[s], string(s))
}
