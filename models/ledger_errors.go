package models

import (
	"errors"
	"fmt"
	"strings"
)

// The reasons for which the ledger refuses an act.
var (
	// ErrNotOwed: the line is pending, suspended, outside the clause's years, or not in the review.
	ErrNotOwed = errors.New("这一笔不能核定")
	// ErrNotInForce: the review is not the published one of its year.
	ErrNotInForce = errors.New("不是现行的评价结果")
	// ErrAmount: an amount outside the line's range, a payment above what was settled, a settlement below what was paid.
	ErrAmount = errors.New("金额不符")
	// ErrOnce: the clause is given once, and this payee has had it.
	ErrOnce = errors.New("该条款不能重复享受")
	// ErrFourEyes: whoever settled a line cannot approve it.
	ErrFourEyes = errors.New("核定人不能批准自己核定的金额")
	// ErrSettled: somebody has settled the line. It is an ErrConflict as well.
	ErrSettled error = settledError{}
)

type settledError struct{}

func (settledError) Error() string { return "已经核定过" }

// Is makes a line that somebody else has settled meanwhile a conflict like any other.
func (settledError) Is(target error) bool { return target == ErrConflict }

// Refusal is one line of a batch that is refused.
type Refusal struct {
	At  int // its index in what was asked for
	Err error
}

// Refusals are the lines for which a batch is refused as a whole.
type Refusals []Refusal

// Error names the first three.
func (r Refusals) Error() string {
	if len(r) == 1 {
		return r[0].Err.Error()
	}
	texts := make([]string, 0, 3)
	for _, one := range r[:min(len(r), 3)] {
		texts = append(texts, one.Err.Error())
	}
	more := ""
	if len(r) > len(texts) {
		more = fmt.Sprintf("；另有 %d 笔", len(r)-len(texts))
	}
	return fmt.Sprintf("有 %d 笔不能办理，整批未生效：%s%s", len(r), strings.Join(texts, "；"), more)
}

// Unwrap gives the errors of all lines.
func (r Refusals) Unwrap() []error {
	all := make([]error, len(r))
	for i := range r {
		all[i] = r[i].Err
	}
	return all
}

// add notes why the line at an index is refused.
func (r *Refusals) add(at int, err error) { *r = append(*r, Refusal{at, err}) }

// err is nil when nothing is refused.
func (r Refusals) err() error {
	if len(r) == 0 {
		return nil
	}
	return r
}
