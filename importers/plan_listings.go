package importers

import (
	"context"
	"strings"

	"yunti/models"
	"yunti/policy"
)

// listingKeeper plans listings of firms' own shares.
type listingKeeper struct {
	*planner
	stored map[string][]models.Listing // by code
}

func (k *listingKeeper) load(ctx context.Context, lines []*Line) error {
	if err := k.loadFirms(ctx, lines); err != nil {
		return err
	}
	found, err := findBy[models.Listing](ctx, k.db, "code", k.codes())
	k.stored = make(map[string][]models.Listing)
	for _, r := range found {
		k.stored[r.Code] = append(k.stored[r.Code], r)
	}
	return err
}

func (k *listingKeeper) draft(l *Line) (draft, bool) {
	s := k.sheet
	firm, ok := k.firmOf(l)
	listed := policy.Day(s.Value(l, "listed").N)
	board, known := boards.find(s.Value(l, "board").Text)
	if v := s.Value(l, "board"); v.State == Given && !known {
		s.fault(l, "board", "不认识的上市板块「%s」；请填写：%s", clip(v.Text, 20), boards.list())
	}
	after := models.Listing{Code: firm.Code, Board: board, Listed: listed}
	d := draft{key: strings.Join([]string{firm.Code, board, listed.String()}, "/"), name: k.nameCell(l)}
	for _, stored := range k.stored[firm.Code] {
		switch {
		case stored.Board == board && stored.Listed == listed:
			after, d.before, d.base = stored, stored, stored.Version
		case stored.Board == board && stored.Delisted == 0 && known:
			s.warn(l, "listed", "库中该企业已在%s上市（%s）且未退市；请核对是否重复", board, stored.Listed)
		}
	}
	setText(&after.Name, s.Value(l, "name"))
	if v := s.Value(l, "stock"); v.State == Given {
		after.Stock = stockCode(v.Text)
		if known && !stockFits(board, after.Stock) {
			s.warn(l, "stock", "不像%s的股票代码；请核对（单元格须为文本格式，以免丢失开头的 0）", board)
		}
	}
	setDay(&after.Delisted, s.Value(l, "delisted"))
	k.notFuture(l, "listed")
	k.notFuture(l, "delisted")
	k.notBefore(l, "delisted", after.Delisted, "上市日期", after.Listed)
	d.after = after
	return d, ok
}

// stockCode drops the market's letters around a stock code: 688001.SH, SH688001.
func stockCode(text string) string {
	s := strings.ToUpper(compact(text))
	for _, market := range []string{"SH", "SZ", "BJ", "HK", "OC", "NQ"} {
		if rest, ok := strings.CutSuffix(s, "."+market); ok {
			return rest
		}
		if rest, ok := strings.CutPrefix(s, market); ok && strings.Trim(rest, "0123456789") == "" {
			return rest
		}
	}
	return s
}

// stockPrefixes are how the codes of a board begin; they have six digits.
var stockPrefixes = map[string][]string{
	"主板":  {"600", "601", "603", "605", "000", "001", "002", "003", "900", "200"},
	"科创板": {"688", "689"},
	"创业板": {"300", "301", "302"},
	"北交所": {"43", "83", "87", "88", "92"},
	"新三板": {"40", "42", "43", "83", "87"},
}

// stockFits reports whether a stock code has the shape of its board's.
func stockFits(board, stock string) bool {
	digits := strings.Trim(stock, "0123456789") == ""
	if board == "港交所" {
		return digits && len(stock) <= 5
	}
	prefixes, ok := stockPrefixes[board]
	if !ok {
		return true
	}
	for _, prefix := range prefixes {
		if digits && len(stock) == 6 && strings.HasPrefix(stock, prefix) {
			return true
		}
	}
	return false
}
