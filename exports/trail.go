package exports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"yunti/models"
	"yunti/policy"
)

// trailColumns are the columns of the audit trail. None is of kind Words: an empty trail has nothing to do with a year.
var trailColumns = []column[models.Entry]{
	{Title: "序号", Kind: Whole, Value: func(e *models.Entry) Cell {
		if e.Number == nil {
			return Text("—").In(Faint)
		}
		return Count(int(*e.Number))
	}},
	{Title: "时间", Kind: Centred, Value: func(e *models.Entry) Cell { return Text(momentText(e.At)) }},
	{Title: "人员", Kind: Centred, Value: func(e *models.Entry) Cell { return Text(e.Who).Or("—") }},
	{Title: "角色", Kind: Centred, Value: func(e *models.Entry) Cell { return Text(models.RoleName(e.Role)).Or("—") }},
	{Title: "来源", Kind: Centred, Value: func(e *models.Entry) Cell { return Text(e.From).Or("—") }},
	{Title: "操作", Kind: Centred, Value: func(e *models.Entry) Cell { return Text(models.ActionName(e.Action)) }},
	{Title: "对象", Kind: Code, Value: func(e *models.Entry) Cell { return Text(e.Subject).Or("—") }},
	{Title: "企业", Kind: Code, Value: func(e *models.Entry) Cell { return Text(e.Firm).Or("—") }},
	{Title: "请求编号", Kind: Code, Value: func(e *models.Entry) Cell { return Text(e.Request).Or("—") }},
	{Title: "内容", Kind: Wrapped, Width: 56, Value: func(e *models.Entry) Cell { return Text(e.Detail).Or("—") }},
	{Title: "哈希", Kind: Wrapped, Width: 36, Value: func(e *models.Entry) Cell { return Text(e.Hash).Or("—") }},
}

// trailHead is how many lines stand between the title of the trail and its columns.
const trailHead = 3

// Extract says what was taken out of the audit trail: the detail of audit.export.
type Extract struct {
	Filter models.TrailFilter `json:"filter"`
	Lines  int                `json:"lines"`
	Anchor models.Anchor      `json:"anchor"` // of the moment at which they were read
}

// Trail writes the lines of the audit trail that f selects as a workbook, the newest first, with the anchor of the moment at
// which they were read. by had it made, at that time. All is read before the first byte goes to w. ErrTooManyRows
// when there are more lines than a worksheet has rows. The caller records the extract in the trail.
func Trail(ctx context.Context, db *models.DB, f models.TrailFilter, by string, at time.Time, w io.Writer) (Extract, error) {
	x := Extract{Filter: f}
	source := &Source{DB: db, Issuer: DefaultIssuer, By: by, At: at}
	b := newWorkbook(source, "云梯操作记录　导出时间 "+momentText(at))
	defer b.close()
	s := b.sheet("操作记录")
	row := s.row(titleHeight, Text("操作记录").as(title, Words))
	s.merge(row, 1, row, len(trailColumns))
	s.next()
	block, first := s.block, s.rows+1
	s.rows += trailHead // kept free: their number and the anchor are known at the end
	t := newTable(s, heading{}, trailColumns)
	t.freeze(2)
	var err error
	x.Anchor, err = db.EachEntry(ctx, f, func(e *models.Entry) error {
		t.add(0, e)
		return b.failed()
	})
	switch {
	case errors.Is(err, ErrTooManyRows):
		return x, fmt.Errorf("%w；请缩小日期范围，分几次导出", err)
	case err != nil:
		return x, fmt.Errorf("读取操作记录：%w", err)
	}
	x.Lines = t.rows
	for i, line := range [trailHead]string{
		fmt.Sprintf("筛选条件：%s　共 %d 条", filterText(f), x.Lines),
		"锚点：" + anchorText(x.Anchor),
		fmt.Sprintf("导出人：%s　导出时间：%s", by, momentText(at)),
	} {
		s.setRow(block, first+i, unitHeight, []styled{Text(line).as(unitLeft, Words)})
	}
	t.foot(nil, "时间为北京时间，新的在前；序号在全部记录中连续，筛选后不连续属正常。",
		"每条的哈希由上一条的哈希和本条各项内容算出(SHA-256)，改动任何一处，其后各条都不再相符。",
		"锚点是导出时最后一条的“序号:哈希”。以后用 yunti audit verify --anchor 校验，可证明到这一条为止没有被改写过。")
	return x, b.write(w)
}

// momentText writes an instant as a clock in Kunming shows it.
func momentText(t time.Time) string { return t.In(kunming).Format("2006-01-02 15:04:05") }

func anchorText(a models.Anchor) string {
	if a.Number == 0 {
		return "（还没有操作记录）"
	}
	return a.String()
}

// filterText says by what lines were chosen.
func filterText(f models.TrailFilter) string {
	var words []string
	for _, part := range []struct{ name, value string }{{"人员", f.Who}, {"企业", f.Firm}, {"对象", f.Subject}, {"操作", f.Action}, {"日期", spanText(f.From, f.To)}} {
		if part.value != "" {
			words = append(words, part.name+" "+part.value)
		}
	}
	if len(words) == 0 {
		return "无（全部记录）"
	}
	return strings.Join(words, "，")
}

// spanText writes a span of days, either end of which may be open.
func spanText(from, to policy.Day) string {
	switch {
	case from == 0 && to == 0:
		return ""
	case from == 0:
		return "至 " + to.String()
	case to == 0:
		return from.String() + " 起"
	case from == to:
		return from.String()
	}
	return from.String() + " 至 " + to.String()
}
