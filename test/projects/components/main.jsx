import { lazy } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.jsx'

const Late = lazy(() => import('./late.jsx'))

createRoot(document.getElementById('root')).render(
  <App title="Training">
    <Late />
  </App>,
)
