package models

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"yunti/policy"
)

// Filing returns the filing, or ErrNotFound when there is none within the scope.
func (db *DB) Filing(ctx context.Context, scope Scope, id string) (*Filing, error) {
	return oneFiling(scope.filings(db.Read.WithContext(ctx)).Where("id = ?", id), "申报 "+id)
}

// FilingByRequest returns the filing that was made by the request with that key (Filing.RequestKey), or ErrNotFound.
func (db *DB) FilingByRequest(ctx context.Context, scope Scope, key string) (*Filing, error) {
	return oneFiling(scope.filings(db.Read.WithContext(ctx)).Where("request_key = ?", key), "同一请求的申报")
}

// oneFiling returns the filing that matches; one that is still being planned is not there yet.
func oneFiling(query *gorm.DB, what string) (*Filing, error) {
	var f Filing
	err := query.Where("state <> ?", FilingPlanning).Take(&f).Error
	if errors.Is(err, ErrNotFound) {
		return nil, fmt.Errorf("%w%s", ErrNotFound, what)
	}
	if err != nil {
		return nil, err
	}
	return &f, nil
}

// FilingFilter selects filings for a list screen. Empty fields select all.
type FilingFilter struct {
	Kind      string
	Year      int
	State     string
	By        string
	Incubator string
	County    string
	Round     int
	Waiting   string     // a role: only what waits for somebody of that role (see Todo)
	Day       policy.Day // today; needed with Waiting
	Page      int        // from 1; 0 is 1
	Size      int        // at most MaxPage; 0 is 50
}

// Filings returns one page of the filings within the scope that f selects, the newest first, and how many it selects in all.
func (db *DB) Filings(ctx context.Context, scope Scope, f FilingFilter) (items []Filing, total int, err error) {
	query := scope.filings(db.Read.WithContext(ctx).Model(&Filing{})).Where("state <> ?", FilingPlanning).
		Where(&Filing{Kind: f.Kind, Year: f.Year, State: f.State, By: f.By, Incubator: f.Incubator, County: f.County, Round: f.Round})
	if f.Waiting != "" {
		query = waiting(query, f.Waiting, f.Day)
	}
	err = query.Session(&gorm.Session{}).Order("created_at DESC, LENGTH(id) DESC, id DESC").Limit(pageSize(f.Size)).Offset(pageStart(f.Page, f.Size)).Find(&items).Error
	if err != nil {
		return nil, 0, err
	}
	total, err = totalOf(query, len(items), f.Page, f.Size)
	return items, total, err
}

// The acts on a filing. They are also the verbs of its lines in the audit trail (filing.submit).
const (
	ActCreate    = "create"
	ActSubmit    = "submit"
	ActPass      = "pass"
	ActReturn    = "return"
	ActPublicise = "publicise"
	ActApply     = "apply"
	ActWithdraw  = "withdraw"
	ActReplace   = "replace" // a new upload takes the filing's place
)

// side says whose filings a way is for.
type side bool

const (
	theirs  side = false // all that the actor sees
	ownSide side = true  // those that its own side filed: the same incubator, the same county office, the city
)

// condition is what a way asks for beside the state, in the words of docs/filings.md.
type condition string

const (
	always        condition = ""
	roundOpen     condition = "a round of its kind and year is open, if there ever was one"
	noPublicity   condition = "its round has no publicity, or it is in no round"
	publicityOver condition = "the last day of publicity is over"
)

// way says that an act leads a filing from one of some states to another, and who may do so. The command line and jobs, which
// have no role, may do what the city may.
type way struct {
	act   string
	from  []string
	to    string
	roles []string
	side  side
	when  condition
}

// filingWays is all that can become of a filing. docs/filings.md prints it; everything that it does not list is refused.
var filingWays = []way{
	{ActCreate, []string{""}, FilingDraft, []string{RoleIncubator, RoleCounty, RoleCity}, ownSide, always},
	{ActSubmit, []string{FilingDraft, FilingReturned}, FilingSubmitted, []string{RoleIncubator}, ownSide, roundOpen},
	{ActSubmit, []string{FilingDraft, FilingReturned}, FilingPassed, []string{RoleCounty, RoleCity}, ownSide, always},
	{ActPass, []string{FilingSubmitted}, FilingPassed, []string{RoleCounty, RoleCity}, theirs, always},
	{ActReturn, []string{FilingSubmitted}, FilingReturned, []string{RoleCounty, RoleCity}, theirs, always},
	{ActReturn, []string{FilingPassed, FilingPublic}, FilingReturned, []string{RoleCity}, theirs, always},
	{ActPublicise, []string{FilingPassed}, FilingPublic, []string{RoleCity}, theirs, always},
	{ActApply, []string{FilingDraft}, FilingApplied, []string{RoleCounty, RoleCity}, ownSide, always},
	{ActApply, []string{FilingSubmitted, FilingPassed}, FilingApplied, []string{RoleCity}, theirs, noPublicity},
	{ActApply, []string{FilingPublic}, FilingApplied, []string{RoleCity}, theirs, publicityOver},
	{ActWithdraw, []string{FilingDraft, FilingSubmitted, FilingPassed, FilingReturned}, FilingWithdrawn, []string{RoleIncubator, RoleCounty, RoleCity}, ownSide, always},
	{ActReplace, []string{FilingDraft, FilingReturned}, FilingReplaced, []string{RoleIncubator, RoleCounty, RoleCity}, ownSide, always},
}

// filingStates are the names of the states.
var filingStates = map[string]string{FilingPlanning: "生成中", FilingDraft: "草稿", FilingSubmitted: "待县区审核", FilingPassed: "待市级确认", FilingPublic: "公示中",
	FilingReturned: "已退回", FilingApplied: "已生效", FilingWithdrawn: "已撤回", FilingReplaced: "已由重新上传的一件代替"}

// filingActs are the names of the acts.
var filingActs = map[string]string{ActCreate: "新建", ActSubmit: "提交", ActPass: "审核通过", ActReturn: "退回", ActPublicise: "公示",
	ActApply: "生效", ActWithdraw: "撤回", ActReplace: "重新上传代替"}
