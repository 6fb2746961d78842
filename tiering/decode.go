package tiering

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"yunti/policy"
)

// ErrVerdict is the fault of a stored verdict that cannot be read: cut off, damaged, written by
// another version of the form, or under another edition than the judge's.
var ErrVerdict = errors.New("已存的判定无法读取")

var (
	errDamaged = fmt.Errorf("%w:内容不完整或已损坏", ErrVerdict)
	errEdition = fmt.Errorf("%w:不是按该政策版本作出的", ErrVerdict)
)

// Decode reads the compact verdict b, which was given under this judge's edition, into v, reusing
// v's memory. Explain says of it what it said of the verdict that was written. The error is ErrVerdict.
func (j *Judge) Decode(b []byte, v *Verdict) error {
	d, err := open(b)
	if err != nil {
		return err
	}
	if d.stamp != j.stamp {
		return errEdition
	}
	d.head(v)
	if d.failed || len(v.Standings) != len(j.tiers) || len(v.Positions) != len(j.ladders) {
		return errDamaged
	}
	v.trail.resize(j)
	if v.Present {
		d.trail(&v.trail, policy.YearEnd(v.Year))
	}
	if d.failed || len(d.b) > 0 {
		return errDamaged
	}
	return nil
}

// DecodeStandings reads only year, standings and positions of the compact verdict b, whatever edition
// it was given under; their indexes are those of that edition. The error is ErrVerdict.
func DecodeStandings(b []byte, v *Verdict) error {
	d, err := open(b)
	if err != nil {
		return err
	}
	v.trail.judge = nil
	if d.head(v); d.failed {
		return errDamaged
	}
	return nil
}

// maxText is longer than any text in a verdict, so that a damaged length is refused.
const maxText = 1 << 20

// decoder reads what is left of a compact verdict. After a failure it reads zeros.
type decoder struct {
	b      []byte
	stamp  uint32
	failed bool
}

// open checks version and sum of a compact verdict.
func open(b []byte) (decoder, error) {
	const frame = 1 + 4 + 4
	if len(b) < frame {
		return decoder{}, errDamaged
	}
	if b[0] != verdictVersion {
		return decoder{}, fmt.Errorf("%w:格式版本 %d 不认识", ErrVerdict, b[0])
	}
	sum := len(b) - 4
	if crc32.Checksum(b[:sum], castagnoli) != binary.LittleEndian.Uint32(b[sum:]) {
		return decoder{}, errDamaged
	}
	return decoder{b: b[5:sum], stamp: binary.LittleEndian.Uint32(b[1:])}, nil
}

func (d *decoder) byte() byte {
	if len(d.b) == 0 {
		d.failed = true
		return 0
	}
	x := d.b[0]
	d.b = d.b[1:]
	return x
}

func (d *decoder) take(n int) []byte {
	if n > len(d.b) {
		d.failed, d.b = true, nil
		return nil
	}
	x := d.b[:n]
	d.b = d.b[n:]
	return x
}

func (d *decoder) uint() uint64 {
	x, n := binary.Uvarint(d.b)
	if n <= 0 {
		d.failed, d.b = true, nil
		return 0
	}
	d.b = d.b[n:]
	return x
}

func (d *decoder) int() int64 {
	x, n := binary.Varint(d.b)
	if n <= 0 {
		d.failed, d.b = true, nil
		return 0
	}
	d.b = d.b[n:]
	return x
}

func (d *decoder) text() string {
	return string(d.take(int(min(d.uint(), maxText))))
}

func (d *decoder) day(snapshot policy.Day) policy.Day { return unpackDay(d.int(), snapshot) }

func (d *decoder) head(v *Verdict) {
	v.Year = int(d.uint())
	x := d.byte()
	v.Present = x&1 != 0
	v.Positions = room(v.Positions, int(x>>1))
	v.Standings = room(v.Standings, int(d.byte()))
	if d.failed || v.Year > 9999 {
		d.failed = true
		return
	}
	if !v.Present {
		v.absent()
		return
	}
	for i := range v.Standings {
		grades, marks := d.byte(), d.byte()
		v.Standings[i] = Standing{
			Holds: Outcome(grades & 3), Qualifies: Outcome(grades >> 2 & 3), Ready: Ready(grades >> 4),
			Titled: marks&1 != 0, ListedOut: marks&2 != 0, Outgrown: marks&4 != 0, AgedOut: marks&8 != 0,
		}
		if marks&16 != 0 {
			v.Standings[i].Revoked = policy.Day(d.uint())
		}
		d.failed = d.failed || grades>>4 > byte(ReadyUnscored) || marks > 31
	}
	for i := range v.Positions {
		v.Positions[i] = int(d.byte()) - 1
		d.failed = d.failed || v.Positions[i] >= len(v.Standings)
	}
}

