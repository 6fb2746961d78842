// Package exports turns reviews into the workbooks that a bureau prints and stamps.
package exports

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"yunti/models"
)

// Report is one workbook that can be made from a review. Routes, menu, command line and tests all
// read the list Reports; a new report is a new line there.
type Report struct {
	Key         string // in addresses and on the command line: annual
	Name        string // 年度梯度培育报告
	Description string // one sentence: what it holds and for whom
	Needs       Need   // what a request names
	CityOnly    bool   // for the city and leadership; else for counties as well, with their own firms

	// build fills the workbook. It reads all that it needs and writes nothing out: Write does that.
	build func(ctx context.Context, s *Source, b *workbook) error
}

// Need is what a request for a report names.
type Need string

// The needs.
const (
	NeedsYear Need = "year" // a year with a published review
	NeedsFirm Need = "firm" // that, and the code of a firm that it judged
)

// Reports lists every report in the order of the menu.
var Reports = []Report{
	{"annual", "年度梯度培育报告", "全市（县（市）区看到的是本县（市）区）科技创新主体两条培育线的年度结果：总览、分县区与开发区、变动名单、各梯级名单、到期预警、应报未报、数据待核和政策依据", NeedsYear, false, buildAnnual},
	{"ladder", "梯次培育总表", "县（市）区（和开发区）与各梯级的交叉表：本年、上期、净增，两条培育线，附图", NeedsYear, false, buildLadder},
	{"moves", "晋级降级毕业明细", "每一户的新进、晋级、降级、到期失效、撤销、毕业、迁出：由哪一梯级到哪一梯级，依据什么数、什么条款", NeedsYear, false, buildMoves},
	{"unicorns", "独角兽培育清单", "独角兽培育线各阶段的企业：估值、成长、成立与剩余年限、与下一阶段的差距", NeedsYear, false, buildUnicorns},
	{"expiring", "高企到期预警表", "高新技术企业证书等资质认定按到期日排列：编号、剩余天数、能否重新认定、还差什么", NeedsYear, false, buildExpiring},
	{"ready", "达规未入库名单", "符合某一梯级条件而未持有的企业及其实际数与要求，以及只差一项条件的企业", NeedsYear, false, buildReady},
	{"gaps", "数据缺失与异常清单", "哪家企业哪一年度缺什么数据、影响哪个梯级，以及年度数据中须核实的异常", NeedsYear, false, buildGaps},
	{"years", "年度对比", "最多五个已发布年度的各梯级企业数、变动和县（市）区分布，附图", NeedsYear, false, buildYears},
	{"research", "研发投入奖补测算表", "第四条研发投入奖补逐户测算：本年和上年研发费用、基础补助、增量奖励的每户口径和全市口径、状态和原因，附分县区汇总；供资金科室测算", NeedsYear, false, buildResearch},
	{"incentives", "奖补资金汇总表", "措施全文十七条各项条款应给予、核定、批准、拨付的笔数和金额，条款与县（市）区两个方向合计，附图示；供领导和资金科室", NeedsYear, false, buildIncentives},
	{"publicity", "奖补资金公示明细表", "已核定奖补按条款列出单位、县区、金额和备注，附公示期和异议办法，不含代码和个人信息；供对外公示", NeedsYear, false, buildPublicity},
	{"payments", "奖补拨付台账", "每项核定的金额、文号、批准、逐笔拨付、余额、冲销和撤销；供财务和审计", NeedsYear, false, buildPayments},
	{"unclaimed", "免申即享清单", "应给予而尚未核定的奖补：谁、依据哪一条、金额或区间、已有和需补的材料，按县（市）区排列，附按单位汇总", NeedsYear, false, buildUnclaimed},
	{"notice", "企业奖补告知单", "一家企业可享受的奖补、依据条款和需要提交的材料，一张 A4 纸，供主动告知企业", NeedsFirm, false, buildNotice},
	{"budget", "奖补资金预算测算表", "本年度各条款、各县（市）区应给予、核定、拨付的资金，以及以后年度的预测和假设；供编制预算", NeedsYear, false, buildBudget},
	{"profile", "企业画像", "一家企业一页：基本情况、所在梯级和历年变动、主要指标和图示、资质、上一梯级的条件与差距、历年奖补", NeedsFirm, false, buildProfile},
	{"carriers", "孵化载体绩效表", "各孵化载体的级别、在孵和毕业企业、晋级、首次认定高企、科技型中小企业，以及载体和在孵企业应给予的奖补", NeedsYear, false, buildCarriers},
}

// ErrUnknownReport is returned for a key that Reports does not have.
var ErrUnknownReport = errors.New("没有这种报表")

// Find returns the report with that key, or ErrUnknownReport with the keys there are.
func Find(key string) (Report, error) {
	for _, r := range Reports {
		if r.Key == key {
			return r, nil
		}
	}
	return Report{}, fmt.Errorf("%w：%q（可用的报表：%s）", ErrUnknownReport, key, keys())
}

func keys() string {
	names := make([]string, len(Reports))
	for i, r := range Reports {
		names[i] = r.Key + " " + r.Name
	}
	return strings.Join(names, "、")
}

// Write writes the workbook of a report and returns what it is known by: its number, and the digests by which Verify finds out
// later whether it was changed. The caller stores that (models.DB.IssueReport) before anybody gets the workbook. All is read
// before the first byte goes to w, so an error of the database leaves w untouched; only the disk or w itself can fail
// afterwards.
func (r Report) Write(ctx context.Context, s *Source, w io.Writer) (*models.IssuedReport, error) {
	b := newWorkbook(s, s.title(r))
	defer b.close()
	if err := r.build(ctx, s, b); err != nil {
		return nil, err
	}
	whole := sha256.New()
	if err := b.write(io.MultiWriter(w, whole)); err != nil {
		return nil, err
	}
	sheets, err := json.Marshal(b.digests())
	if err != nil {
		return nil, err
	}
	issued := &models.IssuedReport{Number: s.Number, Report: r.Key, Year: s.Year(), Review: s.Review.ID, Area: s.Area, County: s.Scope.County,
		By: s.By, At: s.At, Sheets: string(sheets), Digest: hex.EncodeToString(whole.Sum(nil))}
	if s.Firm != nil {
		issued.Firm = s.Firm.Code
	}
	return issued, nil
}
