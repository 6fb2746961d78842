package policy

import (
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
)

// smallBook is a sound book of one tier; the tests spoil one file of it at a time.
func smallBook() map[string]string {
	return map[string]string{
		"book.yaml": "from: 2020-01-01\n",
		"documents.yaml": `
- {id: law, title: 《办法》, number: 国发〔2016〕1号, from: 2016-01-01, checked: 2026-11-22, confidence: confirmed}
`,
		"ladders.yaml": `
- {ladder: growth, name: 培育线, tiers: [gazelle], cite: law 第五条}
`,
		"kinds.yaml": `
- {kind: gazelle, name: 瞪羚企业, levels: [省级], validity: {end_column: 是}, cite: law 第一条}
- {kind: hnte, name: 高新技术企业, aliases: [高企], validity: {years: {2016-01-01: 3}}, numbers: [GRyyyy######], cite: law 第九条}
`,
		"counties.yaml": `
cite: law
city: {id: "530100", name: 昆明市}
counties:
  - {id: "530102", name: 五华区}
  - {id: "530103", name: 盘龙区}
`,
		"zones.yaml": `
cite: law
zones: [{id: GXQ, name: 高新区}]
`,
		"sections.yaml": `
cite: law
sections:
  - {id: A, name: 农业, divisions: ["01-05"], no_scale: 是}
  - {id: C, name: 制造业, divisions: ["13-14"]}
`,
		"scale.yaml": `
- {codes: ["13-14"], name: 工业, metric: main_revenue, min: {2011-01-01: 2000 万元}, cite: law}
`,
		"fields.yaml":   "cite: law\nfields: [电子信息]\n",
		"watch.yaml":    "cite: law\nexpiring: {2019-01-01: [3, 12]}\nstale_valuation: {2019-01-01: 24}\nnear_line: {2019-01-01: 5%}\n",
		"measures.yaml": "cite: law\nround: {2019-01-01: 0.01 万元}\nsuspends: [accident]\narticles: [{article: 第一条, name: 平台, note: 没有奖补}]\n",
		"holidays.yaml": `
- year: 2024
  cite: law
  festivals:
    - {name: 国庆节, from: 2024-10-01, to: 2024-10-07, days: 7, worked: [2024-09-29, 2024-10-12]}
`,
		"rates.yaml": `
cite: law
year_end:
  2020-12-31: 6.5249
  2021-12-31: 6.3757
`,
		"tiers/gazelle.yaml": `
tier: gazelle
name: 瞪羚企业
short: 瞪羚
ladders: [growth]
document: law
kind: gazelle
holds: {label: 名单, recognised: gazelle, cite: law 第一条}
qualifies:
  all:
    - label: 成立年限
      metric: age_years
      max: {2016-01-01: 15 年, 2022-01-01: 10 年}
      cite: law 第二条
    - label: 共用条件
      criteria: core
`,
		"criteria/core.yaml": `
criteria: core
name: 共用条件
rule: {label: 收入, metric: revenue, min: {2016-01-01: 1000 万元}, cite: law 第三条}
`,
	}
}

// bookFS lays out a book for Load. Texts lose the newline they begin with, so that line 1 is the first they show.
func bookFS(files map[string]string) fs.FS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys["book/"+name] = &fstest.MapFile{Data: []byte(strings.TrimPrefix(text, "\n"))}
	}
	return fsys
}

func TestASoundBookLoads(t *testing.T) {
	if _, err := Load(bookFS(smallBook())); err != nil {
		t.Fatal(err)
	}
}

// rule puts one rule into the small book's tier as its whole qualifies.
func ruleFile(rule string) string {
	return `tier: gazelle
name: 瞪羚企业
short: 瞪羚
ladders: [growth]
document: law
kind: gazelle
holds: {label: 名单, recognised: gazelle, cite: law 第一条}
qualifies:` + rule
}

