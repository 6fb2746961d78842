package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"yunti/exports"
	"yunti/models"
	"yunti/policy"
)

type auditCmd struct {
	Verify auditVerifyCmd `cmd:"" help:"${auditverify}"`
	List   auditListCmd   `cmd:"" help:"${auditlist}"`
	Export auditExportCmd `cmd:"" help:"${auditexport}"`
}

// trailFilter is what the lines of the trail are chosen by on the command line.
type trailFilter struct {
	Who     string     `help:"${auditwho}"`
	Firm    string     `placeholder:"CODE" help:"${auditfirm}"`
	Subject string     `help:"${auditsubject}"`
	Action  string     `placeholder:"filing." help:"${auditaction}"`
	From    policy.Day `placeholder:"2026-01-01" help:"${auditfrom}"`
	To      policy.Day `placeholder:"2026-12-31" help:"${auditto}"`
}

func (f trailFilter) filter() models.TrailFilter {
	return models.TrailFilter{Who: f.Who, Firm: f.Firm, Subject: f.Subject, Action: f.Action, From: f.From, To: f.To}
}

type auditVerifyCmd struct {
	database
	Anchor    string `placeholder:"N:HASH" help:"${anchor}"`
	Unguarded bool   `help:"${unguarded}"`
	JSON      bool   `name:"json" help:"${json}"`
}

func (a auditVerifyCmd) Run(c *runContext) error {
	var from models.Anchor
	var err error
	if a.Anchor != "" {
		if from, err = models.ParseAnchor(a.Anchor); err != nil {
			return err
		}
	}
	db, err := a.existing(c)
	if err != nil {
		return err
	}
	defer db.Close()
	report, err := db.VerifyTrail(c, from)
	if err != nil {
		return err
	}
	if a.JSON {
		err = printJSON(c.out, report)
	} else {
		printTrailReport(c.out, report)
	}
	switch {
	case err != nil:
		return err
	case report.Fault != nil:
		return attention{fmt.Errorf(tr("操作记录有问题：%s。", "the audit trail is not what it was: %s."), report.Fault.Text)}
	case !report.Guarded && !a.Unguarded:
		return attention{fmt.Errorf(tr("操作记录没有防护：%s。", "the audit trail is not guarded: %s."), unguarded())}
	}
	return nil
}

// unguarded says what it means that nothing in the database refuses changes to the trail.
func unguarded() string {
	return tr("数据库里没有拒绝修改和删除操作记录的触发器：被人删除了，或者数据库不支持、建库的账号没有建触发器的权限。"+
		"如果升级时日志没有提示过建不了触发器，就是被人删除的，请立即查明；确知这个数据库没有触发器的，加 --unguarded",
		"the database has no triggers that refuse changes to it: somebody dropped them, or the database has none, or the account may not make any. "+
			"Unless the log told so at the upgrade, somebody dropped them: find out at once. Where there are none to be had, add --unguarded")
}

// printTrailReport prints what checking the trail found, but for the fault.
func printTrailReport(w io.Writer, r models.TrailReport) {
	state := tr("操作记录完整", "the audit trail is sound")
	if r.Fault != nil {
		state = tr("在第一处问题之前", "before the first fault")
	}
	fmt.Fprintf(w, tr("%s：校验 %d 条", "%s: %d lines checked"), state, r.Lines)
	if r.First != nil {
		fmt.Fprintf(w, tr("，%s 至 %s", ", %s to %s"), policy.DayOf(r.First.In(zone)), policy.DayOf(r.Last.In(zone)))
	}
	if r.Early > 0 {
		fmt.Fprintf(w, tr("；链建立之前另有 %d 条", "; %d lines from before the chain"), r.Early)
	}
	fmt.Fprintln(w)
	if !r.Guarded {
		fmt.Fprintln(w, tr("注意：数据库里没有拒绝修改和删除操作记录的触发器，目前只靠哈希链发现改动。",
			"note: the database has no triggers that refuse changes to the trail; only the hashes tell of them"))
	}
	if r.Lines > 0 {
		fmt.Fprintf(w, tr("锚点 %s\n请把锚点抄存在数据库之外；以后用 yunti audit verify --anchor 校验，可证明到这一条为止没有被整体改写过。\n",
			"anchor %s\nkeep it outside of the database; yunti audit verify --anchor proves later that nothing up to this line was rewritten\n"), r.Anchor)
	}
}

type auditListCmd struct {
	database
	trailFilter
	Limit int  `default:"50" help:"${auditlimit}"`
	JSON  bool `name:"json" help:"${json}"`
}

// errEnough ends a list at its limit.
var errEnough = errors.New("enough")

func (a auditListCmd) Run(c *runContext) error {
	if a.Limit < 0 {
		return errors.New(tr("--limit 不能小于 0；0 为不限", "--limit must not be negative; 0 is no limit"))
	}
	db, err := a.existing(c)
	if err != nil {
		return err
	}
	defer db.Close()
	lines := 0
	_, err = db.EachEntry(c, a.filter(), func(e *models.Entry) error {
		if lines++; a.Limit > 0 && lines > a.Limit {
			return errEnough
		}
		if a.JSON {
			return printJSON(c.out, e)
		}
		_, err := fmt.Fprintln(c.out, entryText(e))
		return err
	})
	switch {
	case errors.Is(err, errEnough):
		if !a.JSON {
			c.say(tr("只列出最近 %d 条；--limit 0 列出全部。", "only the latest %d; --limit 0 lists all"), a.Limit)
		}
		return nil
	case err == nil && lines == 0 && !a.JSON:
		c.say("%s", tr("没有符合条件的操作记录。", "no line of the audit trail fits"))
	}
	return err
}

// entryText is a line of the trail as a line of the terminal.
func entryText(e *models.Entry) string {
	number := "-"
	if e.Number != nil {
		number = fmt.Sprint(*e.Number)
	}
	action := e.Action
	if !english() {
		action = models.ActionName(e.Action)
	}
	who := e.Who
	if e.Role != "" {
		who += "(" + e.Role + ")"
	}
	subject := e.Subject
	if e.Firm != "" {
		subject += " " + e.Firm
	}
	return strings.TrimSpace(fmt.Sprint(pad(number, 7), " ", e.At.In(zone).Format("2006-01-02 15:04:05"), " ", pad(printable(who), 18), " ",
		pad(printable(e.From), 15), " ", pad(action, 16), " ", pad(printable(subject), 18), " ", printable(e.Detail)))
}

// printable keeps what was typed by strangers from steering the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '?'
	}, s)
}

type auditExportCmd struct {
	database
	trailFilter
	Out string `short:"o" required:"" type:"path" placeholder:"FILE.xlsx" help:"${out}"`
}

func (a auditExportCmd) Run(c *runContext) error {
	db, err := a.existing(c)
	if err != nil {
		return err
	}
	defer db.Close()
	now, who := time.Now(), operator()
	return writeFile(a.Out, func(w io.Writer) error {
		extract, err := exports.Trail(c, db, a.filter(), who.Who, now, w)
		if err != nil {
			return err
		}
		return db.Record(c, now, who, "audit.export", "", extract)
	})
}
