package api

import (
	"fmt"
	"strings"

	"yunti/policy"
	"yunti/tiering"
)

// clausesAnswer is the document that pays, with every clause of it.
type clausesAnswer struct {
	Year     int             `json:"year"`
	Day      policy.Day      `json:"day"`
	Digest   string          `json:"digest"`
	Document policy.Document `json:"document"`
	Issued   policy.Day      `json:"issued"`
	Round    string          `json:"round"`
	Suspends []name          `json:"suspends"`
	Articles []articleAnswer `json:"articles"`
	Clauses  []clauseAnswer  `json:"clauses"`
	Readings []readingAnswer `json:"readings"`
}

type articleAnswer struct {
	Article string   `json:"article"`
	Name    string   `json:"name"`
	Clauses []string `json:"clauses"`
	Note    string   `json:"note"`
}

type readingAnswer struct {
	ID       string `json:"id"`
	Question string `json:"question"`
	Taken    string `json:"taken"`
	Others   string `json:"others"`
	Key      string `json:"key"`
}

// clauseAnswer is a money clause in words.
type clauseAnswer struct {
	Clause     string           `json:"clause"`
	Name       string           `json:"name"`
	Cite       *ruleCite        `json:"cite"`
	Years      policy.YearSpan  `json:"years"`
	Payee      policy.PayeeKind `json:"payee"`
	PayeeName  string           `json:"payee_name"`
	Trigger    triggerAnswer    `json:"trigger"`
	Kind       string           `json:"kind"`
	KindName   string           `json:"kind_name"`
	Amounts    []amountAnswer   `json:"amounts"`
	Repeat     policy.Repeat    `json:"repeat"`
	RepeatName string           `json:"repeat_name"`
	Evidence   []string         `json:"evidence"`
	Stacks     string           `json:"stacks"`
	Similar    []string         `json:"similar"`
	Apart      []string         `json:"apart"`
	Overlaps   []overlapAnswer  `json:"overlaps"`
	Deadline   *policy.Deadline `json:"deadline"`
	Readings   []readingAnswer  `json:"readings"`
	Note       string           `json:"note"`
}

type triggerAnswer struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

type amountAnswer struct {
	Kind     string      `json:"kind"`
	KindName string      `json:"kind_name"`
	Level    string      `json:"level"`
	Text     string      `json:"text"`
	History  []ruleSince `json:"history"`
}

type overlapAnswer struct {
	Kind     string `json:"kind"`
	KindName string `json:"kind_name"`
	Level    string `json:"level"`
	Note     string `json:"note"`
}

// clauses puts the measures and all their clauses into words.
func (r *ruleReader) clauses(year int) *clausesAnswer {
	m := &r.ed.Measures
	a := &clausesAnswer{Year: year, Day: r.ed.Day, Digest: r.ed.Digest, Issued: m.Issued, Round: m.Round.String(), Suspends: []name{},
		Articles: []articleAnswer{}, Clauses: []clauseAnswer{}, Readings: readingsOf(m.Readings)}
	if d, ok := r.ed.Document(m.Cite.Document); ok {
		a.Document = *d
	}
	for _, key := range m.Suspends {
		a.Suspends = append(a.Suspends, name{key, tiering.FigureName(key)})
	}
	for _, article := range m.Articles {
		a.Articles = append(a.Articles, articleAnswer{article.Article, article.Name, orNone(article.Clauses), article.Note})
	}
	for i := range r.ed.Clauses {
		a.Clauses = append(a.Clauses, r.clause(&r.ed.Clauses[i]))
	}
	return a
}

// clause puts a clause into words.
func (r *ruleReader) clause(c *policy.Clause) clauseAnswer {
	a := clauseAnswer{Clause: c.ID, Name: c.Name, Cite: r.cite(&c.Cite), Years: c.Years, Payee: c.Payee, PayeeName: c.Payee.Text(), Trigger: r.trigger(&c.Trigger),
		Kind: string(c.AmountKind()), KindName: c.AmountKind().Text(), Amounts: []amountAnswer{}, Repeat: c.Repeat, RepeatName: c.Repeat.Text(),
		Evidence: orNone(c.Evidence), Stacks: c.Stacks, Similar: orNone(c.Similar), Apart: orNone(c.Apart), Overlaps: []overlapAnswer{},
		Deadline: c.Deadline, Readings: readingsOf(c.Readings), Note: c.Note}
	met := siblings{}
	for i := range c.Amounts {
		amount := &c.Amounts[i]
		text, past := r.amount(met.path("clause/"+c.ID, amount.Kind+"/"+amount.Level), amount)
		a.Amounts = append(a.Amounts, amountAnswer{amount.Kind, r.kindName(amount.Kind), amount.Level, text, past})
	}
	for _, o := range c.Overlaps {
		a.Overlaps = append(a.Overlaps, overlapAnswer{o.Kind, r.kindName(o.Kind), o.Level, o.Note})
	}
	return a
}

