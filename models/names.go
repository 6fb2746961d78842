package models

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
	"gorm.io/gorm"
)

// nameSigns maps signs that people use for one another in names; "" drops a sign.
var nameSigns = strings.NewReplacer(
	"〔", "(", "〕", ")", "【", "(", "】", ")", "[", "(", "]", ")", "〈", "(", "〉", ")", "{", "(", "}", ")",
	"“", "", "”", "", "‘", "", "’", "", `"`, "", "'", "",
	"・", "·", "•", "·", "‧", "·", "∙", "·", "●", "·",
	"—", "-", "–", "-", "‐", "-", "−", "-", "―", "-",
	"有限责任公司", "有限公司",
)

// nameMarks are footnote marks that lists hang on names.
const nameMarks = "*★☆※▲△#"

// oldNameWords open a remark on a former name at the end of a name: (原名:…), (曾用名 …), (原:…).
var oldNameWords = []string{"原名", "曾用名", "原企业名", "更名前", "原:"}

// bodyEndings end the name of an organisation: (原昆明某某厂) is a remark on a former name, (原点) is part of a name.
var bodyEndings = []string{"公司", "厂", "院", "所", "中心", "集团", "大学", "学院", "合作社"}

// NormalName returns the form of a firm's or body's name by which rosters without codes are matched: one width, case and
// kind of bracket, no spaces (but between Latin words), quotes, footnote marks or remarks on a former name, and 有限责任公司 as
// 有限公司, which rosters mix up. Names that differ in any other way stay different.
func NormalName(s string) string {
	for range 8 { // what is dropped may bring together what belongs together; a real name is done after one round
		next := nameSigns.Replace(strings.ToUpper(norm.NFKC.String(s)))
		next = strings.Trim(dropOldName(joinName(next)), nameMarks)
		if next == s {
			break
		}
		s = next
	}
	return s
}

// joinName drops spaces and invisible characters; one space stays between two Latin letters or digits.
func joinName(s string) string {
	var b strings.Builder
	var last rune
	space := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			space = true
			continue
		}
		if !unicode.IsGraphic(r) {
			continue
		}
		if space && latin(last) && latin(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last, space = r, false
	}
	return b.String()
}

func latin(r rune) bool { return r < unicode.MaxLatin1 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// dropOldName cuts a remark on a former name off the end.
func dropOldName(s string) string {
	open := strings.LastIndexByte(s, '(')
	if open <= 0 || !strings.HasSuffix(s, ")") {
		return s
	}
	remark := s[open+1 : len(s)-1]
	for _, word := range oldNameWords {
		if strings.HasPrefix(remark, word) {
			return s[:open]
		}
	}
	if strings.HasPrefix(remark, "原") {
		for _, ending := range bodyEndings {
			if strings.HasSuffix(remark, ending) {
				return s[:open]
			}
		}
	}
	return s
}

// formerKeys returns the NormalName of each former name, separated by 、.
func formerKeys(names string) string {
	var keys []string
	for name := range strings.FieldsFuncSeq(names, func(r rune) bool { return r == '、' || r == ';' || r == '；' }) {
		if key := NormalName(name); key != "" {
			keys = append(keys, key)
		}
	}
	return strings.Join(keys, "、")
}

// BeforeSave keeps the keys and initials in step with the names whenever GORM writes a whole firm.
func (f *Firm) BeforeSave(*gorm.DB) error {
	f.NameKey, f.FormerKeys, f.Initials = clip(NormalName(f.Name), 200), clip(formerKeys(f.FormerNames), 700), Initials(f.Name)
	return nil
}
