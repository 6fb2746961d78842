package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"yunti/exports"
	"yunti/jobs"
	"yunti/models"
	"yunti/policy"
	"yunti/tiering"
)

// firmItem is a line of the list of firms; where it stands nowhere the answer says null.
type firmItem struct {
	models.FirmRow
	IndustryName string  `json:"industry_name"`
	Growth       *string `json:"growth"`
	GrowthMove   *string `json:"growth_move"`
	Unicorn      *string `json:"unicorn"`
	UnicornMove  *string `json:"unicorn_move"`
}

func (s *Server) listFirms(c *gin.Context) {
	filter, err := s.firmFilter(c)
	if err != nil {
		c.Error(err)
		return
	}
	filter.Page, filter.Size = pageOf(c)
	rows, total, err := s.DB.Firms(c.Request.Context(), s.scope(c), filter)
	if err != nil {
		c.Error(err)
		return
	}
	ed, err := s.today()
	if err != nil {
		c.Error(err)
		return
	}
	items := make([]firmItem, len(rows))
	for i, row := range rows {
		mask(&row.Firm)
		items[i] = firmItem{row, sectionName(ed, row.Industry), orNull(row.Growth), orNull(row.GrowthMove), orNull(row.Unicorn), orNull(row.UnicornMove)}
	}
	answerPage(c, items, total)
}

// sectionName is the section of GB/T 4754 that an industry code belongs to, "" when it is none.
func sectionName(ed *policy.Edition, industry string) string {
	if section, ok := ed.SectionOf(industry); ok {
		return section.Name
	}
	return ""
}

// mask hides whom to ask and how to reach them. (个人信息保护法 第六条: no more than the purpose needs)
func mask(f *models.Firm) {
	f.Contact, f.Phone = models.MaskName(f.Contact), models.MaskPhone(f.Phone)
}

// expiresSoon and expiresLate are within how many days a title ends that is said to end soon, and how far one may look ahead.
const (
	expiresSoon = 90
	expiresLate = 10 * 365
)

// firmFilter reads the filter off the query, but for the page. A ladder by itself means the firms that stand on it; a tier by
// itself, now or before, the first ladder that has it.
func (s *Server) firmFilter(c *gin.Context) (models.FirmFilter, error) {
	f := models.FirmFilter{Q: c.Query("q"), County: c.Query("county"), Zone: c.Query("zone"), State: c.Query("state"),
		Incubator: c.Query("incubator"), Day: models.Today(s.Now()), Year: intOf(c, "year"), Present: givenFlag(c, "present"), Missing: givenFlag(c, "missing"),
		Ladder: c.Query("ladder"), Tier: c.Query("tier"), From: c.Query("from"), Move: c.Query("move"), Sort: c.Query("sort")}
	ed, err := s.today()
	if err != nil {
		return f, err
	}
	if f.Expiring, err = expiring(c, ed); err != nil {
		return f, err
	}
	f.Industries = industriesOf(ed, c.Query("industry"))
	f.Rank = ladderTiers(ed, strings.TrimPrefix(f.Sort, "-"))
	if err := s.judgedFilter(c, &f); err != nil {
		return f, err
	}
	if f.Ladder != "" && f.Tier+f.From+f.Move == "" {
		f.Tier = models.Any
	}
	if f.Ladder == "" {
		f.Ladder = ladderOf(ed, f.Tier, f.From)
	}
	return f, nil
}

// ladderOf is the first ladder that has one of the tiers, "" when none has.
func ladderOf(ed *policy.Edition, tiers ...string) string {
	for _, tier := range tiers {
		has := func(l policy.Ladder) bool { return slices.Contains(l.Tiers, tier) }
		if i := slices.IndexFunc(ed.Ladders, has); i >= 0 {
			return ed.Ladders[i].ID
		}
	}
	return ""
}

// ladderTiers are the tiers of a ladder, lowest first; nil when there is no such ladder.
func ladderTiers(ed *policy.Edition, id string) []string {
	if i := slices.IndexFunc(ed.Ladders, func(l policy.Ladder) bool { return l.ID == id }); i >= 0 {
		return ed.Ladders[i].Tiers
	}
	return nil
}

