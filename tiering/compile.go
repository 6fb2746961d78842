package tiering

import (
	"errors"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"yunti/policy"
)

// ErrRules is the fault of an edition whose rules cannot be computed.
var ErrRules = errors.New("政策库的规则无法计算")

// Faults are all the reasons why an edition cannot be compiled, each with its place.
type Faults []string

// Error lists the faults, one a line.
func (f Faults) Error() string {
	return fmt.Sprintf("%v，共 %d 处：\n%s", ErrRules, len(f), strings.Join(f, "\n"))
}

// Unwrap makes errors.Is(err, ErrRules) true.
func (f Faults) Unwrap() error { return ErrRules }

// compiler writes the program of one edition.
type compiler struct {
	*Judge
	faults  Faults
	shared  map[string]policy.Shared
	roots   map[*policy.Rule]int32 // compiled trees
	pending []reference            // nodes whose target is not compiled yet
}

type reference struct {
	node int32
	rule *policy.Rule
}

type namedRule struct {
	name string
	rule *policy.Rule
}

// Compile turns an edition's rules into a Judge. It refuses, all faults at once and with ErrRules,
// what it cannot compute: an unknown metric, kind, tier or criteria, a unit or operator that does
// not fit the metric, a bound with too many digits, rules that refer to themselves.
func Compile(e *policy.Edition) (*Judge, error) {
	j := &Judge{edition: e, slotOf: map[string]int{}, kinds: map[string]int{}, tierOf: map[string]int{}}
	c := &compiler{Judge: j, shared: map[string]policy.Shared{}, roots: map[*policy.Rule]int32{}}
	for i, k := range e.Kinds {
		j.kinds[k.ID] = i
	}
	j.claimsOf = make([][]int, len(e.Kinds))
	for i, t := range e.Tiers {
		j.tierOf[t.ID] = i
	}
	for _, s := range e.Criteria {
		c.shared[s.ID] = s
	}
	if len(e.Tiers) > 64 {
		c.fault("梯级", "最多 64 个")
	}
	j.scale = newScaleTable(e, func(text string) { c.faults = append(c.faults, text) })
	c.ladders()
	for _, r := range c.sorted() {
		c.roots[r.rule] = c.rule(r.name, r.rule)
	}
	for _, p := range c.pending {
		j.nodes[p.node].arg = c.roots[p.rule]
	}
	c.tiers()
	if len(c.faults) > 0 {
		slices.Sort(c.faults)
		return nil, slices.Compact(c.faults)
	}
	j.blank = slices.Repeat([]grade{gradeOutside}, len(j.nodes))
	j.stamp = j.fingerprint()
	return j, nil
}

func (c *compiler) fault(where, format string, args ...any) {
	c.faults = append(c.faults, where+"："+fmt.Sprintf(format, args...))
}

func (c *compiler) ladders() {
	for _, l := range c.edition.Ladders {
		var tiers []int
		for _, id := range l.Tiers {
			i, ok := c.tierOf[id]
			if !ok {
				c.fault("培育线 "+l.ID, "没有梯级 %q", id)
				continue
			}
			tiers = append(tiers, i)
		}
		c.Judge.ladders = append(c.Judge.ladders, tiers)
	}
}

// tierRules lists the trees of a tier by name.
func tierRules(t *policy.Tier) []namedRule {
	at := "梯级 " + t.ID + " "
	return []namedRule{{at + "unless", t.Unless}, {at + "holds", t.Holds}, {at + "qualifies", t.Qualifies},
		{at + "listed_out", t.ListedOut}, {at + "outgrown", t.Outgrown}, {at + "aged_out", t.AgedOut}}
}

// sorted lists all trees so that each stands before those it refers to, and refuses circles.
func (c *compiler) sorted() []namedRule {
	all := []namedRule{}
	for i := range c.edition.Tiers {
		all = append(all, tierRules(&c.edition.Tiers[i])...)
	}
	for _, s := range c.edition.Criteria {
		all = append(all, namedRule{"共用条件 " + s.ID, s.Rule})
	}
	names := map[*policy.Rule]string{}
	for _, r := range all {
		names[r.rule] = r.name
	}
	const open, done = 1, 2
	state := map[*policy.Rule]int{}
	var order []namedRule
	var visit func(r namedRule)
	visit = func(r namedRule) {
		if r.rule == nil || state[r.rule] == done {
			return
		}
		if state[r.rule] == open {
			c.fault(r.name, "规则绕回到自己")
			return
		}
		state[r.rule] = open
		c.references(r.rule, func(target *policy.Rule) { visit(namedRule{names[target], target}) })
		state[r.rule] = done
		order = append(order, r)
	}
	for i := len(all) - 1; i >= 0; i-- {
		visit(all[i])
	}
	slices.Reverse(order)
	return order
}

