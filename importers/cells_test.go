package importers

import (
	"strings"
	"testing"
)

func cell(t *testing.T, kind *Kind, key, text string) (Value, string) {
	t.Helper()
	p := cellParser{column: kind.Column(key), unit: defaultUnit}
	v, _, detail := p.parse(text)
	if (detail != "") != (v.State == Bad) {
		t.Errorf("%q: state %d with detail %q", text, v.State, detail)
	}
	return v, detail
}

func TestNothingIsNeverZero(t *testing.T) {
	for _, text := range []string{"", " ", "—", "——", "-", "--", "－", "/", "／", "\\", "无", "N/A", "null", "暂无", "未填", "…", "\u200b", "\u3000"} {
		if v, detail := cell(t, &figures, "revenue", text); v.State != Blank || detail != "" {
			t.Errorf("%q as an amount: %+v %q", text, v, detail)
		}
		if v, _ := cell(t, &firms, "former", text); v.State != Blank {
			t.Errorf("%q as a text: %+v", text, v)
		}
	}
	if v, _ := cell(t, &figures, "revenue", "0"); v.State != Given || v.N != 0 {
		t.Errorf("zero: %+v", v)
	}
}

func TestFlags(t *testing.T) {
	for text, want := range map[string]int64{"是": 1, "有": 1, "1": 1, "√": 1, "Y": 1, "TRUE": 1, "１": 1, "否": 0, "无": 0, "0": 0, "×": 0, "FALSE": 0, " 否 ": 0} {
		if v, detail := cell(t, &figures, "accident", text); v.State != Given || v.N != want {
			t.Errorf("%q: %+v %q", text, v, detail)
		}
	}
	for _, text := range []string{"", "—", "/"} {
		if v, _ := cell(t, &figures, "accident", text); v.State != Blank {
			t.Errorf("%q: %+v", text, v)
		}
	}
	if _, detail := cell(t, &figures, "accident", "也许"); !strings.Contains(detail, "是") {
		t.Errorf("detail %q", detail)
	}
}

func TestCodes(t *testing.T) {
	for _, text := range []string{exampleCode, strings.ToLower(exampleCode), " 91530102 MA6K0001 4A ", "９１５３０１０２ＭＡ６Ｋ０００１４Ａ", "\u200b" + exampleCode} {
		if v, detail := cell(t, &firms, "code", text); v.Text != exampleCode {
			t.Errorf("%q: %+v %q", text, v, detail)
		}
	}
	for text, why := range map[string]string{"91530102MA6K00014B": "校验", "9.1530102E+17": "丢失", "915301020000000000": "丢失", "530100000012345": "15 位", "MA6K00014": "9 位", "9153": "18 位", "#REF!": "公式错误"} {
		if _, detail := cell(t, &firms, "code", text); !strings.Contains(detail, why) {
			t.Errorf("%q: %q, want %q", text, detail, why)
		}
	}
}

func TestYears(t *testing.T) {
	for _, text := range []string{"2022", "2022年", "2022年度", "2022.0", "二〇二二年"} {
		if v, detail := cell(t, &figures, "year", text); v.N != 2022 {
			t.Errorf("%q: %+v %q", text, v, detail)
		}
	}
	for _, text := range []string{"22", "今年", "20222", "2022-01-01"} {
		if v, detail := cell(t, &figures, "year", text); detail == "" {
			t.Errorf("%q: %+v", text, v)
		}
	}
}

func TestTextsAreTidiedAndNotTooLong(t *testing.T) {
	if v, _ := cell(t, &firms, "name", " 昆明甲\n科技\u200b有限公司\u3000"); v.Text != "昆明甲 科技有限公司" {
		t.Errorf("%q", v.Text)
	}
	if _, detail := cell(t, &firms, "name", strings.Repeat("长", 101)); !strings.Contains(detail, "最多 100 个字") {
		t.Errorf("%q", detail)
	}
}

func TestEndlessValidityIsABlankEnd(t *testing.T) {
	for _, text := range []string{"长期", "永久有效", "至今"} {
		if v, detail := cell(t, &recognitions, "ends", text); v.State != Blank || detail != "" {
			t.Errorf("%q: %+v %q", text, v, detail)
		}
	}
}