func TestLoadRefusesFaultsWithFileAndLine(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		want             []string
	}{
		{"unknown keys", "book.yaml", "from: 2020-01-01\ncity: 昆明\n",
			[]string{`book/book.yaml:2: 不认识的键 "city"，此处可用：from`}},
		{"a key given twice", "fields.yaml", "cite: law\nfields: [电子信息]\nfields: [新材料]\n",
			[]string{`book/fields.yaml:3: 键 "fields" 重复，第 2 行已有`}},
		{"a tab", "book.yaml", "from: 2020-01-01\n\tcity: 昆明\n",
			[]string{"book/book.yaml:2: YAML 语法错误：用了制表符，缩进只能用空格"}},
		{"wrong indentation", "fields.yaml", "cite: law\n  fields: [电子信息]\n",
			[]string{"book/fields.yaml:1: YAML 语法错误：此处不能再有冒号(缩进不齐，或文字里的冒号没有加引号)"}},
		{"an anchor", "fields.yaml", "cite: &a law\nfields: [电子信息]\n",
			[]string{"book/fields.yaml:1: 政策库不用这种 YAML 写法(&a law)", "book/fields.yaml:1: 此处应为文字", "book/fields.yaml:1: 缺少 cite:本表要注明依据的文件"}},
		{"an empty file", "fields.yaml", "# 待补\n", []string{"book/fields.yaml: 文件是空的"}},
		{"two documents in a file", "fields.yaml", "cite: law\nfields: [电子信息]\n---\ncite: law\n",
			[]string{"book/fields.yaml:4: 一个文件只能有一份内容，不能用 --- 分成几份"}},
		{"a file without a place", "notes.yaml", "x: 1\n",
			[]string{"book/notes.yaml: 政策库没有这个文件的位置：应为 book.yaml、documents.yaml、ladders.yaml、kinds.yaml、counties.yaml、zones.yaml、sections.yaml、scale.yaml、fields.yaml、rates.yaml、watch.yaml、holidays.yaml、measures.yaml，或 tiers、criteria、scores、clauses 文件夹里的 .yaml"}},
		{"a missing file", "fields.yaml", "", []string{"book/fields.yaml: 缺少这个文件"}},
		{"a day that does not exist", "documents.yaml", "- id: law\n  title: 《办法》\n  from: 2016-02-30\n  to: 2016-13-01\n  checked: 22/11/2026\n  confidence: sure\n",
			[]string{
				`book/documents.yaml:3: 日期 "2016-02-30" 有误，应为实有的日期，如 2022-01-01`,
				`book/documents.yaml:4: 日期 "2016-13-01" 有误，应为实有的日期，如 2022-01-01`,
				`book/documents.yaml:5: 日期 "22/11/2026" 有误，应为实有的日期，如 2022-01-01`,
				`book/documents.yaml:6: confidence 应为 confirmed(已核对原文)、known(通行做法)或 provisional(暂定口径)`,
			}},
		{"two documents of one id", "documents.yaml", "- {id: law, title: 甲, from: 2016-01-01, checked: 2026-11-22, confidence: known}\n- {id: law, title: 乙, from: 2016-01-01, to: 2015-01-01, checked: 2026-11-22, confidence: known}\n",
			[]string{`book/documents.yaml:2: document "law" 与 book/documents.yaml:1 重复`, "book/documents.yaml:2: 止于 2015-01-01，早于起始日 2016-01-01"}},
		{"a ladder with an unknown tier and no citation", "ladders.yaml", "- ladder: growth\n  name: 线\n  tiers: [gazelle, unicorn]\n",
			[]string{"book/ladders.yaml:1: 培育线 growth 的梯级 \"unicorn\" 没有 tiers/unicorn.yaml", "book/ladders.yaml:1: 缺少 cite:培育线要注明依据的文件和条款"}},
		{"a tier on no ladder", "ladders.yaml", "- {ladder: other, name: 线, tiers: [], cite: law}\n",
			[]string{"book/ladders.yaml:1: 列表是空的", "book/tiers/gazelle.yaml:1: ladders.yaml 的培育线 \"growth\" 没有列出本梯级", "book/tiers/gazelle.yaml:1: 本梯级不在任何培育线上"}},
		{"a name that two counties share", "counties.yaml", "cite: law\ncity: {id: \"530100\", name: 昆明市}\ncounties:\n  - {id: \"530102\", name: 五华区}\n  - {id: \"53010\", name: 盘龙区, aliases: [五 华区]}\n",
			[]string{`book/counties.yaml:5: 县(市)区代码 "53010" 应为 GB/T 2260 的六位数字`, `book/counties.yaml:5: 名称 "五 华区" 与 book/counties.yaml:4 重复`}},
		{"a zone named like a county", "zones.yaml", "cite: law\nzones: [{id: GXQ, name: 五华区}]\n",
			[]string{`book/zones.yaml:2: 名称 "五华区" 与 book/counties.yaml:4 重复`}},
		{"kinds", "kinds.yaml", `
- {kind: gazelle, name: 瞪羚企业, levels: [省级], default: 市级, validity: {end_column: 是}, cite: law 第一条}
- {kind: gazelle, name: 瞪羚, validity: {}, cite: law}
- {kind: hnte, name: 高新技术企业, aliases: [瞪羚], validity: {calendar_year: 是, years: {2016-01-01: 3}}}
- {kind: a, name: 甲, validity: {years: {2016-01-01: 3}, months: {2016-01-01: 36}}, cite: law}
- {kind: b, name: 乙, validity: {end_column: yes}, numbers: [GRyy####, GRyyyy##x], cite: law}
- {kind: c, name: 丙, validity: {years: {2016-01-01: 0}}, cite: law}
`, []string{
			`book/kinds.yaml:1: 默认级别 "市级" 不在 levels 之内`,
			`book/kinds.yaml:2: kind "gazelle" 与 book/kinds.yaml:1 重复`,
			`book/kinds.yaml:2: 名称 "gazelle" 与 book/kinds.yaml:1 重复`,
			`book/kinds.yaml:2: 有效期没有写明：calendar_year、end_column、years、months 至少一项`,
			`book/kinds.yaml:3: 名称 "瞪羚" 与 book/kinds.yaml:2 重复`,
			`book/kinds.yaml:3: 有效期自相矛盾：calendar_year(仅当年有效)不能与其他期限同用`,
			`book/kinds.yaml:3: 缺少 cite:认定类别要注明依据的文件和条款`,
			`book/kinds.yaml:4: 有效期自相矛盾：months 不能与 years、end_column 同用`,
			`book/kinds.yaml:5: end_column 应写 是 或 否`,
			`book/kinds.yaml:5: 有效期没有写明：calendar_year、end_column、years、months 至少一项`,
			`book/kinds.yaml:5: 编号格式 "GRyy####" 有误：年份须写成连续四个 y`,
			`book/kinds.yaml:5: 编号格式 "GRyyyy##x" 有误：字母须大写，不能有空格；y 为年份,# 为数字,* 为数字或大写字母`,
			`book/kinds.yaml:6: "0" 应为 1 到 100 的整数`,
		}},
		{"industries", "sections.yaml", "cite: law\nsections:\n  - {id: A, name: 农业, divisions: [\"01-13\"], no_scale: 是}\n  - {id: C, name: 制造业, divisions: [\"13-15\", \"1\"]}\n",
			[]string{
				"book/sections.yaml:3: 门类 A 没有规上口径(no_scale),scale.yaml 却写了大类 13",
				`book/sections.yaml:4: 大类 "1" 应写成 "06-12" 或 "70"`,
				"book/sections.yaml:4: 大类 13 已属于门类 A",
				"book/sections.yaml:4: 大类 15 在 scale.yaml 中没有规上标准",
			}},
		{"规上 lines", "scale.yaml", "- {codes: [\"13-14\"], name: 工业, metric: main_revenue, cite: law}\n- {codes: [\"14\", \"1a\"], name: 其他, always: 是, judged: 资质}\n",
			[]string{
				"book/scale.yaml:1: 须写且只写一种：metric 与 min,或 always: 是，或 judged",
				"book/scale.yaml:2: 缺少 cite:规上标准要注明依据的文件和条款",
				`book/scale.yaml:2: 行业代码 "1a" 应写成 "06-46" 或 2 至 4 位数字`,
				"book/scale.yaml:2: 行业代码 14 与 book/scale.yaml:1 重复",
				"book/scale.yaml:2: 须写且只写一种：metric 与 min,或 always: 是，或 judged",
			}},
		{"reminders", "watch.yaml", "cite: law\nexpiring: {2019-01-01: [6, 3]}\nstale_valuation: {2019-01-01: 0}\nnear_line: {2019-01-01: 5 人}\n",
			[]string{
				"book/watch.yaml:2: 期限应由近到远，3 不大于 6",
				`book/watch.yaml:3: "0" 应为 1 到 1200 的整数`,
				"book/watch.yaml:4: near_line 应为百分比",
			}},
		{"exchange rates", "rates.yaml", "cite: law\nyear_end:\n  2020-12-31: 6.5249\n  2022-12-30: 6.9646\n  2023-06-30: 7.2\n  2024-12-31: 7.18845\n  2024-12-31: 七\n",
			[]string{
				"book/rates.yaml:4: 年末中间价须逐年连续，取当年 12 月最后一个交易日",
				"book/rates.yaml:5: 年末中间价须逐年连续，取当年 12 月最后一个交易日",
				`book/rates.yaml:6: 中间价 "7.18845" 应为四位小数以内的正数`,
				`book/rates.yaml:7: 中间价 "七" 应为四位小数以内的正数`,
			}},
		{"a tier under another file name", "tiers/hawk.yaml", "\ntier: gazelle\nname: 瞪羚\nshort: 瞪羚\nladders: [growth]\ndocument: law\nkind: eagle\nlevels: [省级]\nholds: {label: 名单, recognised: gazelle, levels: [国家级], cite: law}\n",
			[]string{
				`book/tiers/hawk.yaml:1: tier "gazelle" 与 book/tiers/gazelle.yaml:1 重复`,
				`book/tiers/hawk.yaml:1: tier 写作 "gazelle"，与文件名不一致`,
				`book/tiers/hawk.yaml:1: 缺少 qualifies`,
				`book/tiers/hawk.yaml:1: 认定类别 "eagle" 不在 kinds.yaml 中`,
				`book/tiers/hawk.yaml:8: 认定类别 gazelle 没有级别 "国家级"（有：省级）`,
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := smallBook()
			files[c.file] = c.text
			if c.text == "" {
				delete(files, c.file)
			}
			checkFaults(t, files, c.want)
		})
	}
}

