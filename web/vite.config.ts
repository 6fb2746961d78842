import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// The server that `npm run dev` talks to.
const server = process.env.YUNTI_SERVER ?? 'http://127.0.0.1:8080'

// The object form, because the short one sets changeOrigin: then Host is not Origin and the server refuses writes (403).
const toServer = { target: server, changeOrigin: false }

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: 'dist/app',
    emptyOutDir: true,
    target: ['chrome92', 'firefox91', 'safari15'], // the browsers of offices are old
    chunkSizeWarningLimit: 1100,
    assetsInlineLimit: 0, // data: addresses would need an exception from the content security policy
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'charts', test: /node_modules[\\/](echarts|zrender)[\\/]/, priority: 3 },
            { name: 'react', test: /node_modules[\\/](react|react-dom|scheduler|react-router)[\\/]/, priority: 2 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': toServer, '/docs': toServer, '/healthz': toServer } },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts', 'src/**/*.test.tsx'] },
})