// judgedFilter reads what depends on the review that is asked, and on the edition it was judged under: who is ready for a tier, who lacks a figure.
func (s *Server) judgedFilter(c *gin.Context, f *models.FirmFilter) error {
	ready, metric := c.Query("ready"), c.Query("missing_metric")
	if metric == "" && c.Query("missing_year") != "" {
		return violations{{"query:missing_year", "须与 missing_metric 连用"}}
	}
	if ready == "" && metric == "" {
		return nil
	}
	ctx := c.Request.Context()
	review, err := s.publishedOf(ctx, f.Year)
	if errors.Is(err, models.ErrNotFound) && f.Year == 0 {
		f.Codes = []string{} // nothing was judged yet
		return nil
	}
	if err != nil {
		return err
	}
	edition, err := s.DB.Edition(ctx, review.Edition)
	if err != nil {
		return err
	}
	if ready != "" {
		i := tierAt(edition, ready)
		if i < 0 {
			return violations{{"query:ready", "该年度的政策版本没有这个梯级"}}
		}
		f.Ready = 1 << i
	}
	if metric != "" {
		f.Codes, err = s.views.lackers(ctx, s, review, edition, metric, intOf(c, "missing_year"))
	}
	return err
}

// industriesOf are the codes of an industry that was asked for: those of a section's divisions for a letter, else those that begin with the digits.
func industriesOf(ed *policy.Edition, asked string) []models.IndustryRange {
	if asked == "" {
		return nil
	}
	const after = ":" // what sorts behind every digit
	if asked[0] <= '9' {
		return []models.IndustryRange{{From: asked, To: asked + after}}
	}
	ranges := []models.IndustryRange{{From: asked, To: asked + after}} // a code that was stored with its letter
	for _, section := range ed.Sections {
		if section.ID != asked {
			continue
		}
		for _, span := range section.Divisions {
			ranges = append(ranges, models.IndustryRange{From: fmt.Sprintf("%02d", span.From), To: fmt.Sprintf("%02d", span.To) + after})
		}
	}
	return ranges
}

// expiring reads off the query which titles the firms have that end soon; nil when it does not ask for that.
func expiring(c *gin.Context, ed *policy.Edition) (*models.Expiring, error) {
	id := c.Query("expiring")
	if id == "" {
		for _, name := range []string{"expires_from", "expires_by"} {
			if c.Query(name) != "" {
				return nil, violations{{"query:" + name, "须与 expiring 连用"}}
			}
		}
		return nil, nil
	}
	kind, ok := ed.Kind(id)
	if !ok {
		return nil, violations{{"query:expiring", "没有这种认定类别，类别一览见 /api/v1/policy"}}
	}
	if !models.Ends(kind.Validity) {
		return nil, violations{{"query:expiring", "这种认定没有各自的到期日：按年度有效，或到撤销为止"}}
	}
	e := &models.Expiring{Kind: kind.ID, Validity: kind.Validity, From: ed.Day}
	var faults violations
	if from := c.Query("expires_from"); from != "" {
		e.From = faults.day("query:expires_from", from)
	}
	e.By = e.From.AddDays(expiresSoon)
	if by := c.Query("expires_by"); by != "" {
		e.By = faults.day("query:expires_by", by)
	}
	switch {
	case len(faults) > 0:
		return nil, faults
	case e.From < ed.Day:
		return nil, violations{{"query:expires_from", "应不早于今日"}}
	case e.By < e.From || e.By > ed.Day.AddDays(expiresLate):
		return nil, violations{{"query:expires_by", "应在今日(或 expires_from)至今后十年之间"}}
	}
	return e, nil
}

// dossierAnswer is a firm's dossier with what follows from it today.
type dossierAnswer struct {
	*models.Dossier
	IndustryName string                 `json:"industry_name"`
	Recognitions []title                `json:"recognitions"`
	Filings      []models.DossierFiling `json:"filings"`
}

// title is a recognition with its term.
type title struct {
	models.Recognition
	ValidUntil policy.Day `json:"valid_until"`
	Valid      bool       `json:"valid"`
}