func TestLoadRefusesFaultyRules(t *testing.T) {
	for _, c := range []struct {
		name, rule string
		want       []string
	}{
		{"neither label nor citation", "\n  all:\n    - metric: revenue\n      min: {2020-01-01: 1 万元}\n",
			[]string{"10: 缺少 cite:每一条都要注明依据的文件和条款", "10: 缺少 label:每一条和每一组都要有名称"}},
		{"an unlabelled group inside", "\n  all:\n    - any:\n        - {label: 收入, metric: revenue, min: {2020-01-01: 1 万元}, cite: law}\n",
			[]string{"10: 缺少 label:每一条和每一组都要有名称"}},
		{"an unknown document", "\n  {label: 收入, metric: revenue, min: {2020-01-01: 1 万元}, cite: lawx 第一条}\n",
			[]string{"9: 引用的文件 \"lawx\" 不在 documents.yaml 中"}},
		{"an unknown kind", "\n  {label: 证书, recognised: falcon, cite: law}\n",
			[]string{`9: 认定类别 "falcon" 不在 kinds.yaml 中`}},
		{"an unknown level", "\n  {label: 证书, recognised: hnte, levels: [省级], cite: law}\n",
			[]string{`9: 认定类别 hnte 没有级别 "省级"（不分级别）`}},
		{"an unknown tier and unknown criteria", "\n  all:\n    - {label: 甲, qualifies: eagle, cite: law}\n    - {label: 乙, criteria: nest}\n",
			[]string{`10: 引用的梯级 "eagle" 没有 tiers/eagle.yaml`, `11: 引用的共用条件 "nest" 没有 criteria/nest.yaml`}},
		{"a number without day", "\n  {label: 收入, metric: revenue, min: 1 万元, cite: law}\n",
			[]string{"9: 数值须注明起用日期，写成 {2019-01-01: 数值}"}},
		{"a number without unit", "\n  {label: 收入, metric: revenue, min: {2020-01-01: 1000}, cite: law}\n",
			[]string{`9: 数值有误："1000" 缺少单位(如 万元、亿元、亿美元、%、人、件、年、天、分)`}},
		{"what is no number", "\n  {label: 收入, metric: revenue, min: {2020-01-01: 一千万元}, cite: law}\n",
			[]string{`9: 数值有误："一千万元" 不是数值`}},
		{"a unit that changes", "\n  label: 收入\n  metric: revenue\n  min:\n    2020-01-01: 1000 万元\n    2022-01-01: 15%\n  cite: law\n",
			[]string{"13: 单位与前一个取值不一致"}},
		{"a gap before the first value", "\n  label: 收入\n  metric: revenue\n  min: {2021-06-01: 1000 万元}\n  cite: law\n",
			[]string{"11: 从 2020-01-01 到 2021-05-31 没有取值"}},
		{"a gap in the middle and an open end", "\n  label: 收入\n  metric: revenue\n  min:\n    2016-01-01: 1000 万元\n    2021-01-01: ~\n    2022-01-01: 2000 万元\n    2025-01-01:\n  cite: law\n",
			[]string{"13: 从 2021-01-01 到 2021-12-31 没有取值", "15: 从 2025-01-01 以后没有取值"}},
		{"days out of order", "\n  label: 收入\n  metric: revenue\n  min:\n    2016-01-01: 1000 万元\n    2022-01-01: 2000 万元\n    2021-01-01: 1500 万元\n  cite: law\n",
			[]string{"14: 起用日期 2021-01-01 须晚于前一个 2022-01-01"}},
		{"a gap after the day a rule begins", "\n  all:\n    - {label: 甲, criteria: core}\n    - {label: 收入, from: 2022-01-01, metric: revenue, min: {2023-01-01: 1 万元}, cite: law}\n",
			[]string{"11: 从 2022-01-01 到 2022-12-31 没有取值"}},
		{"a group that runs empty", "\n  all:\n    - label: 组\n      any:\n        - {label: 收入, to: 2024-12-31, metric: revenue, min: {2016-01-01: 1 万元}, cite: law}\n",
			[]string{"12: 2025-01-01 这一天，组内没有任何一条在适用期内"}},
		{"an end before the beginning", "\n  all:\n    - {label: 甲, criteria: core}\n    - {label: 乙, from: 2022-01-01, to: 2021-01-01, criteria: core}\n",
			[]string{"11: 止于 2021-01-01，早于起始日 2022-01-01"}},
		{"two things in one node", "\n  {label: 甲, metric: revenue, criteria: core, cite: law}\n",
			[]string{"9: 每一条须写且只写 all、any、at_least、not、criteria、metric、recognised、qualifies、score、judged 之一"}},
		{"no bound and two bounds", "\n  all:\n    - {label: 甲, metric: revenue, cite: law}\n    - {label: 乙, metric: revenue, min: {2020-01-01: 1 元}, max: {2020-01-01: 2 元}, cite: law}\n",
			[]string{"10: metric 须写且只写 min、max、above、below、is、min_by、max_by、above_by、below_by 之一", "11: metric 须写且只写 min、max、above、below、is、min_by、max_by、above_by、below_by 之一"}},
		{"a bound without a metric", "\n  {label: 甲, criteria: core, min: {2020-01-01: 1 元}, levels: [省级]}\n",
			[]string{"9: levels 只能与 recognised 同用", "9: min 只能与 metric 同用"}},
		{"too few parts", "\n  label: 甲\n  at_least:\n    n: 3\n    of:\n      - {label: 甲, criteria: core}\n",
			[]string{`11: "3" 应为 1 到 1 的整数`}},
		{"bands of a bound", "\n  label: 投入\n  metric: rd\n  cite: law\n  min_by:\n    metric: revenue\n    bands:\n      - {max: {2020-01-01: 2 亿元}, bound: {2020-01-01: 5%}}\n      - {max: {2020-01-01: 1 亿元}, bound: {2020-01-01: 4 分}}\n      - {bound: {2020-01-01: 3%}}\n      - {max: {2020-01-01: 3 亿元}}\n",
			[]string{"16: 各档 bound 的单位须一致", "16: 各档 max 须同单位、由小到大", "17: 除最后一档外，每档须写 max", "18: 各档 bound 的单位须一致", "18: 最后一档不写 max", "18: 缺少 bound"}},
		{"a score", "\n  label: 得分\n  cite: law\n  score:\n    name: s\n    min: {2020-01-01: 60%}\n    parts:\n      - {label: 甲, metric: rd, bands: [{min: {2020-01-01: 1%}, points: 5}, {min: {2020-01-01: 2%}, points: 6-4}]}\n      - {label: 乙, judged: 0-8, cap: 5, cite: law}\n      - {label: 丙, cite: law}\n      - {metric: rd, bands: [{points: 1}], cite: law}\n",
			[]string{
				"13: 评分的界限须以 分 为单位",
				`15: 分数 "6-4" 应写成 9-10 或 20`,
				"15: 各档须同单位、由高到低",
				"15: 缺少 cite:每一条都要注明依据的文件和条款",
				"16: cap 只能与 sum 同用",
				"17: 评分项须写且只写 metric、best、sum、judged 之一",
				"18: 每档须写且只写 min、above 之一",
				"18: 缺少 label",
			}},
		{"a score without parts", "\n  {label: 得分, cite: law, score: {name: s, above: {2020-01-01: 70 分}}}\n",
			[]string{`9: 评分 "s" 没有 parts,也没有 scores/s.yaml`}},
		{"an unknown key deep inside", "\n  all:\n    - label: 甲\n      citation: law\n      criteria: core\n",
			[]string{`11: 不认识的键 "citation"，此处可用：label、cite、from、to、all、any、at_least、not、criteria、metric、recognised、qualifies、score、judged、min、max、above、below、is、min_by、max_by、above_by、below_by、levels`}},
		{"a rule that is a word", " 符合\n",
			[]string{"8: 此处应为“键: 值”的形式，可用的键：label、cite、from、to、all、any、at_least、not、criteria、metric、recognised、qualifies、score、judged、min、max、above、below、is、min_by、max_by、above_by、below_by、levels"}},
		{"a rule that refers to itself", "\n  {label: 甲, qualifies: gazelle, cite: law}\n",
			[]string{"9: 循环引用：tier gazelle → tier gazelle"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			files := smallBook()
			files["tiers/gazelle.yaml"] = ruleFile(c.rule)
			for i := range c.want {
				c.want[i] = "book/tiers/gazelle.yaml:" + c.want[i]
			}
			checkFaults(t, files, c.want)
		})
	}
}

