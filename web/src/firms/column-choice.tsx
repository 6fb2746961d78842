import { SettingOutlined } from '@ant-design/icons'
import { Button, Checkbox, Popover } from 'antd'

import { columns } from './columns'
import css from './firms.module.css'

/** Chooses what the list shows. */
export function ColumnChoice({ chosen, onChange }: { chosen: readonly string[]; onChange: (ids: string[] | undefined) => void }) {
  const choices = (
    <div className={css.columns}>
      {columns.map((c) => (
        <Checkbox
          key={c.id}
          checked={chosen.includes(c.id)}
          disabled={c.id === 'name'}
          onChange={(e) => onChange(e.target.checked ? [...chosen, c.id] : chosen.filter((id) => id !== c.id))}
        >
          {c.title}
        </Checkbox>
      ))}
      <Button size="small" onClick={() => onChange(undefined)}>
        恢复默认
      </Button>
    </div>
  )
  return (
    <Popover trigger="click" placement="bottomRight" title="显示的列" content={choices}>
      <Button icon={<SettingOutlined aria-hidden />}>列</Button>
    </Popover>
  )
}