func (s *Server) getFirm(c *gin.Context) {
	ctx := c.Request.Context()
	dossier, err := s.DB.Dossier(ctx, s.scope(c), firmCode(c))
	if err != nil {
		c.Error(err)
		return
	}
	ed, err := s.today()
	if err != nil {
		c.Error(err)
		return
	}
	a := dossierAnswer{Dossier: dossier, IndustryName: sectionName(ed, dossier.Industry), Recognitions: make([]title, len(dossier.Recognitions)),
		Filings: []models.DossierFiling{}}
	for i, r := range dossier.Recognitions {
		a.Recognitions[i] = titleOn(ed, r)
	}
	if s.actor(c).Role == models.RoleLeadership { // which has no part in filings, and no need to know whom to ask
		mask(&dossier.Firm)
	} else if a.Filings, err = s.DB.FilingsOfFirm(ctx, s.scope(c), dossier.Code); err != nil {
		c.Error(err)
		return
	}
	c.JSON(http.StatusOK, a)
}

// titleOn tells until when a recognition is valid by its kind, and whether it is on the edition's day.
func titleOn(ed *policy.Edition, r models.Recognition) title {
	t := title{Recognition: r}
	if kind, ok := ed.Kind(r.Kind); ok {
		t.ValidUntil, t.Valid = tiering.Term(kind, tiering.Recognition{Issued: r.Issued, Ends: r.Ends, Number: r.Number, Level: r.Level, Revoked: r.Revoked}, ed.Day)
	}
	return t
}

// firmAct is a line of the audit trail as an office reads it of its firm: without the addresses, request IDs and hashes, which are the auditor's.
type firmAct struct {
	At         time.Time       `json:"at"`
	Who        string          `json:"who"`
	Role       string          `json:"role"`
	RoleName   string          `json:"role_name"`
	Action     string          `json:"action"`
	ActionName string          `json:"action_name"`
	Subject    string          `json:"subject"`
	Detail     json.RawMessage `json:"detail"`
}

// firmActs is how many lines an office reads of a firm.
const firmActs = 50

func (s *Server) listFirmActs(c *gin.Context) {
	ctx := c.Request.Context()
	firm, err := s.DB.Firm(ctx, s.scope(c), firmCode(c))
	if err != nil {
		c.Error(err)
		return
	}
	entries, _, err := s.DB.Trail(ctx, models.TrailFilter{Firm: firm.Code, Page: 1, Size: firmActs})
	if err != nil {
		c.Error(err)
		return
	}
	items := make([]firmAct, len(entries))
	for i, e := range entries {
		items[i] = firmAct{e.At, e.Who, e.Role, models.RoleName(e.Role), e.Action, models.ActionName(e.Action), e.Subject, detailOf(&e)}
	}
	c.JSON(http.StatusOK, gin.H{"items": items})
}

// detailOf is the detail of a line as JSON, as a text where somebody has edited it.
func detailOf(e *models.Entry) json.RawMessage {
	detail := rawJSON(e.Detail, "null")
	if !json.Valid(detail) {
		detail, _ = json.Marshal(e.Detail)
	}
	return detail
}

// exportFirms answers with the list as a workbook: all of its pages, in its order, masked as it is.
func (s *Server) exportFirms(c *gin.Context) {
	filter, err := s.firmFilter(c)
	if err != nil {
		c.Error(err)
		return
	}
	var columns []string
	if asked := c.Query("columns"); asked != "" {
		columns = strings.Split(asked, ",")
	}
	ctx, scope, actor, now := c.Request.Context(), s.scope(c), s.actor(c), s.stamp()
	ed, err := s.today()
	if err != nil {
		c.Error(err)
		return
	}
	list := exports.FirmList{Scope: scope, Filter: filter, Columns: columns, Words: filterWords(c, ed), Edition: ed, By: actor.Who, At: now}
	var lines int
	write := func(w io.Writer) (err error) {
		lines, err = exports.Firms(ctx, s.DB, list, w)
		return err
	}
	day := models.Today(s.Now())
	s.answerWorkbook(c, fmt.Sprintf("企业列表%d.xlsx", day), fmt.Sprintf("firms-%d.xlsx", day), write, func() error {
		return s.DB.Record(ctx, now, actor, "firms.export", "", map[string]any{"filter": strings.Join(list.Words, "，"), "columns": columns, "lines": lines})
	})
}