func TestLoadRefusesCyclesThroughSharedCriteria(t *testing.T) {
	files := smallBook()
	files["criteria/core.yaml"] = "criteria: core\nname: 共用条件\nrule:\n  all:\n    - {label: 符合瞪羚, qualifies: gazelle, cite: law}\n"
	checkFaults(t, files, []string{"book/tiers/gazelle.yaml:14: 循环引用：criteria core → tier gazelle → criteria core"})
}

// All faults of all files come at once, sorted, one a line.
func TestLoadReportsEveryFaultAtOnce(t *testing.T) {
	files := smallBook()
	files["book.yaml"] = "from: 2020-01-01\nto: 2030-01-01\n"
	files["documents.yaml"] = "- {id: other, title: 甲, from: 2016-01-01, checked: 2026-11-22, confidence: known}\n"
	files["fields.yaml"] = "cite: law\n\tfields: []\n"
	_, err := Load(bookFS(files))
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatalf("Load: %v, want Faults", err)
	}
	if len(faults) < 10 || strings.Count(err.Error(), "\n") != len(faults)-1 {
		t.Errorf("%d faults in\n%v", len(faults), err)
	}
	for i := 1; i < len(faults); i++ {
		if a, b := faults[i-1], faults[i]; a.File > b.File || a.File == b.File && a.Line > b.Line {
			t.Errorf("%v comes before %v", a, b)
		}
	}
}

func TestLoadWithoutABook(t *testing.T) {
	if _, err := Load(fstest.MapFS{}); err == nil || !strings.HasPrefix(err.Error(), "book: 政策库文件夹读不出来") {
		t.Errorf("Load of nothing: %v", err)
	}
}

func checkFaults(t *testing.T, files map[string]string, want []string) {
	t.Helper()
	_, err := Load(bookFS(files))
	if err == nil {
		t.Fatal("the book loads")
	}
	if got := err.Error(); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}
