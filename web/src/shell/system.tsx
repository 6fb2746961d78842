import { Navigate } from 'react-router'

import { useMe } from '../session/session'

/** 系统 is users for administrators and the trail for auditors. */
export const System = () => <Navigate to={useMe().role === 'auditor' ? '/system/audit' : '/system/users'} replace />
