import { Button } from 'antd'
import { useRouteError } from 'react-router'

import { Nothing } from '../parts/states'

/** Something of the page broke; most often a new version of the program is installed and the page is still the old one. */
export function Broken() {
  const why = useRouteError()
  const renewed = why instanceof TypeError && /import/i.test(why.message)
  return (
    <Nothing title={renewed ? '系统已升级' : '页面出错'}>
      <p>{renewed ? '请刷新页面，使用新的版本。' : '请刷新页面后再试；一再出现时请告诉管理员，并说明刚才的操作。'}</p>
      <p>
        <Button type="primary" onClick={() => window.location.reload()}>
          刷新页面
        </Button>
      </p>
    </Nothing>
  )
}
