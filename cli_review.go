package main

import (
	"encoding/json"
	"fmt"
	"io"
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
	Key  string `arg:"" optional:"" help:"KEY"`
	Year int    `help:"${year}"`
	Out  string `short:"o" type:"path" placeholder:"FILE.xlsx" help:"${out}"`
}

func (r reportCmd) Run(c *runContext) error {
	if r.Key == "" {
		for _, known := range exports.Reports {
			fmt.Fprintf(c.out, "%s %s  %s\n", pad(known.Key, 12), known.Name, known.Description)
		}
		return nil
	}
	if r.Year == 0 || r.Out == "" {
		return fmt.Errorf(tr("请写明年度和输出文件，例如：yunti report %s --year 2023 -o 报告.xlsx", "name the year and the file: yunti report %s --year 2023 -o report.xlsx"), r.Key)
	}
	known, err := exports.Find(r.Key)
	if err != nil {
		return err
	}
	db, err := r.existing(c)
	if err != nil {
		return err
	}
	defer db.Close()
	source, err := exports.Open(c, db, models.Everything, r.Year, "", operator().Who, time.Now())
	if err != nil {
		return err
	}
	if err := db.Record(c, time.Now(), operator(), "report.get", known.Key, map[string]any{"year": r.Year, "review": source.Review.ID}); err != nil {
		return err
	}
	if err := writeFile(r.Out, func(w io.Writer) error { return known.Write(c, source, w) }); err != nil {
		return err
	}
	c.say("%s → %s", known.Name, r.Out)
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
