// antd and its parts write <style> elements while they run. The content security policy of the page admits only those
// that carry the page's nonce, and not all of them offer a way to give it; so every style element gets it as it is made.
// This must run before anything that makes one: main.tsx imports it first.

const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content

if (nonce) {
  const create = document.createElement.bind(document)
  document.createElement = (name: string, options?: ElementCreationOptions) => {
    const element = create(name, options)
    if (element instanceof HTMLStyleElement) element.nonce = nonce
    return element
  }
}
