package tiering

import "yunti/policy"

// opcode says how a node comes to its grade.
type opcode uint8

const (
	opAll opcode = iota
	opAny
	opNot
	opAtLeast
	opRefer // the grade of another node
	opCount // opCompare of a metric that is one whole number
	opCompare
	opCompareBy // opCompare with a line chosen by another metric
	opClaim
	opScore
	opJudged
)

// relation is a policy.Op as the set of comparisons that meet it: below (1), on (2), over the bound (4).
type relation uint8

const (
	relBelow relation = 1
	relIs    relation = 2
	relMax   relation = relBelow | relIs
	relAbove relation = 4
	relMin   relation = relAbove | relIs
)

var relations = map[policy.Op]relation{policy.Min: relMin, policy.Max: relMax, policy.Above: relAbove, policy.Below: relBelow, policy.Is: relIs}

// node is one rule of the program. The nodes of a tree stand in preorder; a rule that refers to
// another stands before it, so that one pass from the last node to the first judges everything.
type node struct {
	op   opcode
	rel  relation
	form form   // of the metric
	how  opcode // of the group it is part of
	slot uint16 // opCount, opCompare, opCompareBy: the metric; opClaim: the claim; opScore: the score
	by   uint16 // opCompareBy: the metric that chooses
	part int32  // the group it is part of; -1 for a root, and where the group looks at its parts itself
	end  int32  // the node after the subtree
	arg  int32  // opAtLeast: how many; opRefer: the node; opCompareBy: the bounds to choose from
	line line
}

// lineBand is a bound of opCompareBy and up to where it applies.
type lineBand struct {
	upTo line
	last bool
	mark
}

// source is what a node says to people.
type source struct {
	rule  *policy.Rule
	label string
	cite  string
	bound string // of opCompare and opScore
}

// tierRoots are the nodes of a tier's rules, -1 where it has none.
type tierRoots struct {
	unless, holds, qualifies, listedOut, outgrown, agedOut int32
	claim                                                  int // of the tier's kind and levels
}

// scoreOp says how a part of a score comes to its points.
type scoreOp uint8

const (
	partBands scoreOp = iota
	partBest
	partSum
	partJudged
)

// scorePart is one part of a score, in preorder like the nodes.
type scorePart struct {
	op    scoreOp
	slot  uint16
	end   int32
	cap   int32
	span  points // partJudged
	bands []pointBand
	top   int32 // partBands: what the best band gives
	marks []mark
	part  *policy.Part
	cite  string
}

type pointBand struct {
	mark
	strict bool
	points points
}

// points is what a part of a score can come to. Open: it is a range because a figure is missing.
type points struct {
	low, high int32
	open      bool
}

// score is a sum of parts that stand in Judge.parts from first to last (excluded). Scores with the
// same parts are computed once, whatever their bounds.
type score struct {
	name        string
	first, last int32
	parts       []policy.Part
}

// Judge judges firms under one edition. It is safe for concurrent use.
type Judge struct {
	edition  *policy.Edition
	nodes    []node
	sources  []source
	chosen   [][]lineBand // the bounds of opCompareBy
	blank    []grade      // gradeOutside for every node: what groups start from
	slots    []*metric
	flags    []int  // the slots whose values are flags
	numbers  []int  // the others
	mask     uint32 // the figures that some slot needs
	slotOf   map[string]int
	claims   []claim
	kinds    map[string]int // Kind.ID → index
	claimsOf [][]int        // by kind
	parts    []scorePart
	scores   []score
	tiers    []tierRoots
	tierOf   map[string]int
	ladders  [][]int // tier indexes, lowest first
	scale    *scaleTable
	stamp    uint32 // names the edition and the layout of the program
}

// Edition returns the edition that the judge was compiled from.
func (j *Judge) Edition() *policy.Edition { return j.edition }
