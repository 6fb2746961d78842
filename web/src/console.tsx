import { QueryClientProvider } from '@tanstack/react-query'
import { App, ConfigProvider } from 'antd'
import { StrictMode } from 'react'
import { RouterProvider } from 'react-router'

import { queries } from './api/client'
import { look } from './look/theme'
import { router } from './shell/routes'

/** The console. */
export function Console() {
  return (
    <StrictMode>
      <ConfigProvider {...look}>
        <App component={false}>
          <QueryClientProvider client={queries}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </App>
      </ConfigProvider>
    </StrictMode>
  )
}
