/** What a new password must keep to; the server has the last word. */
export const passwordRules: readonly { text: string; kept: (password: string, username: string) => boolean }[] = [
  { text: '至少 10 个字符', kept: (p) => [...p].length >= 10 },
  {
    text: '含大写字母、小写字母、数字、其他符号中的三类',
    kept: (p) => [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(p)).length >= 3,
  },
  { text: '不含用户名', kept: (p, username) => p !== '' && !p.toLowerCase().includes(username.toLowerCase()) },
]
