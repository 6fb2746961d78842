import { UploadOutlined } from '@ant-design/icons'
import { Alert, Button, Popconfirm, Upload } from 'antd'
import { useState } from 'react'

import { api, server } from '../api/client'
import { bytes } from '../api/download'
import { messageOf } from '../api/problem'
import { Panel } from '../parts/page'
import { Failed } from '../parts/states'
import css from './filings.module.css'
import { stale, useFile } from './use-filings'
import type { Filing } from './words'

/** The papers that support a filing. They may be changed as long as it may be submitted. */
export function Papers({ filing }: { filing: Filing }) {
  const params = { path: { id: filing.id } }
  const papers = api.useQuery('get', '/api/v1/filings/{id}/attachments', { params })
  const files = useFile()
  const [busy, setBusy] = useState(false)
  const [why, setWhy] = useState<unknown>()
  const change = filing.can.includes('submit')

  const carryOut = async (send: () => Promise<unknown>) => {
    setBusy(true)
    setWhy(undefined)
    try {
      await send()
      await stale()
    } catch (failure) {
      setWhy(failure)
    } finally {
      setBusy(false)
    }
  }
  const add = (file: File) =>
    void carryOut(() =>
      server.POST('/api/v1/filings/{id}/attachments', {
        params,
        body: { file: '' },
        bodySerializer: () => {
          const form = new FormData()
          form.append('file', file)
          return form
        },
      }),
    )
  const failed = why ?? files.why

  return (
    <Panel title="佐证材料" id="papers">
      {papers.isError ? (
        <Failed why={papers.error} onRetry={() => void papers.refetch()} />
      ) : (
        <ul className={css.papers}>
          {papers.data?.items.map((p) => (
            <li key={p.number}>
              <Button type="link" size="small" style={{ padding: 0, whiteSpace: 'normal', height: 'auto', textAlign: 'left' }} onClick={() => files.attachment(filing.id, p.number, p.name)}>
                {p.name}
              </Button>
              <span className={css.small}>
                {p.line > 0 && `第 ${p.line} 行 `}
                {bytes(p.size)}
                {change && (
                  <Popconfirm
                    title={`删除“${p.name}”？`}
                    okText="删除"
                    cancelText="返回"
                    onConfirm={() => void carryOut(() => server.DELETE('/api/v1/filings/{id}/attachments/{number}', { params: { path: { id: filing.id, number: p.number } } }))}
                  >
                    <Button type="link" size="small" danger aria-label={`删除 ${p.name}`}>
                      删除
                    </Button>
                  </Popconfirm>
                )}
              </span>
            </li>
          ))}
          {papers.data?.items.length === 0 && <li className={css.empty}>没有佐证材料。</li>}
        </ul>
      )}
      {change && (
        <>
          <Upload accept=".pdf,.jpg,.jpeg,.png" showUploadList={false} beforeUpload={(file) => (add(file), false)}>
            <Button size="small" icon={<UploadOutlined aria-hidden />} loading={busy} style={{ marginTop: 8 }}>
              添加材料
            </Button>
          </Upload>
          <p className={css.small}>PDF、JPEG、PNG，每份不超过 10 MB，最多 20 份。</p>
        </>
      )}
      {failed !== undefined && <Alert type="error" showIcon title={messageOf(failed)} />}
    </Panel>
  )
}
