package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"yunti/importers"
	"yunti/models"
	"yunti/policy"
	"yunti/sample"
)

// zone is the bureau's clock; days on screens and schedules are days in Kunming.
var zone = must(time.LoadLocation("Asia/Shanghai"))

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func today() policy.Day { return policy.DayOf(time.Now().In(zone)) }

type importCmd struct {
	database
	Kind    string `arg:"" help:"${kind}"`
	File    string `arg:"" type:"path" help:"${file}"`
	Year    int    `help:"${year}"`
	Sheet   string `help:"${sheet}"`
	Unit    string `enum:",元,千元,万元,亿元" default:"" placeholder:"千元" help:"${unit}"`
	Apply   bool   `help:"${apply}"`
	Rejects string `type:"path" placeholder:"OUT.xlsx" help:"${rejects}"`
	JSON    bool   `name:"json" help:"${json}"`
}

func (i importCmd) Run(c *runContext) error {
	db, err := i.open(c)
	if err != nil {
		return err
	}
	defer db.Close()
	ed, err := currentEdition()
	if err != nil {
		return err
	}
	filing, err := planFile(c, db, ed, i.Kind, i.File, importers.ReadOptions{Year: i.Year, Sheet: i.Sheet, Unit: i.Unit})
	if err != nil {
		return err
	}
	if i.Rejects != "" && filing.Totals.Reject > 0 {
		if err := db.Record(c, time.Now(), operator(), "rejects.get", filing.ID, nil); err != nil {
			return err
		}
		err := writeFile(i.Rejects, func(w io.Writer) error { return importers.Rejects(c, db, models.Everything, filing.ID, w) })
		if err != nil {
			return err
		}
	}
	if i.Apply {
		if filing, err = importers.Apply(c, db, models.Everything, filing.ID, operator(), time.Now()); err != nil {
			return err
		}
	}
	if err := i.print(c, filing); err != nil {
		return err
	}
	if !i.JSON {
		if err := printFaults(c, db, filing); err != nil {
			return err
		}
	}
	if filing.Totals.Reject > 0 {
		return attention{i.rejected(filing)}
	}
	return nil
}

func (i importCmd) print(c *runContext, f *models.Filing) error {
	if i.JSON {
		return printJSON(c.out, f)
	}
	fmt.Fprintf(c.out, tr("%s %s：新增 %d，更新 %d，无变化 %d，拒绝 %d（申报 %s，%s）\n",
		"%s %s: create %d, update %d, same %d, reject %d (filing %s, %s)\n"),
		f.Kind, filepath.Base(f.File), f.Totals.Create, f.Totals.Update, f.Totals.Same, f.Totals.Reject, f.ID, stateName(f.State))
	if f.Note == "" {
		return nil
	}
	notes, err := importers.ParseNotes(f.Note)
	if err != nil {
		return err
	}
	for _, line := range notes.Text() {
		fmt.Fprintln(c.out, "  "+line)
	}
	return nil
}

// faultsShown is how many faults are printed; a terminal is no place for more.
const faultsShown = 20

// printFaults prints what is wrong, or odd, with the lines of a filing.
func printFaults(c *runContext, db *models.DB, f *models.Filing) error {
	total := 0
	err := db.EachStep(c, models.Everything, f.ID, "", func(s *models.Step) error {
		if s.Faults == "" {
			return nil
		}
		var faults []importers.Fault
		if err := json.Unmarshal([]byte(s.Faults), &faults); err != nil {
			return fmt.Errorf("%s %d: %w", f.ID, s.Line, err)
		}
		for _, x := range faults {
			if total++; total <= faultsShown {
				fmt.Fprintln(c.out, "  "+faultText(s.Line, x))
			}
		}
		return nil
	})
	if total > faultsShown {
		fmt.Fprintf(c.out, tr("  …… 共 %d 处\n", "  … %d in all\n"), total)
	}
	return err
}

func faultText(line int, f importers.Fault) string {
	kind, place := tr("错误", "error"), f.Cell
	if f.Warning {
		kind = tr("提示", "warning")
	}
	if place == "" {
		place = fmt.Sprintf(tr("第 %d 行", "line %d"), line)
	}
	if f.Title != "" {
		place += " " + f.Title
	}
	if f.Value != "" {
		place += "「" + f.Value + "」"
	}
	return kind + " " + place + "：" + f.Detail
}

