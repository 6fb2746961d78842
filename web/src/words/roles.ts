/** The roles of people; the server decides what each may do, the console only leaves out what would be refused. */
export const roles = {
  incubator: '孵化载体',
  county: '县(市)区科技部门',
  city: '市科技局',
  leadership: '领导',
  admin: '系统管理员',
  auditor: '审计员',
} as const

export type Role = keyof typeof roles
