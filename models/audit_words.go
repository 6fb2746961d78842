package models

import (
	"maps"
	"slices"
)

// actionNames are the acts of the audit trail in the words of its readers. A test reads the sources for acts that have none.
var actionNames = map[string]string{
	"access.deny":                "越权被拒",
	"attachment.add":             "添加佐证材料",
	"attachment.get":             "下载佐证材料",
	"attachment.remove":          "删除佐证材料",
	"audit.export":               "导出操作记录",
	"backup.make":                "备份数据库",
	"filing.apply":               "申报生效",
	"filing.create":              "新建申报",
	"filing.pass":                "县区审核通过",
	"filing.publicise":           "开始公示",
	"filing.replace":             "重新上传申报",
	"filing.return":              "退回申报",
	"filing.submit":              "提交申报",
	"filing.withdraw":            "撤回申报",
	"firms.export":               "导出企业列表",
	"job.finish":                 "定时任务完成",
	"job.run":                    "人工运行定时任务",
	"password.change":            "修改密码",
	"password.fail":              "修改密码失败",
	"password.reset":             "重置密码",
	"rejects.get":                "下载被拒绝的行",
	"report.get":                 "生成报表",
	"review.begin":               "开始年度评价",
	"review.cancel":              "取消年度评价",
	"review.fail":                "年度评价失败",
	"review.finish":              "年度评价完成",
	"review.publish":             "发布年度评价",
	"review.resume":              "续做年度评价",
	"round.create":               "开设申报批次",
	"round.remind":               "催报",
	"round.update":               "调整申报批次",
	"session.close":              "退出登录",
	"session.fail":               "登录失败",
	"session.lock":               "登录锁定",
	"session.open":               "登录",
	"session.sweep":              "清理过期会话",
	"settlement.approve":         "批准核定",
	"settlement.pay":             "登记拨付",
	"settlement.publicise":       "公示核定",
	"settlement.reverse":         "撤销核定",
	"settlement.reverse_payment": "冲销拨付",
	"settlement.settle":          "核定奖补",
	"token.create":               "新建访问令牌",
	"token.revoke":               "撤销访问令牌",
	"user.change":                "变更账号",
	"user.create":                "新建账号",
	"user.unlock":                "解除登录锁定",
}

// ActionName is the action of a line of the audit trail in Chinese; one that has no name is returned as it is.
func ActionName(action string) string {
	if name, ok := actionNames[action]; ok {
		return name
	}
	return action
}

// roleNames are the roles in the words of the bureau.
var roleNames = map[string]string{RoleIncubator: "孵化载体", RoleCounty: "县(市)区科技部门", RoleCity: "市科技局", RoleLeadership: "领导", RoleAdmin: "系统管理员", RoleAuditor: "审计员"}

// RoleName is a role in Chinese: "" for none, one that has no name as it is.
func RoleName(role string) string {
	if name, ok := roleNames[role]; ok {
		return name
	}
	return role
}

// AuditAction is an act of the audit trail and its name.
type AuditAction struct {
	Action string `json:"action"`
	Name   string `json:"name"`
}

// AuditActions lists the acts of the audit trail in the order of their keys.
func AuditActions() []AuditAction {
	list := make([]AuditAction, 0, len(actionNames))
	for _, action := range slices.Sorted(maps.Keys(actionNames)) {
		list = append(list, AuditAction{action, actionNames[action]})
	}
	return list
}
