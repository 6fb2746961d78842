package tiering

import (
	"encoding/binary"
	"hash/crc32"

	"yunti/policy"
)

// verdictVersion is the version of the compact form. Raise it with every change of the form or of
// the order in which rules are compiled, and keep reading the versions before: the steps stand at
// TestStoredVerdictsStayReadable, which fails otherwise.
//
// A compact verdict is
//
//	version (1 byte), stamp of edition and program (4), year, present and number of ladders (1),
//	number of tiers (1), standings (2 bytes each and a revocation day), positions (1 each)
//	— then, for a firm that was present —
//	number of existing years (1), missing figures of each of them, outcomes of all nodes (2 bits each),
//	states of all metrics (4 bits each), flags (1 bit each), numbers and totals, proofs
//	— and the CRC-32C of all that (4).
//
// Numbers are varints, little endian.
const verdictVersion = 2

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Append appends the compact form of v to b. v must come from Judge or Decode.
func (v *Verdict) Append(b []byte) []byte {
	start := len(b)
	b = append(b, verdictVersion)
	b = binary.LittleEndian.AppendUint32(b, v.trail.judge.stamp)
	b = v.appendHead(b)
	if v.Present {
		b = v.trail.append(b, policy.YearEnd(v.Year))
	}
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b[start:], castagnoli))
}

func (v *Verdict) appendHead(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(v.Year))
	b = append(b, byte(len(v.Positions))<<1|byte(flagOf(v.Present)), byte(len(v.Standings)))
	if !v.Present {
		return b
	}
	for i := range v.Standings {
		s := &v.Standings[i]
		b = append(b, byte(s.Holds)|byte(s.Qualifies)<<2|byte(s.Ready)<<4,
			byte(flagOf(s.Titled)|flagOf(s.ListedOut)<<1|flagOf(s.Outgrown)<<2|flagOf(s.AgedOut)<<3|flagOf(s.Revoked != 0)<<4))
		if s.Revoked != 0 {
			b = binary.AppendUvarint(b, uint64(s.Revoked))
		}
	}
	for _, p := range v.Positions {
		b = append(b, byte(p+1))
	}
	return b
}

func (t *trail) append(b []byte, day policy.Day) []byte {
	j := t.judge
	b = append(b, byte(t.years))
	for back := range t.years {
		b = binary.AppendUvarint(b, uint64(j.mask&^t.has[back]))
	}
	b = appendPacked(b, t.grades)
	for i := 0; i < len(t.cells); i += 2 {
		x := byte(t.cells[i].state)
		if i+1 < len(t.cells) {
			x |= byte(t.cells[i+1].state) << 4
		}
		b = append(b, x)
	}
	return t.appendProofs(t.appendNumbers(t.appendFlags(b)), day)
}

// appendFlags writes what the flags are, eight a byte.
func (t *trail) appendFlags(b []byte) []byte {
	x, n := byte(0), 0
	for _, i := range t.judge.flags {
		x |= byte(t.cells[i].num&1) << n
		if n++; n == 8 {
			b, x, n = append(b, x), 0, 0
		}
	}
	if n > 0 {
		b = append(b, x)
	}
	return b
}

// appendNumbers writes the numbers of the metrics, why flags are unknown, and the totals of the scores.
func (t *trail) appendNumbers(b []byte) []byte {
	for _, i := range t.judge.numbers {
		b = t.cells[i].append(b, t.judge.slots[i].form)
	}
	for _, i := range t.judge.flags {
		if c := &t.cells[i]; !c.state.known() {
			b = c.append(b, formCount)
		}
	}
	for i := range t.totals {
		s := &t.totals[i]
		b = binary.AppendVarint(b, int64(s.low)<<2|flagOf(s.open)<<1|flagOf(s.recorded))
		b = binary.AppendVarint(b, int64(s.high-s.low))
	}
	return b
}

// appendPacked writes outcomes, four a byte.
func appendPacked(b []byte, grades []grade) []byte {
	for ; len(grades) >= 4; grades = grades[4:] {
		b = append(b, byte(outcomes[grades[0]]|outcomes[grades[1]]<<2|outcomes[grades[2]]<<4|outcomes[grades[3]]<<6))
	}
	if len(grades) > 0 {
		x := Outcome(0)
		for i, g := range grades {
			x |= outcomes[g] << (2 * i)
		}
		b = append(b, byte(x))
	}
	return b
}

// width is how many numbers of a cell are kept: those its form uses, or the reason why there is no value.
func (c *cell) width(f form) int {
	switch c.state {
	case NoYear, NoPairs, Outside:
		return 0
	case NotReported, Undetermined:
		return 2
	}
	return f.words()
}

func (c *cell) append(b []byte, f form) []byte {
	width := c.width(f)
	if width > 0 {
		b = binary.AppendVarint(b, c.num)
	}
	if width > 1 {
		b = binary.AppendVarint(b, c.den)
	}
	if width > 2 {
		b = binary.AppendVarint(b, c.aux)
	}
	return b
}

// appendProofs writes the proof of every claim; one that also proves an earlier claim is named by it.
func (t *trail) appendProofs(b []byte, day policy.Day) []byte {
	for i := range t.proofs {
		p := &t.proofs[i]
		if p.state == noProof {
			b = append(b, 0)
			continue
		}
		same := 0
		for k := range i {
			if *p == t.proofs[k] && t.judge.claims[k].kind == t.judge.claims[i].kind {
				same = k + 1
				break
			}
		}
		b = binary.AppendUvarint(b, uint64(p.state)|uint64(same)<<2)
		if same == 0 {
			b = p.append(b, &t.judge.edition.Kinds[t.judge.claims[i].kind], day)
		}
	}
	return b
}

// append writes a proof: days counted back from the snapshot, the level as its place in the kind.
// The end that the record states is written for the kinds in which it decides.
func (p *proof) append(b []byte, kind *policy.Kind, day policy.Day) []byte {
	b = binary.AppendVarint(b, packDay(p.issued, day))
	if p.state == revoked {
		b = binary.AppendVarint(b, packDay(p.revoked, day))
	}
	if kind.Validity.EndColumn {
		b = binary.AppendVarint(b, packDay(p.ends, day))
	}
	level := 0
	if p.level != "" {
		level = 1 + len(kind.Levels)
		for i, name := range kind.Levels {
			if name == p.level {
				level = 1 + i
				break
			}
		}
	}
	b = binary.AppendUvarint(b, uint64(level))
	if level > len(kind.Levels) {
		b = appendText(b, p.level)
	}
	return appendText(b, p.number)
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// packDay makes a day near the snapshot a small number; the zero day is 0.
func packDay(d, day policy.Day) int64 {
	if d == 0 {
		return 0
	}
	return int64(day.Year()-d.Year())<<9 | int64(d.Month())<<5 | int64(d.Date())
}

func unpackDay(x int64, day policy.Day) policy.Day {
	if x == 0 {
		return 0
	}
	return policy.NewDay(day.Year()-int(x>>9), int(x>>5&15), int(x&31))
}
