/** An address of the console out of something from the address bar; anything that could lead elsewhere becomes '/'. */
export function inside(to: string | null): string {
  if (!to?.startsWith('/') || to.startsWith('/sign-in')) return '/'
  const here = 'https://console.invalid'
  try {
    const url = new URL(to, here)
    return url.origin === here ? url.pathname + url.search + url.hash : '/'
  } catch {
    return '/'
  }
}
