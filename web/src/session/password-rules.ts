// Full-width writing counts as what it stands for, as at the server (NFKC).
const folded = (text: string) => text.normalize('NFKC')

/** What a new password must keep to, as access.CheckPassword has it; the server has the last word. */
export const passwordRules: readonly { text: string; kept: (password: string, username: string) => boolean }[] = [
  { text: '至少 12 个字符', kept: (p) => [...folded(p)].length >= 12 },
  {
    text: '含大写字母、小写字母、数字、其他符号中的三类',
    kept: (p) => [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(folded(p))).length >= 3,
  },
  { text: '不含用户名', kept: (p, username) => p !== '' && !folded(p).toLowerCase().includes(folded(username).trim().toLowerCase()) },
]
