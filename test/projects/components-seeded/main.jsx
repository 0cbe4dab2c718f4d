import 'eslint-plugin-reproducible/runtime/register'
import { enforce } from 'eslint-plugin-reproducible/runtime'
import { createRoot } from 'react-dom/client'
import { App } from './app.jsx'

enforce({ seed: 42 })
createRoot(document.getElementById('root')).render(<App />)
