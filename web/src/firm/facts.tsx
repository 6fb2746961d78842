import { Typography } from 'antd'
import type { ReactNode } from 'react'

import type { components } from '../contract'
import { wan } from '../format/money'
import { Unreported } from '../parts/figure'
import { useNames } from '../policy/use-policy'
import css from './firm.module.css'

type Dossier = components['schemas']['Dossier']

/** What the firm is: the line under its name. */
export function Facts({ firm }: { firm: Dossier }) {
  const names = useNames()
  const known = (text: string): ReactNode => text || <Unreported />
  const facts: [string, ReactNode][] = [
    ['统一社会信用代码', <Typography.Text key="code" copyable={{ text: firm.code, tooltips: ['复制', '已复制'] }} className="mono">{firm.code}</Typography.Text>],
    ['县(市)区', known(names.county(firm.county))],
    ...(firm.zones ? ([['开发区', names.zones(firm.zones)]] as [string, ReactNode][]) : []),
    ['技术领域', known(firm.field)],
    ['行业', known([firm.industry, firm.industry_name].filter(Boolean).join(' '))],
    ['成立日期', known(firm.founded)],
    ['注册资本', firm.capital === null ? <Unreported /> : `${wan(firm.capital)} 万元`],
    ['经营状态', [firm.state, firm.state_day].filter(Boolean).join(' ')],
    ...(firm.former_names ? ([['曾用名', firm.former_names]] as [string, ReactNode][]) : []),
    ['联系人', known(firm.contact)],
    ['联系电话', known(firm.phone)],
    ...(firm.registrar ? ([['登记载体', firm.registrar]] as [string, ReactNode][]) : []),
  ]
  return (
    <dl className={css.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
