import { SafetyCertificateOutlined } from '@ant-design/icons'
import { Alert, Spin, Upload } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'

import { server } from '../api/client'
import { messageOf } from '../api/problem'
import { moment } from '../format/days'
import { Panel } from '../parts/page'
import css from './reports.module.css'
import { type Verification, verdict } from './verdict'

type Checked = { file: string; state: 'running' } | { file: string; state: 'done'; found: Verification } | { file: string; state: 'failed'; why: unknown }

/** Takes a workbook and says whether it is a report of ours, and as it was made. */
export function VerifyPanel() {
  const [checked, setChecked] = useState<Checked>()

  const verify = async (file: File) => {
    setChecked({ file: file.name, state: 'running' })
    try {
      const { data } = await server.POST('/api/v1/reports/verify', {
        body: { file: '' },
        bodySerializer: () => {
          const form = new FormData()
          form.append('file', file)
          return form
        },
      })
      if (data) setChecked({ file: file.name, state: 'done', found: data })
    } catch (why) {
      setChecked({ file: file.name, state: 'failed', why })
    }
  }

  return (
    <Panel title="核验报表" id="verify" aside="文件只用来核对，不保存">
      <Upload.Dragger height={96} styles={{ root: { display: 'block', height: 'auto' } }} accept=".xlsx" showUploadList={false} disabled={checked?.state === 'running'} beforeUpload={(f) => (void verify(f), false)}>
        <p>
          <SafetyCertificateOutlined aria-hidden style={{ fontSize: 20, color: 'var(--primary)' }} /> 把收到的报表(.xlsx)拖到这里，或点击选择文件
        </p>
        <p className={css.small}>查出它是否由本系统生成、何时由谁生成、此后有没有改动；另存、改列宽、改格式不算改动。</p>
      </Upload.Dragger>
      <div role="status" className={css.verdict}>
        {checked?.state === 'running' && (
          <p className={css.small}>
            <Spin size="small" /> 正在核验 {checked.file}…
          </p>
        )}
        {checked?.state === 'failed' && <Alert type="error" showIcon title={`${checked.file}：没有核验成`} description={messageOf(checked.why)} />}
        {checked?.state === 'done' && <Verdict file={checked.file} found={checked.found} />}
      </div>
    </Panel>
  )
}

function Verdict({ file, found }: { file: string; found: Verification }) {
  const { type, title, told } = verdict(found)
  const { issued } = found
  return (
    <Alert
      type={type}
      showIcon
      title={title}
      description={
        <>
          <ul>
            {told.map((t) => (
              <li key={t}>{t}</li>
            ))}
          </ul>
          <p className={css.small}>
            {file}
            {issued && (
              <>
                ：{found.name}，{issued.year} 年，{issued.area}
                {issued.firm && <>，{<Link to={`/firms/${issued.firm}`}>{issued.firm}</Link>}</>}；编号 <span className="mono">{found.number}</span>，{moment(issued.at)} 由 {issued.by} 生成，依据评价 {issued.review}。
              </>
            )}
          </p>
        </>
      }
    />
  )
}
