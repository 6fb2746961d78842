package exports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// FirmList says which firms a workbook of the list of firms has, and which of their columns.
type FirmList struct {
	Scope   models.Scope
	Filter  models.FirmFilter
	Columns []string        // FirmColumns in the order wanted; nil for all
	Words   []string        // the filter in words: 县（市）区 五华区
	Edition *policy.Edition // of the day, for the names of places and tiers
	By      string          // who has it made
	At      time.Time
}

// firmColumn is a column of the list of firms with the key by which it is asked for.
type firmColumn struct {
	key string
	column[models.FirmRow]
}

// firmColumns are the columns that the list of firms can show, in the order of the screen. None is of kind Words: an empty list has nothing to
// do with a year.
func firmColumns(ed *policy.Edition) []firmColumn {
	text := func(key, title string, kind Kind, width float64, value func(*models.FirmRow) string) firmColumn {
		return firmColumn{key, column[models.FirmRow]{Title: title, Kind: kind, Width: width,
			Value: func(r *models.FirmRow) Cell { return Text(value(r)).Or("—") }}}
	}
	place := func(places []policy.Place, id string) string {
		if i := slices.IndexFunc(places, func(p policy.Place) bool { return p.ID == id }); i >= 0 {
			return places[i].Name
		}
		return id
	}
	tier := func(id string, carried bool) string {
		if t, ok := ed.Tier(id); ok && carried {
			return t.Name + "（待核）"
		} else if ok {
			return t.Name
		}
		return id
	}
	return []firmColumn{
		text("name", "企业名称", Wrapped, 36, func(r *models.FirmRow) string { return r.Name }),
		text("code", "统一社会信用代码", Code, 0, func(r *models.FirmRow) string { return r.Code }),
		text("county", "所属\n县（市）区", Centred, 0, func(r *models.FirmRow) string { return place(ed.Counties, r.County) }),
		text("growth", "创新主体梯级", Centred, 0, func(r *models.FirmRow) string { return tier(r.Growth, r.GrowthCarried) }),
		text("growth_move", "梯次变动", Centred, 0, func(r *models.FirmRow) string { return tiering.Movement(r.GrowthMove).Name() }),
		text("unicorn", "独角兽梯级", Centred, 0, func(r *models.FirmRow) string { return tier(r.Unicorn, r.UnicornCarried) }),
		text("unicorn_move", "独角兽变动", Centred, 0, func(r *models.FirmRow) string { return tiering.Movement(r.UnicornMove).Name() }),
		text("zones", "开发区", Wrapped, 30, func(r *models.FirmRow) string {
			var names []string
			for id := range strings.SplitSeq(r.Zones, ",") {
				names = append(names, place(ed.Zones, id))
			}
			return strings.Join(names, "、")
		}),
		text("industry", "行业代码", Centred, 0, func(r *models.FirmRow) string { return r.Industry }),
		text("industry_name", "行业门类", Wrapped, 34, func(r *models.FirmRow) string {
			if section, ok := ed.SectionOf(r.Industry); ok {
				return section.Name
			}
			return ""
		}),
		text("field", "技术领域", Wrapped, 20, func(r *models.FirmRow) string { return r.Field }),
		{"founded", column[models.FirmRow]{Title: "成立日期", Kind: Day, Value: func(r *models.FirmRow) Cell { return Date(r.Founded).Or("未登记") }}},
		{"capital", column[models.FirmRow]{Title: "注册资本\n（万元）", Kind: Money, Value: func(r *models.FirmRow) Cell {
			if r.Capital == nil {
				return Text("未登记").In(Faint)
			}
			return Wan(*r.Capital)
		}}},
		text("state", "经营状态", Centred, 0, func(r *models.FirmRow) string {
			if r.StateDay == 0 {
				return r.State
			}
			return r.State + " " + r.StateDay.String()
		}),
		text("former_names", "曾用名", Wrapped, 30, func(r *models.FirmRow) string { return r.FormerNames }),
		text("contact", "联系人", Centred, 0, func(r *models.FirmRow) string { return models.MaskName(r.Contact) }),
		text("phone", "联系电话", Centred, 0, func(r *models.FirmRow) string { return models.MaskPhone(r.Phone) }),
		text("registrar", "登记载体", Wrapped, 26, func(r *models.FirmRow) string { return r.Registrar }),
		text("updated_at", "档案更新", Centred, 0, func(r *models.FirmRow) string { return r.UpdatedAt.In(kunming).Format("2006-01-02 15:04") }),
	}
}

// Firms writes the list of firms as a workbook: all that the filter selects within the scope, in its order, whoever is to be asked masked as on the
// screen. It returns how many there are. All is read before the first byte goes to w. ErrTooManyRows when there are more than a worksheet
// has rows. The caller records the export in the audit trail.
func Firms(ctx context.Context, db *models.DB, list FirmList, w io.Writer) (int, error) {
	columns := []column[models.FirmRow]{{Title: "序号", Kind: Serial}}
	all := firmColumns(list.Edition)
	for _, c := range all {
		if list.Columns == nil {
			columns = append(columns, c.column)
		}
	}
	for _, key := range list.Columns {
		if i := slices.IndexFunc(all, func(c firmColumn) bool { return c.key == key }); i >= 0 {
			columns = append(columns, all[i].column)
		}
	}
	source := &Source{DB: db, Issuer: DefaultIssuer, By: list.By, At: list.At}
	b := newWorkbook(source, "企业列表　导出时间 "+momentText(list.At))
	defer b.close()
	s := b.sheet("企业列表")
	row := s.row(titleHeight, Text("企业列表").as(title, Words))
	s.merge(row, 1, row, len(columns))
	s.next()
	block, first := s.block, s.rows+1
	s.rows += firmsHead // kept free: their number is known at the end
	t := newTable(s, heading{}, columns)
	t.freeze(2)
	year := 0
	err := db.EachFirmRow(ctx, list.Scope, list.Filter, func(r *models.FirmRow) error {
		t.add(0, r)
		year = max(year, r.Year)
		return b.failed()
	})
	switch {
	case errors.Is(err, ErrTooManyRows):
		return t.rows, fmt.Errorf("%w；请加上查询条件，分几次导出", err)
	case err != nil:
		return t.rows, fmt.Errorf("读取企业列表：%w", err)
	}
	for i, line := range [firmsHead]string{
		fmt.Sprintf("查询条件：%s　共 %d 户", wordsOr(list.Words, "无（范围内全部企业）"), t.rows),
		fmt.Sprintf("导出人：%s　导出时间：%s", list.By, momentText(list.At)),
	} {
		s.setRow(block, first+i, unitHeight, []styled{Text(line).as(unitLeft, Words)})
	}
	notes := []string{"所在梯级和变动以已发布的年度评价为准；尚无已发布评价的不填。"}
	if year != 0 {
		notes[0] = fmt.Sprintf("所在梯级和变动取自 %d 年度已发布的评价；“待核”为数据不足，沿用上次发布的梯级。", year)
	}
	t.foot(nil, append(notes, "其余各栏为导出时企业档案的内容；联系人和联系电话遮去一部分。")...)
	return t.rows, b.write(w)
}

// firmsHead is how many lines stand between the title of the list of firms and its columns.
const firmsHead = 2

func wordsOr(words []string, none string) string {
	if len(words) == 0 {
		return none
	}
	return strings.Join(words, "，")
}
