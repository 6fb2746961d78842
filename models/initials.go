package models

import (
	"context"
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// firstLetters has of each Chinese character the first letter of the reading that the dictionary gives first.
var firstLetters = pinyin.Args{Style: pinyin.FirstLetter}

// namedSo are the characters that names of firms read otherwise than the dictionary does first: 长江, 沈阳, 西藏, 泊车.
var namedSo = map[rune]string{'长': "c", '沈': "s", '藏': "z", '泊': "b"}

// Initials returns the pinyin initials of a name, by which people look a firm up: 云南云米科技有限公司 is ynymkjyxgs. A character
// with several readings counts with the commonest. Latin letters and digits stay, in small letters; all else is dropped.
func Initials(name string) string {
	var b strings.Builder
	for _, r := range NormalName(name) {
		switch {
		case r <= unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(unicode.ToLower(r))
		case namedSo[r] != "":
			b.WriteString(namedSo[r])
		case unicode.Is(unicode.Han, r):
			if letters := pinyin.SinglePinyin(r, firstLetters); len(letters) > 0 {
				b.WriteString(letters[0])
			}
		}
	}
	return clip(b.String(), 200)
}

// byInitials reports whether a text that a person typed may be initials: two small or capital letters or digits at least, and a letter among them.
func byInitials(typed string) bool {
	letters := 0
	for _, r := range typed {
		switch {
		case r > unicode.MaxASCII:
			return false
		case unicode.IsLetter(r):
			letters++
		case !unicode.IsDigit(r):
			return false
		}
	}
	return letters > 0 && len(typed) > 1
}

// initialsBatch is how many firms get their initials in one transaction.
const initialsBatch = 400

// fillInitials gives the firms from before migration 0005 their initials, once. Servers that start at once write the same.
func (db *DB) fillInitials(ctx context.Context) error {
	var done int64
	if err := db.Write.WithContext(ctx).Raw("SELECT value FROM counters WHERE name = 'initials'").Scan(&done).Error; err != nil || done != 0 {
		return err
	}
	for after := ""; ; {
		var firms []Firm
		err := db.Write.WithContext(ctx).Select("code", "name").Where("code > ?", after).Order("code").Limit(initialsBatch).Find(&firms).Error
		if err != nil {
			return err
		}
		if len(firms) == 0 {
			break
		}
		after = firms[len(firms)-1].Code
		var cases strings.Builder
		var values, codes []any
		for _, f := range firms {
			cases.WriteString(" WHEN ? THEN ?")
			values, codes = append(values, f.Code, Initials(f.Name)), append(codes, f.Code)
		}
		update := "UPDATE firms SET initials = CASE code" + cases.String() + " END WHERE code IN (?" + strings.Repeat(",?", len(codes)-1) + ")"
		if err := db.Write.WithContext(ctx).Exec(update, append(values, codes...)...).Error; err != nil {
			return err
		}
	}
	return db.Write.WithContext(ctx).Exec("UPDATE counters SET value = 1 WHERE name = 'initials'").Error
}
