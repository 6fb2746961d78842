package sample

import (
	"strconv"

	"yunti/policy"
)

// The blocks of organisation codes that the city uses. Registers in Kunming hand out MA6K to MA6Q
// and older ones, so a code of these blocks with a Kunming office is nobody's.
var firmBlocks = [2]string{"MA6Y", "MA6X"}

const (
	carrierBlock   = "MA6W" // companies that run carriers and are not firms of the roster
	publicBlock    = "MB9Y" // 事业单位
	nonProfitBlock = "MJ9Y" // 民办非企业单位

	codeLetters = "0123456789ABCDEFGHJKLMNPQRTUWXY" // GB 32100-2015, 5.2
	blockSize   = 31 * 31 * 31 * 31
)

// firmCode returns the code of firm index, registered at a county's office. No two indexes share one.
func (c *city) firmCode(county string, index int) string {
	const serials, stride uint64 = uint64(len(firmBlocks)) * blockSize, 611_953
	n := int((uint64(index)*stride + c.salt) % serials)
	return makeCode("91", county, firmBlocks[n/blockSize], n%blockSize)
}

// makeCode puts a 统一社会信用代码 together: registering department and type, division, organisation
// code with its check, check character. (GB 32100-2015, GB 11714)
func makeCode(kind, division, block string, serial int) string {
	body := []byte(block + "0000")
	for i := len(body) - 1; i >= len(block); i-- {
		body[i] = codeLetters[serial%31]
		serial /= 31
	}
	return policy.CompleteCode(kind + division + string(body) + organisationCheck(string(body)))
}

// organisationCheck returns the check character of the eight characters of an organisation code
// (GB 11714): letters count from 10, the weighted sum is taken from 11 modulo 11, 10 is written X.
func organisationCheck(body string) string {
	sum := 0
	for i, weight := range [8]int{3, 7, 9, 10, 5, 8, 4, 2} {
		v := int(body[i] - '0')
		if body[i] >= 'A' {
			v = int(body[i]-'A') + 10
		}
		sum += v * weight
	}
	switch check := (11 - sum%11) % 11; check {
	case 10:
		return "X"
	default:
		return strconv.Itoa(check)
	}
}
