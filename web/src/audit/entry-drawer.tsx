import { Button, Descriptions, Drawer } from 'antd'

import { moment } from '../format/days'
import css from './audit.module.css'
import { type Entry, tell } from './detail'
import type { TrailQuery } from './query'

/** One line of the trail with all that it tells. */
export function EntryDrawer({ entry: e, onClose, onSearch }: { entry: Entry; onClose: () => void; onSearch: (q: Partial<TrailQuery>) => void }) {
  const told = tell(e.detail)
  const sides = told.some((t) => t.before !== undefined)
  return (
    <Drawer open title={`${e.action_name}${e.number === null ? '' : `（第 ${e.number} 条）`}`} size={640} onClose={onClose}>
      <Descriptions
        column={1}
        size="small"
        bordered
        items={[
          { key: 'at', label: '时间', children: moment(e.at) },
          {
            key: 'who',
            label: '人员',
            children: (
              <>
                {e.who} {e.role_name && <span className={css.second}>{e.role_name}</span>} {e.who && <More label={`查 ${e.who} 的全部操作`} onClick={() => onSearch({ who: e.who })} />}
              </>
            ),
          },
          { key: 'action', label: '操作', children: <>{e.action_name} <span className={`mono ${css.second}`}>{e.action}</span></> },
          ...(e.subject ? [{ key: 'subject', label: '对象', children: <>{e.subject} <More label={`查对 ${e.subject} 的全部操作`} onClick={() => onSearch({ subject: e.subject })} /></> }] : []),
          ...(e.firm ? [{ key: 'firm', label: '企业', children: <><span className="mono">{e.firm}</span> <More label={`查对 ${e.firm} 的全部操作`} onClick={() => onSearch({ firm: e.firm })} /></> }] : []),
          { key: 'from', label: '来源', children: e.from || '无' },
          ...(e.request ? [{ key: 'request', label: '请求编号', children: <span className="mono">{e.request}</span> }] : []),
          { key: 'hash', label: '哈希', children: <span className={`mono ${css.hash}`}>{e.hash}</span> },
        ]}
      />
      <h3 className={css.heading}>内容</h3>
      {told.length === 0 ? (
        <p className={css.second}>没有其他内容。</p>
      ) : (
        <table className={css.table}>
          <thead>
            <tr>
              <th scope="col">项目</th>
              {sides && <th scope="col">改前</th>}
              <th scope="col">{sides ? '改后' : '内容'}</th>
            </tr>
          </thead>
          <tbody>
            {told.map((t) => (
              <tr key={t.name} className={t.changed && sides ? css.changed : undefined}>
                <th scope="row">{t.name}</th>
                {sides && <td>{t.before}</td>}
                <td>{t.after}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Drawer>
  )
}

function More({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <Button type="link" size="small" aria-label={label} onClick={onClick}>
      查全部
    </Button>
  )
}
