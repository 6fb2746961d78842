import type { ComponentType } from 'react'
import { createBrowserRouter } from 'react-router'

import { Page } from '../parts/page'
import { Loading, Nothing } from '../parts/states'
import { useMe } from '../session/session'
import { Broken } from './broken'
import { Frame, Home } from './frame'
import { System, SystemHome } from './system'

/** A page that is loaded when it is opened; until then the page before stays. */
const page = (load: () => Promise<ComponentType>) => ({ lazy: async () => ({ Component: await load() }) })

const Begin = () => <Home me={useMe()} />

const absent = (
  <Page title="没有这个页面">
    <Nothing title="地址不对，或者页面已经移走">请从左侧菜单重新进入。</Nothing>
  </Page>
)

/** Every address of the console, on one screen. */
export const router = createBrowserRouter([
  {
    errorElement: <Broken />,
    HydrateFallback: Loading,
    children: [
      { path: '/sign-in', ...page(() => import('../session/sign-in-page').then((m) => m.SignInPage)) },
      {
        element: <Frame />,
        children: [
          {
            errorElement: <Broken />,
            children: [
              { path: '/', element: <Begin /> },
              { path: '/overview', ...page(() => import('../overview/overview-page').then((m) => m.OverviewPage)) },
              { path: '/firms', ...page(() => import('../firms/firms-page').then((m) => m.FirmsPage)) },
              { path: '/firms/:code', ...page(() => import('../firm/firm-page').then((m) => m.FirmPage)) },
              { path: '/firms/:code/print', ...page(() => import('../firm/firm-print').then((m) => m.FirmPrint)) },
              { path: '/filings', ...page(() => import('../filings/filings-page').then((m) => m.FilingsPage)) },
              { path: '/filings/form', ...page(() => import('../filings/form-page').then((m) => m.FormPage)) },
              { path: '/filings/upload', ...page(() => import('../filings/upload-page').then((m) => m.UploadPage)) },
              { path: '/filings/rounds/:id', ...page(() => import('../rounds/round-page').then((m) => m.RoundPage)) },
              { path: '/filings/:id', ...page(() => import('../filings/filing-page').then((m) => m.FilingPage)) },
              { path: '/import', ...page(() => import('../imports/import-page').then((m) => m.ImportPage)) },
              { path: '/import/:id', ...page(() => import('../filings/filing-page').then((m) => m.FilingPage)) },
              { path: '/reviews', ...page(() => import('../reviews/reviews-page').then((m) => m.ReviewsPage)) },
              { path: '/reviews/:id', ...page(() => import('../reviews/review-page').then((m) => m.ReviewPage)) },
              { path: '/pipeline', ...page(() => import('../pipeline/pipeline-page').then((m) => m.PipelinePage)) },
              { path: '/money', ...page(() => import('../money/money-page').then((m) => m.MoneyPage)) },
              { path: '/money/settlements', ...page(() => import('../money/settlements-page').then((m) => m.SettlementsPage)) },
              { path: '/money/settlements/:id', ...page(() => import('../money/settlement-page').then((m) => m.SettlementPage)) },
              { path: '/money/unclaimed', ...page(() => import('../money/unclaimed-page').then((m) => m.UnclaimedPage)) },
              { path: '/money/budget', ...page(() => import('../money/budget-page').then((m) => m.BudgetPage)) },
              { path: '/money/differences', ...page(() => import('../money/differences-page').then((m) => m.DifferencesPage)) },
              { path: '/money/incomes', ...page(() => import('../money/incomes-page').then((m) => m.IncomesPage)) },
              { path: '/money/trials', ...page(() => import('../money/trials-page').then((m) => m.TrialsPage)) },
              { path: '/policy', ...page(() => import('../policy/policy-page').then((m) => m.PolicyPage)) },
              { path: '/reports', ...page(() => import('../reports/reports-page').then((m) => m.ReportsPage)) },
              {
                path: '/system',
                element: <System />,
                children: [
                  { index: true, element: <SystemHome /> },
                  { path: 'users', ...page(() => import('../users/users-page').then((m) => m.UsersPage)) },
                  { path: 'audit', ...page(() => import('../audit/audit-page').then((m) => m.AuditPage)) },
                  { path: 'jobs', ...page(() => import('../jobs/jobs-page').then((m) => m.JobsPage)) },
                  { path: 'health', ...page(() => import('../health/health-page').then((m) => m.HealthPage)) },
                ],
              },
              { path: '/account/sessions', ...page(() => import('../session/sessions-page').then((m) => m.SessionsPage)) },
              { path: '/account/tokens', ...page(() => import('../tokens/tokens-page').then((m) => m.TokensPage)) },
              { path: '/account/password', ...page(() => import('../session/password-page').then((m) => m.PasswordPage)) },
              { path: '*', element: absent },
            ],
          },
        ],
      },
    ],
  },
])
