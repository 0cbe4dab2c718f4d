import { useCallback } from 'react'
import * as Pages from './pages.jsx'
import { LivePanel } from './live-panel.jsx'
import { StillPanel } from './still-panel.jsx'

export function App({ title }) {
  const again = useCallback(() => location.reload(), [])
  return (
    <>
      <h1 onClick={again}>{title}</h1>
      <Pages.Data />
      <LivePanel rate={0.1} />
      {/* Nobody renders this one: <StillPanel /> */}
      <p>{StillPanel.name}</p>
    </>
  )
}
