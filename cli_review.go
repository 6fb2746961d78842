package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"yunti/exports"
	"yunti/jobs"
	"yunti/models"
	"yunti/policy"
)

type reviewCmd struct {
	database
	Year    int  `arg:"" help:"${year}"`
	Publish bool `help:"${publish}"`
	JSON    bool `name:"json" help:"${json}"`
}

func (r reviewCmd) Run(c *runContext) error {
	db, b, err := r.openWithBook(c)
	if err != nil {
		return err
	}
	defer db.Close()
	review, err := runReview(c, db, b, r.Year, r.Publish)
	if err != nil {
		return err
	}
	if r.JSON {
		return printJSON(c.out, review)
	}
	return summarise(c, db, review)
}

// runReview reviews a year and, when asked, publishes the draft. A draft that is still what reviewing the year again would
// give is published as it was read, instead of another made in its place.
func runReview(c *runContext, db *models.DB, b *policy.Book, year int, publish bool) (*models.Review, error) {
	if publish {
		draft, err := standingDraft(c, db, b, year)
		if err != nil {
			return nil, err
		}
		if draft != nil {
			return jobs.Publish(c, db, draft.ID, operator(), time.Now())
		}
	}
	review, err := jobs.Review(c, db, b, year, jobs.Options{
		Actor: operator(), Now: time.Now, Progress: c.progress(fmt.Sprintf(tr("评价 %d 年度", "reviewing %d"), year)),
	})
	if err != nil || !publish {
		return review, err
	}
	return jobs.Publish(c, db, review.ID, operator(), time.Now())
}

// standingDraft returns the newest draft of the year when neither records, book nor the earlier review have changed since;
// nil for none.
func standingDraft(c *runContext, db *models.DB, b *policy.Book, year int) (*models.Review, error) {
	reviews, err := db.Reviews(c)
	if err != nil {
		return nil, err
	}
	ed, err := b.At(policy.YearEnd(year))
	if err != nil {
		return nil, err
	}
	for i := range reviews {
		r := &reviews[i]
		if r.Year != year || r.State != models.Draft {
			continue
		}
		outdated, err := jobs.Outdated(c, db, r)
		if err != nil || outdated != "" || r.Edition != ed.Digest {
			return nil, err
		}
		return r, nil
	}
	return nil, nil
}

// summarise prints the counts of a review, one line a tier.
func summarise(c *runContext, db *models.DB, r *models.Review) error {
	totals, err := r.Counts()
	if err != nil {
		return err
	}
	ed, err := db.Edition(c, r.Edition)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.out, tr("评价 %s：%s，企业 %d 户，在册 %d 户，数据有缺 %d 户\n", "review %s: %s, %d firms, %d present, %d with missing figures\n"),
		r.ID, reviewState(r.State), totals.Firms, totals.Present, totals.Missing)
	if r.Previous == "" {
		fmt.Fprintln(c.out, tr("首次评价，没有可比的上期。", "A first review: there is nothing to compare with."))
	}
	for _, l := range totals.Ladders {
		fmt.Fprintf(c.out, tr("%s（所在梯级，每户只计最高一级）\n", "%s (position: the highest tier of each firm)\n"), ladderName(ed, l.Ladder))
		for _, t := range l.Tiers {
			fmt.Fprintf(c.out, tr("  %s 本年 %d", "  %s now %d"), pad(tierName(ed, t.Tier), 24), t.Now)
			if r.Previous != "" {
				fmt.Fprintf(c.out, tr("，上期 %d", ", before %d"), t.Before)
			}
			if t.Carried > 0 {
				fmt.Fprintf(c.out, tr("，其中待核 %d", ", of which carried %d"), t.Carried)
			}
			fmt.Fprintln(c.out)
		}
	}
	if r.State == models.Draft {
		fmt.Fprintf(c.out, tr("这是草稿。发布：yunti review %d --publish\n", "This is a draft. To publish: yunti review %d --publish\n"), r.Year)
	}
	return nil
}

func reviewState(state string) string {
	names := map[string]string{models.Running: "进行中", models.Draft: "草稿", models.Published: "已发布", models.Superseded: "已被取代",
		models.Cancelled: "已取消", models.Failed: "失败"}
	return tr(names[state], state)
}

