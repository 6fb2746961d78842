import { CheckOutlined, CopyOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useRef, useState } from 'react'

import css from './secret.module.css'

/** Copies text; browsers give their clipboard to secure sites only, elsewhere the old way is the only one. */
async function copy(text: string, shown: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const selection = window.getSelection()
    selection?.selectAllChildren(shown)
    return document.execCommand('copy')
  }
}

/** Something that is shown this once, to be copied. */
export function Secret({ text, label }: { text: string; label: string }) {
  const shown = useRef<HTMLElement>(null)
  const [copied, setCopied] = useState<boolean>()
  return (
    <div className={css.secret}>
      <code ref={shown} aria-label={label}>
        {text}
      </code>
      <Button autoFocus icon={copied ? <CheckOutlined aria-hidden /> : <CopyOutlined aria-hidden />} onClick={() => void copy(text, shown.current!).then(setCopied)}>
        {copied ? '已复制' : '复制'}
      </Button>
      <span role="status" className="only-heard">
        {copied === true && '已复制'}
        {copied === false && '没有复制成，请选中后按 Ctrl+C'}
      </span>
      {copied === false && <small>没有复制成，已为您选中，请按 Ctrl+C。</small>}
    </div>
  )
}