func (d *decoder) trail(t *trail, day policy.Day) {
	j := t.judge
	t.years = int(d.byte())
	if t.years < 1 || t.years > span {
		d.failed = true
		return
	}
	t.has = [span]uint32{}
	for back := range t.years {
		t.has[back] = j.mask &^ uint32(d.uint())
	}
	for i := 0; i < len(t.grades); i += 4 {
		x := d.byte()
		for k := i; k < min(i+4, len(t.grades)); k++ {
			t.grades[k] = [...]grade{Unmet: gradeUnmet, Met: gradeMet, Unknown: gradeUnknown, NotApplicable: gradeOutside}[x>>(2*(k-i))&3]
		}
	}
	for i := range t.cells {
		if i%2 == 0 && len(d.b) > 0 {
			t.cells[i] = cell{state: State(d.b[0] & 15)}
		} else {
			t.cells[i] = cell{state: State(d.byte() >> 4)}
		}
		if t.cells[i].state > Fallback {
			d.failed = true
			return
		}
	}
	if len(t.cells)%2 == 1 {
		d.byte()
	}
	d.flags(t)
	d.numbers(t)
	d.proofs(t, day)
	if !d.failed {
		j.score(t)
	}
}

func (d *decoder) flags(t *trail) {
	x := byte(0)
	for n, i := range t.judge.flags {
		if n%8 == 0 {
			x = d.byte()
		}
		if c := &t.cells[i]; c.state.known() {
			c.num, c.den = int64(x>>(n%8)&1), 1
		}
	}
}

// numbers reads what appendNumbers wrote.
func (d *decoder) numbers(t *trail) {
	for _, i := range t.judge.numbers {
		d.cell(&t.cells[i], t.judge.slots[i].form)
	}
	for _, i := range t.judge.flags {
		if c := &t.cells[i]; !c.state.known() {
			d.cell(c, formCount)
		}
	}
	for i := range t.totals {
		s := &t.totals[i]
		x := d.int()
		s.low, s.open, s.recorded = int32(x>>2), x&2 != 0, x&1 != 0
		s.high = s.low + int32(d.int())
	}
}

// cell reads the numbers of a cell. A ratio with a value has a base.
func (d *decoder) cell(c *cell, f form) {
	width := c.width(f)
	if width > 0 {
		c.num, c.den = d.int(), 1
	}
	if width > 1 {
		c.den = d.int()
	}
	if width > 2 {
		c.aux = d.int()
	}
	d.failed = d.failed || c.state.known() && f != formLowest && c.den <= 0
}

func (d *decoder) proofs(t *trail, day policy.Day) {
	for i := range t.proofs {
		x := d.uint()
		p := &t.proofs[i]
		*p = proof{state: proofState(x & 3)}
		if p.state == noProof {
			d.failed = d.failed || x != 0
			continue
		}
		kind := t.judge.claims[i].kind
		if same := x >> 2; same > uint64(i) {
			d.failed = true
		} else if same > 0 {
			*p = t.proofs[same-1]
		} else {
			d.proof(p, &t.judge.edition.Kinds[kind], day)
		}
	}
}

func (d *decoder) proof(p *proof, kind *policy.Kind, day policy.Day) {
	p.issued = d.day(day)
	if p.state == revoked {
		p.revoked = d.day(day)
	}
	if kind.Validity.EndColumn {
		p.ends = d.day(day)
	}
	switch level := d.uint(); {
	case level == 0:
	case level <= uint64(len(kind.Levels)):
		p.level = kind.Levels[level-1]
	default:
		p.level = d.text()
	}
	p.number = d.text()
	if state := p.state; !d.failed {
		p.judge(kind, day)
		d.failed = p.state != state
	}
}