// references calls fn for every tree that r refers to.
func (c *compiler) references(r *policy.Rule, fn func(*policy.Rule)) {
	if r == nil {
		return
	}
	if target := c.target(r); target != nil {
		fn(target)
	}
	for _, part := range children(r) {
		c.references(part, fn)
	}
}

// target is the tree that a criteria or qualifies node stands for, nil for another node.
func (c *compiler) target(r *policy.Rule) *policy.Rule {
	if r.Criteria != "" {
		return c.shared[r.Criteria].Rule
	}
	if i, ok := c.tierOf[r.Qualifies]; ok {
		return c.edition.Tiers[i].Qualifies
	}
	return nil
}

func children(r *policy.Rule) []*policy.Rule {
	switch {
	case r.All != nil:
		return r.All
	case r.Any != nil:
		return r.Any
	case r.AtLeast != nil:
		return r.AtLeast.Of
	case r.Not != nil:
		return []*policy.Rule{r.Not}
	}
	return nil
}

func (c *compiler) tiers() {
	for i := range c.edition.Tiers {
		t := &c.edition.Tiers[i]
		at := "梯级 " + t.ID
		if t.Holds == nil || t.Qualifies == nil {
			c.fault(at, "缺少 holds 或 qualifies")
		}
		c.Judge.tiers = append(c.Judge.tiers, tierRoots{
			unless: c.root(t.Unless), holds: c.root(t.Holds), qualifies: c.root(t.Qualifies),
			listedOut: c.root(t.ListedOut), outgrown: c.root(t.Outgrown), agedOut: c.root(t.AgedOut),
			claim: c.claim(at+" kind", t.Kind, t.Levels),
		})
	}
}

func (c *compiler) root(r *policy.Rule) int32 {
	if i, ok := c.roots[r]; ok && r != nil {
		return i
	}
	return -1
}

// claim returns the index of the claim for a kind and levels, made once.
func (c *compiler) claim(where, kind string, levels []string) int {
	k, ok := c.kinds[kind]
	if !ok {
		c.fault(where, "没有认定类别 %q", kind)
		return 0
	}
	for _, level := range levels {
		if !slices.Contains(c.edition.Kinds[k].Levels, level) {
			c.fault(where, "认定类别 %s 没有级别 %q", kind, level)
		}
	}
	for _, i := range c.claimsOf[k] {
		if slices.Equal(c.claims[i].levels, levels) {
			return i
		}
	}
	if len(levels) == 0 {
		levels = nil
	}
	c.claims = append(c.claims, claim{kind: k, levels: levels})
	c.claimsOf[k] = append(c.claimsOf[k], len(c.claims)-1)
	return len(c.claims) - 1
}

// slot returns the place where a metric is computed, made once; a nil metric for an unknown name.
func (c *compiler) slot(where, name string) (int, *metric) {
	if i, ok := c.slotOf[name]; ok {
		return i, c.slots[i]
	}
	i := metricIndex(name)
	if i < 0 {
		c.fault(where, "未知指标 %q", name)
		return 0, nil
	}
	m := &metricTable[i]
	c.slots = append(c.slots, m)
	c.slotOf[name] = len(c.slots) - 1
	if m.unit == policy.UnitFlag {
		c.flags = append(c.flags, len(c.slots)-1)
	} else {
		c.numbers = append(c.numbers, len(c.slots)-1)
	}
	for _, n := range m.needs {
		c.mask |= 1 << n.figure
		if n.basis {
			c.mask |= 1 << n.instead
		}
	}
	return len(c.slots) - 1, m
}

// fingerprint names the edition and the layout that compact verdicts are written in: the rules,
// metrics, claims and scores in their order. It does not depend on how the program is carried out.
func (j *Judge) fingerprint() uint32 {
	h := fnv.New32a()
	fmt.Fprintf(h, "%d %s", verdictVersion, j.edition.Digest)
	for i := range j.sources {
		r := j.sources[i].rule
		fmt.Fprintf(h, " %d%s%s%s%s", len(children(r)), r.Metric, r.Recognised, r.Criteria, r.Qualifies)
	}
	for _, m := range j.slots {
		fmt.Fprintf(h, " %s", m.name)
	}
	for _, c := range j.claims {
		fmt.Fprintf(h, " %s%v", j.edition.Kinds[c.kind].ID, c.levels)
	}
	for _, s := range j.scores {
		fmt.Fprintf(h, " %s", s.name)
	}
	fmt.Fprintf(h, " %d %d", len(j.tiers), len(j.ladders))
	return h.Sum32()
}