func (i importCmd) rejected(f *models.Filing) error {
	if i.Rejects != "" {
		return fmt.Errorf(tr("%d 行被拒绝，原因见 %s；改正后可直接再次导入。", "%d lines were rejected; the reasons are in %s, which can be corrected and imported again."), f.Totals.Reject, i.Rejects)
	}
	return fmt.Errorf(tr("%d 行被拒绝；加 --rejects 文件.xlsx 可得到带错误原因的工作簿。", "%d lines were rejected; --rejects FILE.xlsx writes them with their reasons."), f.Totals.Reject)
}

// planFile reads a workbook and plans it against the records.
func planFile(ctx context.Context, db *models.DB, ed *policy.Edition, kind, path string, opt importers.ReadOptions) (*models.Filing, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, unreadable(path, err)
	}
	sheet, err := importers.Read(f, info.Size(), filepath.Base(path), kind, opt)
	if err != nil {
		return nil, err
	}
	return importers.Plan(ctx, db, ed, sheet, importers.PlanOptions{Year: opt.Year, Scope: models.Everything, Actor: operator(), Now: time.Now()})
}

func unreadable(path string, err error) error {
	var why *os.PathError
	switch {
	case errors.Is(err, os.ErrNotExist):
		return fmt.Errorf(tr("找不到文件 %s，请核对路径", "there is no file %s"), path)
	case errors.Is(err, os.ErrPermission):
		return fmt.Errorf(tr("没有读取 %s 的权限", "no permission to read %s"), path)
	case errors.As(err, &why):
		return fmt.Errorf(tr("打不开 %s：%w", "cannot open %s: %w"), path, why.Err)
	}
	return err
}

// writeFile makes a file in one piece: what was there before stays until the new content is complete. Only its owner may read
// it: it may hold figures of firms, or the audit trail.
func writeFile(path string, write func(io.Writer) error) (err error) {
	tmp, err := os.CreateTemp(filepath.Dir(path), ".yunti-*")
	if err != nil {
		return fmt.Errorf(tr("不能写入 %s：%w", "cannot write %s: %w"), path, err)
	}
	defer func() {
		if err != nil {
			tmp.Close()
			os.Remove(tmp.Name())
		}
	}()
	if err = write(tmp); err != nil {
		return err
	}
	if err = tmp.Close(); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), path)
}

func stateName(state string) string {
	names := map[string]string{"draft": "未写入", "submitted": "待县区审核", "passed": "待市级确认", "public": "公示中", "returned": "已退回",
		"applied": "已写入", "withdrawn": "已撤回", "replaced": "已代替"}
	return tr(names[state], state)
}

type templateCmd struct {
	Kind string `arg:"" help:"${kind}"`
	Out  string `short:"o" required:"" type:"path" placeholder:"FILE.xlsx" help:"${out}"`
}

func (t templateCmd) Run(c *runContext) error {
	ed, err := currentEdition()
	if err != nil {
		return err
	}
	return writeFile(t.Out, func(w io.Writer) error { return importers.Template(t.Kind, ed, w) })
}

type sampleCmd struct {
	Firms int    `default:"3000" help:"${firms}"`
	Seed  uint64 `default:"7" help:"${seed}"`
	Out   string `required:"" type:"path" placeholder:"DIR" help:"${outdir}"`
}

func (s sampleCmd) Run(c *runContext) error {
	if s.Firms < 1 {
		return errors.New(tr("--firms 至少为 1", "--firms must be at least 1"))
	}
	files, err := sample.Write(c, s.Out, sample.Options{Firms: s.Firms, Seed: s.Seed}, c.progress(tr("生成", "generating")))
	if err != nil {
		return err
	}
	for _, f := range files {
		fmt.Fprintln(c.out, f)
	}
	return nil
}

type backupCmd struct {
	database
	File string `arg:"" type:"path" help:"${out}"`
}

func (b backupCmd) Run(c *runContext) error {
	db, err := b.existing(c)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Backup(c, b.File); err != nil {
		return err
	}
	if err := db.Record(c, time.Now(), operator(), "backup.make", "", map[string]any{"file": b.File}); err != nil {
		return err
	}
	c.say(tr("已备份到 %s", "backed up to %s"), b.File)
	return nil
}

// currentEdition is the book as it stands today: what rosters are checked against.
func currentEdition() (*policy.Edition, error) {
	b, err := book()
	if err != nil {
		return nil, err
	}
	return b.At(today())
}
