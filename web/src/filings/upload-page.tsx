import { useSearchParams } from 'react-router'

import { TemplateHelp } from '../imports/template-help'
import { UploadPanel } from '../imports/upload-panel'
import { Page } from '../parts/page'
import css from './filings.module.css'

/** Files by a workbook. */
export function UploadPage() {
  const [params] = useSearchParams()
  return (
    <Page title="上传花名册" note="上传后先核对各行，确认无误再提交。">
      <div className={css.stack}>
        <UploadPanel to={(id) => `/filings/${id}`} />
        <TemplateHelp kind={params.get('kind')} />
      </div>
    </Page>
  )
}
