package policy

import (
	"errors"
	"fmt"
	"strings"
)

// The reasons for which a 统一社会信用代码 is refused.
var (
	ErrCodeMissing   = errors.New("统一社会信用代码为空")
	ErrCodeDamaged   = errors.New("统一社会信用代码已被表格软件改成数值，末几位丢失，无法还原；请把该列设为文本后按营业执照重新填写")
	ErrCodeOldNumber = errors.New("这是 15 位的旧工商注册号，不是统一社会信用代码；请换成营业执照上的 18 位代码")
	ErrCodeOrgCode   = errors.New("这是 9 位的组织机构代码，不是统一社会信用代码；请换成营业执照上的 18 位代码")
	ErrCodeLength    = errors.New("统一社会信用代码应为 18 位")
	ErrCodeCharacter = errors.New("统一社会信用代码只用数字和大写字母，不用 I、O、S、V、Z")
	ErrCodeCheck     = errors.New("统一社会信用代码的校验位不符，至少有一位写错；请对照营业执照逐位核对")
)

// codeAlphabet holds the characters of GB 32100-2015 by value. I, O, S, V and Z are left out, being
// too like 1, 0, 5, U and 2.
const codeAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// codeWeights are 3^(i-1) mod 31 (GB 32100-2015).
var codeWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// NormalCode folds a code as people and spreadsheets write it into the form that CheckCode reads:
// half-width, upper case, without blanks, hidden characters and the quotes that mark text in a cell.
func NormalCode(s string) string {
	return strings.Map(func(c rune) rune {
		if strings.ContainsRune("'\"`‘’“”", c) {
			return -1
		}
		return c
	}, foldName(s))
}

// CheckCode checks a normalised 统一社会信用代码 by GB 32100-2015 and says what is wrong with it: one of
// the ErrCode reasons. The organisation code inside (GB 11714) is not asked, because codes whose inner
// check fails have really been issued; CodeNote tells of it.
func CheckCode(code string) error {
	switch {
	case code == "":
		return ErrCodeMissing
	case isScientific(code):
		return fmt.Errorf("%w(%s)", ErrCodeDamaged, code)
	case len(code) == 15 && isDigits(code):
		return fmt.Errorf("%w(%s)", ErrCodeOldNumber, code)
	case isOrgCode(code):
		return fmt.Errorf("%w(%s)", ErrCodeOrgCode, code)
	}
	if n := len([]rune(code)); n != 18 {
		return fmt.Errorf("%w,现为 %d 位(%s)", ErrCodeLength, n, code)
	}
	position := 0
	for _, c := range code {
		position++
		if c >= 0x80 || strings.IndexByte(codeAlphabet, byte(c)) < 0 {
			return fmt.Errorf("%w;第 %d 位是 %q(%s)", ErrCodeCharacter, position, c, code)
		}
	}
	if code[17] == codeCheck(code[:17]) {
		return nil
	}
	if isDigits(code) && strings.HasSuffix(code, "000") {
		return fmt.Errorf("%w(%s)", ErrCodeDamaged, code)
	}
	return fmt.Errorf("%w(%s)", ErrCodeCheck, code)
}

// CompleteCode appends the check character to the first 17 characters of a code. It returns "" for
// what cannot begin a code.
func CompleteCode(body17 string) string {
	if len(body17) != 17 || strings.Trim(body17, codeAlphabet) != "" {
		return ""
	}
	return body17 + string(codeCheck(body17))
}

// CodeNote tells what is odd about a code that CheckCode accepts, "" when nothing is.
func CodeNote(code string) string {
	if len(code) == 18 && !validOrgCode(code[8:17]) {
		return "第 9 至 17 位的组织机构代码校验位不符，确有这样发放的代码，仍予导入；请核对"
	}
	return ""
}

func codeCheck(body string) byte {
	sum := 0
	for i, w := range codeWeights {
		sum += w * strings.IndexByte(codeAlphabet, body[i])
	}
	return codeAlphabet[(31-sum%31)%31]
}

// validOrgCode checks a nine-character organisation code by GB 11714. Its letters count 10 to 35 in the
// full alphabet, unlike those of GB 32100.
func validOrgCode(code string) bool {
	weights := [8]int{3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		switch c := code[i]; {
		case c >= '0' && c <= '9':
			sum += w * int(c-'0')
		case c >= 'A' && c <= 'Z':
			sum += w * int(c-'A'+10)
		default:
			return false
		}
	}
	return code[8] == "0X987654321"[sum%11]
}

// isOrgCode recognises an old organisation code, with or without its hyphen.
func isOrgCode(s string) bool {
	if len(s) == 10 && s[8] == '-' {
		s = s[:8] + s[9:]
	}
	return len(s) == 9 && validOrgCode(s)
}

// isScientific recognises what is left of a long number in a spreadsheet: 9.1530102E+17 and 915301020000000000.0,
// but not an E among digits alone, which a code may have.
func isScientific(s string) bool {
	mantissa, exponent, e := strings.Cut(s, "E")
	whole, fraction, point := strings.Cut(mantissa, ".")
	if !point && !strings.HasPrefix(exponent, "+") {
		return false
	}
	return isDigits(whole) && (!point || isDigits(fraction)) && (!e || isDigits(strings.TrimPrefix(exponent, "+")))
}
