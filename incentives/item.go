package incentives

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"unicode/utf8"
)

// maxItem is how many bytes an Entitlement.Item has at most.
const maxItem = 120

// itemOf names a record among those of its payee: kind and number, or kind, level and day of issue where it has no number.
func itemOf(a *Award) string {
	if a.Number != "" {
		return fitItem(a.Kind + "/" + a.Number)
	}
	return fitItem(a.Kind + "/" + a.Level + "/" + a.Issued.String())
}

// fitItem keeps a name as it is while it fits; of a longer one the end gives way to a digest of the whole.
func fitItem(item string) string {
	if len(item) <= maxItem {
		return item
	}
	sum := sha256.Sum256([]byte(item))
	tail := "#" + hex.EncodeToString(sum[:6])
	end := maxItem - len(tail)
	for !utf8.RuneStart(item[end]) {
		end--
	}
	return item[:end] + tail
}

// tellApart numbers lines of one payee whose records have the same name: two rosters that state one number. lines are those
// of one clause and year, in the order of their records.
func tellApart(lines []Entitlement) {
	for i := range lines {
		same := 1
		for k := range i {
			if lines[k].Item == lines[i].Item || strings.HasPrefix(lines[k].Item, lines[i].Item+"~") {
				same++
			}
		}
		if same > 1 {
			lines[i].Item = fitItem(fmt.Sprintf("%s~%d", lines[i].Item, same))
		}
	}
}