// amount puts an amount into words, with the history of that text: its numbers change together or one by one.
func (r *ruleReader) amount(path string, a *policy.Amount) (string, []ruleSince) {
	var text string
	switch {
	case !a.Fixed.IsZero():
		text = a.Fixed.String()
	case !a.High.IsZero():
		text = a.Low.String() + "至 " + a.High.String()
	case !a.Ceiling.IsZero():
		text = "不超过 " + a.Ceiling.String()
	case !a.Match.IsZero():
		text = "按记录金额的 " + a.Match.String() + " 配套"
	case !a.Rate.IsZero():
		text = a.Rate.String()
	}
	if !a.Factor.IsZero() {
		text += "，按 " + a.Factor.String() + " 折算"
	}
	if !a.Cap.IsZero() {
		text += "，每户每年不超过 " + a.Cap.String()
	}
	if r.found != nil && text != "" {
		r.found[path] = text
	}
	if past := r.past[path]; past != nil {
		return text, past
	}
	return text, []ruleSince{}
}

// trigger says what sets a clause off.
func (r *ruleReader) trigger(t *policy.Trigger) triggerAnswer {
	switch {
	case t.Recognised != nil:
		return triggerAnswer{"recognised", r.recognisedWords(t.Recognised)}
	case t.Renewed != nil:
		text := fmt.Sprintf("%s满 %d 年重新认定", r.kindName(t.Renewed.Kind), t.Renewed.Years)
		if t.Renewed.Tolerance > 0 {
			text += fmt.Sprintf("（最多推迟 %d 年）", t.Renewed.Tolerance)
		}
		return triggerAnswer{"renewed", text}
	case t.First != nil:
		var carriers []string
		for _, id := range t.First.Carriers {
			carriers = append(carriers, r.kindName(id))
		}
		return triggerAnswer{"first", fmt.Sprintf("载体（%s）内的企业首次取得%s", strings.Join(carriers, "、"), r.kindName(t.First.Kind))}
	case t.Holds != "":
		return triggerAnswer{"holds", "首次成为" + r.tierName(t.Holds)}
	case t.Research != nil:
		return triggerAnswer{"research", r.researchWords(t.Research)}
	}
	return triggerAnswer{"none", "由人决定"}
}

func (r *ruleReader) recognisedWords(t *policy.RecognisedTrigger) string {
	var kinds []string
	for _, id := range t.Kinds {
		kinds = append(kinds, r.kindName(id))
	}
	text := "当年取得" + strings.Join(kinds, "、")
	if len(t.Levels) > 0 {
		text += "（" + strings.Join(t.Levels, "、") + "）"
	}
	if t.With != "" {
		text += "，年末持有有效的" + t.WithLevel + r.kindName(t.With)
	}
	if t.Carriers {
		text += "，含载体名录中当年新认定的"
	}
	if t.TopUp {
		text += "；已按较低级别奖补过的只补差额"
	}
	return text
}

func (r *ruleReader) researchWords(t *policy.ResearchTrigger) string {
	var who []string
	if t.Major {
		who = append(who, "规模以上且持有有效"+r.kindName(t.Certificate)+"、或列入"+r.kindName(t.Listed)+"的企业")
	}
	if t.Other {
		who = append(who, "其他规模以上企业")
	}
	if t.Everyone {
		who = []string{"全部企业"}
	}
	text := strings.Join(who, "、") + "当年的" + tiering.FigureName(t.Figure)
	if t.Increase {
		text += "较上年的增量"
	}
	if t.Pool {
		text += "，按全市净增量分配"
	}
	return text
}

func readingsOf(readings []policy.Reading) []readingAnswer {
	list := make([]readingAnswer, len(readings))
	for i, r := range readings {
		list[i] = readingAnswer{r.ID, r.Question, r.Taken, r.Others, r.Key}
	}
	return list
}

// orNone returns an empty list for none, which JSON writes as [].
func orNone(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
