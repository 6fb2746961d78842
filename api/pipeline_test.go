package api

import (
	"strings"
	"testing"

	"yunti/models"
	"yunti/models/modelstest"
)

// pipelineCity is the small city with two more gazelles of which one was valued twice, in dollars at last, and the other long ago, in yuan.
func pipelineCity(t *testing.T, db *models.DB) *site {
	s := newCity(t, db)
	dollars, yuan := code(5), code(6)
	s.takeIn("firms", "", firmsRoster(t,
		[]any{dollars, "云测美元软件有限公司", "", "2017-01-01", "1000", "盘龙区", "", "6513", "电子信息", "在业", "", ""},
		[]any{yuan, "云测人民币机械有限公司", "", "2014-01-01", "1000", "五华区", "", "3490", "先进制造", "在业", "", ""}))
	s.takeIn("recognitions", "", workbook(t,
		[]any{"统一社会信用代码", "企业名称", "认定类别", "发证日期", "有效期至"},
		[]any{dollars, "云测美元软件有限公司", "瞪羚企业", "2023-05-10", "2026-05-09"},
		[]any{yuan, "云测人民币机械有限公司", "瞪羚企业", "2022-05-10", "2025-05-09"}))
	s.takeIn("rounds", "", workbook(t,
		[]any{"统一社会信用代码", "企业名称", "轮次", "融资日期", "融资金额(万)", "投后估值(亿)", "币种", "投资机构"},
		[]any{dollars, "云测美元软件有限公司", "A轮", "2021-03-01", "1000", "0.3", "美元", "云测创业投资基金"},
		[]any{dollars, "云测美元软件有限公司", "B轮", "2023-03-01", "2000", "1.5", "美元", "云测创业投资基金"},
		[]any{yuan, "云测人民币机械有限公司", "A轮", "2020-06-30", "3000", "3.26245", "人民币", "云测创业投资基金"}))
	s.publish(2022)
	s.publish(2023)
	return s
}

// stageOf finds a stage of the pipeline.
func stageOf(t *testing.T, a *answer, tier string) map[string]any {
	t.Helper()
	for _, s := range a.at("stages").([]any) {
		if s := s.(map[string]any); s["tier"] == tier {
			return s
		}
	}
	t.Fatalf("no stage %s: %s", tier, a.Body)
	return nil
}

func TestThePipelineTellsWhatEachFirmIsWorthAndLacks(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newSite(t, db)
		s.get("/api/v1/pipeline").wantProblem(404, "not_found")

		s = pipelineCity(t, db)
		a := s.get("/api/v1/pipeline").want(200)
		if a.text("year") != "2023" || a.text("previous") != "2022-1" || a.text("area") != "昆明市" {
			t.Errorf("head: %s", a.Body)
		}
		var order []string
		for _, stage := range a.at("stages").([]any) {
			order = append(order, stage.(map[string]any)["tier"].(string))
		}
		if got := strings.Join(order, " "); got != "fledgling gazelle pre_unicorn unicorn" {
			t.Errorf("stages %s", got)
		}
		gazelles := stageOf(t, a, "gazelle")
		items := gazelles["items"].([]any)
		if gazelles["now"] != 3.0 || gazelles["before"] != 2.0 || gazelles["firms"] != 3.0 || len(items) != 3 {
			t.Fatalf("gazelles: %v", gazelles)
		}

		first, second, last := items[0].(map[string]any), items[1].(map[string]any), items[2].(map[string]any)
		if v := first["valuation"].(map[string]any); v["text"] != "1.50" || v["unit"] != "亿美元" || first["yuan"] != "10.62" || first["valued"] != "2023-03-01" || first["stale"] != false {
			t.Errorf("150 million dollars of 2023, at 7.0827: %v", first)
		}
		if v := second["valuation"].(map[string]any); v["text"] != "0.50" || second["yuan"] != "3.26" || second["stale"] != true {
			t.Errorf("326 million yuan of 2020, at 6.5249, by now old: %v", second)
		}
		if v := last["valuation"].(map[string]any); last["code"] != gazelle || v["known"] != false || v["text"] != "无融资记录" || last["yuan"] != nil || last["valued"] != "" {
			t.Errorf("what has no round is worth nothing known and stands last: %v", last)
		}
		if last["move"] != "kept" || first["move"] != "entered" {
			t.Errorf("movements %v, %v", last["move"], first["move"])
		}
		if age := last["age"].(map[string]any); age["text"] != "8" || last["age_left"] != 7.0 {
			t.Errorf("founded in 2015, a gazelle to the age of 15: %v, %v left", age, last["age_left"])
		}
		next := first["next"].(map[string]any)
		if next["tier"] != "pre_unicorn" || len(next["gaps"].([]any)) == 0 {
			t.Errorf("next of %v", first)
		}
		if gap := next["gaps"].([]any)[0].(map[string]any); !strings.Contains(gap["label"].(string), "估值") || gap["gap"] != "差 3.50 亿美元" {
			t.Errorf("gap %v", gap)
		}
	})
}

func TestThePipelineIsNarrowed(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := pipelineCity(t, db)
		for query, want := range map[string]struct {
			now, before, firms float64
			items              int
		}{
			"":                         {3, 2, 3, 3},
			"?county=530102":           {2, 2, 2, 2},
			"?county=530103":           {1, 0, 1, 1},
			"?industry=C":              {1, 1, 1, 1},
			"?industry=I":              {2, 1, 2, 2},
			"?industry=A":              {0, 0, 0, 0},
			"?zone=GXQ":                {1, 1, 1, 1},
			"?move=entered":            {3, 2, 1, 1},
			"?move=entered&industry=C": {1, 1, 0, 0},
			"?size=1":                  {3, 2, 3, 1},
		} {
			got := stageOf(t, s.get("/api/v1/pipeline"+query).want(200), "gazelle")
			if got["now"] != want.now || got["before"] != want.before || got["firms"] != want.firms || len(got["items"].([]any)) != want.items {
				t.Errorf("%s: %v, want %v", query, got, want)
			}
		}
		first := stageOf(t, s.get("/api/v1/pipeline?year=2022").want(200), "gazelle")
		if first["now"] != 2.0 || first["before"] != nil {
			t.Errorf("a first year has nothing before it: %v", first)
		}
		s.get("/api/v1/pipeline?year=2021").wantProblem(404, "not_found")
		s.get("/api/v1/pipeline?industry=Z").wantProblem(400, "contract_violation")
	})
}

func TestACountySeesItsOwnPipeline(t *testing.T) {
	modelstest.Each(t, func(t *testing.T, db *models.DB) {
		s := newDistrict(t, db)
		s.as("city").publish(2023)
		own, other := s.as("county"), s.as("county2")
		if a := own.get("/api/v1/pipeline").want(200); a.text("area") != "五华区" || stageOf(t, a, "gazelle")["now"] != 1.0 {
			t.Errorf("the gazelle's county: %s", a.Body)
		}
		if a := other.get("/api/v1/pipeline?county=530102").want(200); stageOf(t, a, "gazelle")["now"] != 0.0 {
			t.Errorf("another county: %s", a.Body)
		}
	})
}
