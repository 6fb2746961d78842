package models

import (
	"fmt"
	"slices"
	"strings"
)

// ledgerWay says that an act leads a settlement from one of some states to another, who may do so, and when. The command line and
// jobs, which have no role, may do what the city may.
type ledgerWay struct {
	act   string
	from  []string
	to    string
	roles []string
	when  string // in the words of docs/ledger.md
}

// ledgerWays is all that can become of a settlement. docs/ledger.md prints it; everything that it does not list is refused.
var ledgerWays = []ledgerWay{
	{ActSettle, []string{""}, SettlementSettled, []string{RoleCity}, "现行评价中应给予、不在期外的一笔；金额在测算区间之内；没有别的有效核定；不违反一次性条款；不少于名册已拨付的金额"},
	{ActPublicise, []string{SettlementSettled}, SettlementPublic, []string{RoleCity}, "公示首日不早于当天，末日不早于首日"},
	{ActApprove, []string{SettlementPublic}, SettlementApproved, []string{RoleCity}, "公示末日已过；批准人不是核定人；填写批准文号"},
	{ActPay, []string{SettlementApproved}, SettlementApproved, []string{RoleCity}, "金额大于 0，连同已拨付的不超过核定金额；拨付日不在将来、不早于批准日；填写文号"},
	{ActReversePayment, []string{SettlementApproved}, SettlementApproved, []string{RoleCity}, "台账中登记的一笔拨付，未冲销过；写明意见"},
	{ActReverse, []string{SettlementSettled, SettlementPublic, SettlementApproved}, SettlementReversed, []string{RoleCity}, "台账中登记的拨付都已冲销；写明意见"},
}

// settlementStates are the names of the states, settlementActs those of the acts.
var (
	settlementStates = map[string]string{SettlementSettled: "已核定", SettlementPublic: "公示中", SettlementApproved: "已批准", SettlementReversed: "已撤销"}
	settlementActs   = map[string]string{ActSettle: "核定", ActPublicise: "公示", ActApprove: "批准", ActPay: "拨付", ActReversePayment: "冲销拨付", ActReverse: "撤销"}
)

// SettlementStateName is a state in Chinese.
func SettlementStateName(state string) string { return settlementStates[state] }

// ledgerWayOf returns the way of an act, or ErrForbidden when it is not for the actor's role.
func ledgerWayOf(act string, actor Actor) (ledgerWay, error) {
	for _, w := range ledgerWays {
		if w.act == act {
			if actor.Role != "" && !slices.Contains(w.roles, actor.Role) {
				return w, fmt.Errorf("%w：%s由市科技局办理", ErrForbidden, settlementActs[act])
			}
			return w, nil
		}
	}
	return ledgerWay{}, fmt.Errorf("act %q is no act on a settlement", act)
}

// open reports why the settlement's state does not allow the act, nil when it does.
func (w ledgerWay) open(s *Settlement) error {
	if slices.Contains(w.from, s.State) {
		return nil
	}
	names := make([]string, len(w.from))
	for i, state := range w.from {
		names[i] = "“" + settlementStates[state] + "”"
	}
	return fmt.Errorf("%w：%s为“%s”，只有%s的才能%s", ErrState, s.label(), settlementStates[s.State], strings.Join(names, "、"), settlementActs[w.act])
}

// label names a settlement for people.
func (s *Settlement) label() string {
	return fmt.Sprintf("%s（%d 年 %s %s）", s.ID, s.Year, s.Clause, s.Name)
}

// label names a line for people.
func (e *Entitlement) label() string { return fmt.Sprintf("%d 年 %s %s", e.Year, e.Clause, e.Name) }
