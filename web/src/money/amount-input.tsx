import { Input } from 'antd'

import css from './money.module.css'

/** An amount in 万元, typed as text so that it stays exact; below it what is wrong with it. */
export function AmountInput({ id, label, hint, text, onText, fault, autoFocus = false }: { id: string; label: string; hint?: string; text: string; onText: (text: string) => void; fault: string | undefined; autoFocus?: boolean }) {
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      <Input
        id={id}
        value={text}
        onChange={(e) => onText(e.target.value)}
        suffix="万元"
        inputMode="decimal"
        autoComplete="off"
        autoFocus={autoFocus}
        maxLength={30}
        {...(fault ? { status: 'error' as const, 'aria-invalid': true } : {})}
        aria-describedby={`${id}-said`}
      />
      <FieldSaid id={`${id}-said`} fault={fault} hint={hint} />
    </div>
  )
}

/** What is said below a field: what is wrong, else what to know. */
export function FieldSaid({ id, fault, hint }: { id: string; fault: string | undefined; hint?: string | undefined }) {
  return (
    <span id={id} role={fault ? 'alert' : undefined} className={fault ? css.fault : css.note}>
      {fault ?? hint}
    </span>
  )
}

/** A line of text with its label and what is said of it. */
export function TextField({ id, label, value, onChange, fault, hint, max, rows, placeholder }: { id: string; label: string; value: string; onChange: (text: string) => void; fault?: string | undefined; hint?: string; max: number; rows?: number; placeholder?: string }) {
  const shared = { id, value, maxLength: max, placeholder, 'aria-describedby': `${id}-said`, ...(fault ? { status: 'error' as const, 'aria-invalid': true } : {}) }
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      {rows ? <Input.TextArea {...shared} rows={rows} onChange={(e) => onChange(e.target.value)} /> : <Input {...shared} autoComplete="off" onChange={(e) => onChange(e.target.value)} />}
      {(fault || hint) && <FieldSaid id={`${id}-said`} fault={fault} hint={hint} />}
    </div>
  )
}
