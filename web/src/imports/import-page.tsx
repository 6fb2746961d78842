import { useSearchParams } from 'react-router'

import css from '../filings/filings.module.css'
import { FilingsTable } from '../filings/filings-table'
import { Page, Panel } from '../parts/page'
import { TemplateHelp } from './template-help'
import { UploadPanel } from './upload-panel'

/** Where offices take rosters in. */
export function ImportPage() {
  const [params] = useSearchParams()
  return (
    <Page title="导入" note="上传花名册，核对新增、更新和拒绝的各行，确认之后写入档案。">
      <div className={css.stack}>
        <UploadPanel to={(id) => `/import/${id}`} />
        <TemplateHelp kind={params.get('kind')} />
        <Panel title="我的导入" id="history">
          <FilingsTable fixed={{ by: 'me' }} at={(id) => `/import/${id}`} empty="还没有导入过花名册。" />
        </Panel>
      </div>
    </Page>
  )
}