func ladderName(ed *policy.Edition, id string) string {
	for _, l := range ed.Ladders {
		if l.ID == id {
			return l.Name
		}
	}
	return id
}

func tierName(ed *policy.Edition, id string) string {
	if t, ok := ed.Tier(id); ok {
		return t.Name
	}
	return id
}

type reportCmd struct {
	database
	Key  string `arg:"" optional:"" help:"${reportkey}"`
	File string `arg:"" optional:"" type:"path" help:"${reportfile}"`
	Year int    `help:"${year}"`
	Code string `placeholder:"CODE" help:"${code}"`
	Out  string `short:"o" type:"path" placeholder:"FILE.xlsx" help:"${out}"`
}

func (r reportCmd) Run(c *runContext) error {
	switch r.Key {
	case "":
		for _, known := range exports.Reports {
			fmt.Fprintf(c.out, "%s %s  %s\n", pad(known.Key, 12), known.Name, known.Description)
		}
		return nil
	case "verify":
		return r.verify(c)
	}
	if r.File != "" {
		return fmt.Errorf(tr("多了参数 %s；输出文件写在 -o 之后", "unexpected argument %s; the output file follows -o"), filepath.Base(r.File))
	}
	if r.Year == 0 || r.Out == "" {
		return fmt.Errorf(tr("请写明年度和输出文件，例如：yunti report %s --year 2023 -o 报告.xlsx", "name the year and the file: yunti report %s --year 2023 -o report.xlsx"), r.Key)
	}
	known, err := exports.Find(r.Key)
	if err != nil {
		return err
	}
	if r.Code != "" && known.Needs != exports.NeedsFirm {
		return fmt.Errorf(tr("《%s》不是一家企业的报表，请去掉 --code", "%s is not about one firm: leave --code out"), known.Name)
	}
	db, err := r.existing(c)
	if err != nil {
		return err
	}
	defer db.Close()
	now := time.Now()
	source, err := exports.Open(c, db, models.Everything, known, exports.Request{Year: r.Year, Code: r.Code, By: operator().Who, At: now})
	if err != nil {
		return err
	}
	if known.Key == "budget" { // the forecast is made on a floor above the workbooks
		b, err := book()
		if err != nil {
			return err
		}
		if source.Budget, err = jobs.Budget(c, db, b, models.Everything, r.Year, now); err != nil {
			return err
		}
	}
	err = writeFile(r.Out, func(w io.Writer) error {
		issued, err := known.Write(c, source, w)
		if err != nil {
			return err
		}
		return db.IssueReport(c, now, operator(), issued)
	})
	if err != nil {
		return err
	}
	c.say(tr("%s → %s（核验编号 %s）", "%s → %s (number %s)"), known.Name, r.Out, source.Number)
	return nil
}

// verify says whether a workbook is one of ours and what was changed in it since; exit code 1 unless it is genuine.
func (r reportCmd) verify(c *runContext) error {
	if r.File == "" {
		return errors.New(tr("请写明要核验的文件，例如：yunti report verify 报告.xlsx", "name the file: yunti report verify report.xlsx"))
	}
	f, err := os.Open(r.File)
	if err != nil {
		return unreadable(r.File, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return unreadable(r.File, err)
	}
	db, err := r.existing(c)
	if err != nil {
		return err
	}
	defer db.Close()
	v, err := exports.Verify(c, db, f, info.Size())
	if errors.Is(err, exports.ErrNotWorkbook) {
		return fmt.Errorf(tr("%s %w，请选择本系统生成的报表", "%s: %w"), filepath.Base(r.File), err)
	}
	if err != nil {
		return err
	}
	for _, line := range v.Text() {
		fmt.Fprintln(c.out, line)
	}
	if v.State != exports.Genuine {
		return attention{}
	}
	return nil
}

func printJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

// pad fills s with blanks to a width in columns, a Chinese character counting two.
func pad(s string, width int) string {
	for _, r := range s {
		width--
		if r >= 0x1100 {
			width--
		}
	}
	for ; width > 0; width-- {
		s += " "
	}
	return s
}
