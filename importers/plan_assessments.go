package importers

import (
	"context"
	"strconv"
	"strings"

	"yunti/models"
)

// assessmentKeeper plans recorded score totals.
type assessmentKeeper struct {
	*planner
	stored map[string]models.Assessment // by key
}

func (k *assessmentKeeper) load(ctx context.Context, lines []*Line) error {
	if err := k.loadFirms(ctx, lines); err != nil {
		return err
	}
	found, err := findBy[models.Assessment](ctx, k.db, "code", k.codes())
	k.stored = make(map[string]models.Assessment, len(found))
	for _, r := range found {
		k.stored[assessmentKey(r.Code, r.Year, r.Score)] = r
	}
	return err
}

func assessmentKey(code string, year int, score string) string {
	return strings.Join([]string{code, strconv.Itoa(year), score}, "/")
}

func (k *assessmentKeeper) draft(l *Line) (draft, bool) {
	s := k.sheet
	firm, ok := k.firmOf(l)
	year := k.lineYear(l)
	word, known := scores.find(s.Value(l, "score").Text)
	if v := s.Value(l, "score"); v.State == Given && !known {
		s.fault(l, "score", "不认识的评分项目「%s」；请填写：%s", clip(v.Text, 20), scores.list())
	}
	after := models.Assessment{Code: firm.Code, Year: year, Score: scoreIDs[word]}
	d := draft{key: assessmentKey(firm.Code, year, after.Score), name: k.nameCell(l)}
	if stored, found := k.stored[d.key]; found {
		after, d.before, d.base = stored, stored, stored.Version
	}
	setText(&after.Name, s.Value(l, "name"))
	if v := s.Value(l, "points"); v.State == Given {
		if after.Points = int(v.N); v.N > 100 {
			s.fault(l, "points", "得分应在 0 至 100 之间；请核对")
		}
	}
	setText(&after.Assessor, s.Value(l, "assessor"))
	setDay(&after.Day, s.Value(l, "day"))
	setText(&after.Document, s.Value(l, "document"))
	k.notFuture(l, "day")
	d.after = after
	return d, ok
}
