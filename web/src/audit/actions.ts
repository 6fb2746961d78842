/** What can be searched for: the beginnings of actions, in the words of the trail. */
export const actions: readonly { label: string; options: readonly { value: string; label: string }[] }[] = [
  { label: '登录', options: [o('session.', '登录(全部)'), o('session.open', '登录'), o('session.fail', '登录失败'), o('session.lock', '登录锁定'), o('session.close', '退出登录'), o('password.', '密码(全部)')] },
  { label: '账号', options: [o('user.', '账号(全部)'), o('user.create', '新建账号'), o('user.change', '变更账号'), o('user.unlock', '解除登录锁定'), o('token.', '访问令牌(全部)')] },
  { label: '申报', options: [o('filing.', '申报(全部)'), o('filing.create', '新建申报'), o('filing.submit', '提交申报'), o('filing.pass', '县区审核通过'), o('filing.return', '退回申报'), o('filing.apply', '申报生效'), o('attachment.', '佐证材料(全部)'), o('rejects.get', '下载被拒绝的行'), o('round.', '申报批次(全部)')] },
  { label: '年度评价和报表', options: [o('review.', '年度评价(全部)'), o('review.publish', '发布年度评价'), o('report.get', '生成报表')] },
  { label: '安全和运行', options: [o('access.deny', '越权被拒'), o('audit.export', '导出操作记录'), o('backup.', '备份数据库'), o('job.', '定时任务')] },
]

function o(value: string, label: string) {
  return { value, label }
}
