package models_test

import (
	"testing"

	"yunti/models"
)

func TestNamesThatMeanTheSameFirm(t *testing.T) {
	for _, same := range [][]string{
		{"昆明云梯科技有限公司", "昆明云梯科技有限公司*", "昆明云梯科技有限公司＊＊", "★昆明云梯科技有限公司", " 昆明云梯 科技有限公司\u200b", "昆明云梯科技　有限公司",
			"昆明云梯科技有限公司（原名：昆明旧梯有限公司）", "昆明云梯科技有限公司(原昆明旧梯有限公司)", "昆明云梯科技有限公司(曾用名 旧梯)*", "昆明云梯科技有限责任公司", "“昆明云梯”科技有限公司"},
		{"ABC科技(昆明)有限公司", "abc科技（昆明）有限公司", "ＡＢＣ科技〔昆明〕有限公司", "ABC 科技【昆明】有限公司"},
		{"YUN TI LTD", "Yun  Ti Ltd", "yun ti\tltd"},
		{"A·B技术", "A・B技术", "A•B技术"},
	} {
		for _, name := range same[1:] {
			if models.NormalName(name) != models.NormalName(same[0]) {
				t.Errorf("%q is %q, %q is %q", name, models.NormalName(name), same[0], models.NormalName(same[0]))
			}
		}
	}
}

func TestNamesThatStayDifferent(t *testing.T) {
	for _, pair := range [][2]string{
		{"昆明云梯科技有限公司", "昆明云梯科技股份有限公司"},
		{"昆明云梯科技有限公司", "昆明云梯科技有限公司呈贡分公司"},
		{"昆明云梯科技有限公司", "云南云梯科技有限公司"},
		{"昆明(原点)科技有限公司", "昆明科技有限公司"},
		{"昆明科技有限公司(原点)", "昆明科技有限公司"},
		{"云梯科技(昆明)有限公司", "云梯科技有限公司"},
		{"云梯一号(有限合伙)", "云梯一号"},
		{"A B科技", "AB科技"},
	} {
		if models.NormalName(pair[0]) == models.NormalName(pair[1]) {
			t.Errorf("%q and %q are both %q", pair[0], pair[1], models.NormalName(pair[0]))
		}
	}
}

func FuzzNormalNameIsStable(f *testing.F) {
	f.Add("昆明云梯科技有限责任公司(原名：旧(1))＊ ")
	f.Add("((原名:)")
	f.Add("有限责有限责任公司任公司")
	f.Fuzz(func(t *testing.T, name string) {
		once := models.NormalName(name)
		if twice := models.NormalName(once); twice != once {
			t.Errorf("%q becomes %q, then %q", name, once, twice)
		}
	})
}