// filterWords says in Chinese by what a list of firms was chosen.
func filterWords(c *gin.Context, ed *policy.Edition) []string {
	yes := map[string]string{"true": "是", "false": "否"}
	tier := func(id string) string {
		switch id {
		case models.None:
			return "不在培育线上"
		case models.Any:
			return "在培育线上"
		}
		return nameIn(ed.Tiers, id, func(t *policy.Tier) (string, string) { return t.ID, t.Name })
	}
	asIs := func(text string) string { return text }
	var words []string
	for _, part := range []struct {
		key, word string
		text      func(string) string
	}{
		{"year", "年度", asIs}, {"q", "查找", asIs},
		{"county", "县（市）区", func(id string) string { return placeNameOf(ed.Counties, id) }},
		{"zone", "开发区", func(id string) string { return placeNameOf(ed.Zones, id) }},
		{"industry", "行业", asIs}, {"state", "经营状态", asIs}, {"incubator", "孵化载体", asIs},
		{"expiring", "到期的资质", func(id string) string {
			return nameIn(ed.Kinds, id, func(k *policy.Kind) (string, string) { return k.ID, k.Name })
		}},
		{"expires_from", "到期自", asIs}, {"expires_by", "到期至", asIs},
		{"present", "在册", func(text string) string { return yes[text] }},
		{"missing", "数据缺失", func(text string) string { return yes[text] }},
		{"missing_metric", "缺少数据", asIs}, {"missing_year", "缺少数据的年度", asIs},
		{"ladder", "培育线", func(id string) string {
			return nameIn(ed.Ladders, id, func(l *policy.Ladder) (string, string) { return l.ID, l.Name })
		}},
		{"tier", "所在梯级", tier}, {"from", "上一次的梯级", tier},
		{"move", "变动", func(move string) string { return tiering.Movement(move).Name() }},
		{"ready", "应报未报", tier},
	} {
		if value := c.Query(part.key); value != "" {
			words = append(words, part.word+" "+part.text(value))
		}
	}
	return words
}

// nameIn is the name of a thing of the book by its ID, the ID when the book does not have it.
func nameIn[T any](list []T, id string, of func(*T) (id, name string)) string {
	for i := range list {
		if known, name := of(&list[i]); known == id {
			return name
		}
	}
	return id
}

// firmCode returns the code of the address as it is stored: capital letters, no spaces.
func firmCode(c *gin.Context) string { return policy.NormalCode(c.Param("code")) }

func (s *Server) explainFirm(c *gin.Context) {
	year := intOf(c, "year")
	if year == 0 {
		var err error
		if year, err = s.latestYear(c); err != nil {
			c.Error(err)
			return
		}
	}
	if err := s.arrived(year); err != nil {
		c.Error(err)
		return
	}
	x, err := jobs.Explain(c.Request.Context(), s.DB, s.Book, s.scope(c), firmCode(c), year)
	if err != nil {
		c.Error(err)
		return
	}
	for i := range x.Standings {
		tiering.TellGaps(&x.Standings[i].Holds)
		tiering.TellGaps(&x.Standings[i].Qualifies)
	}
	c.JSON(http.StatusOK, x)
}

// latestYear is the year of the latest published review, and last year while there is none.
func (s *Server) latestYear(c *gin.Context) (int, error) {
	review, err := s.DB.LatestPublished(c.Request.Context())
	if errors.Is(err, models.ErrNotFound) {
		return s.Now().Year() - 1, nil
	}
	if err != nil {
		return 0, fmt.Errorf("最近发布的年度：%w", err)
	}
	return review.Year, nil
}

// arrived refuses a year that lies ahead.
func (s *Server) arrived(year int) error {
	if now := s.Now(); year > now.Year() {
		return fmt.Errorf("%w：今天是 %s，还不能评价 %d 年度", errFuture, now.Format("2006-01-02"), year)
	}
	return nil
}
