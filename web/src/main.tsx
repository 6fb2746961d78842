import './look/nonce'

import 'antd/dist/reset.css'
import './look/base.css'

import { createRoot } from 'react-dom/client'

import { Console } from './console'
import { applyTokens } from './look/tokens'
import { askWho } from './session/session'

askWho()
applyTokens(document.documentElement)
createRoot(document.getElementById('root')!).render(<Console />)
