/** Components that are values: in a table of routes, in a property, behind an import. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ESLint } from 'eslint'
import { afterAll, describe, expect, it } from 'vitest'
import plugin from '../../src/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'routes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Rules of the findings in a project. */
async function found(files: Readonly<Record<string, string>>): Promise<readonly (string | null)[]> {
  const cwd = mkdtempSync(join(folder, 'project-'))
  for (const [name, text] of Object.entries({ 'package.json': '{}', ...files }))
    writeFileSync(join(cwd, name), text)
  const engine = new ESLint({
    cwd,
    overrideConfigFile: true,
    overrideConfig: [
      ...plugin.configs.recommended,
      { files: ['**/*.jsx'], languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } } },
    ],
  })
  const results = await engine.lintFiles(['**/*.jsx'])
  return results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => ruleId ?? message))
}

const curve = (name: string): string => `import React from 'react'
import * as tf from '@tensorflow/tfjs'
${name} Curve() {
  React.useEffect(() => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] })
    model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' })
    model.fit(tf.zeros([2, 1]), tf.zeros([2, 1]))
  }, [])
  return <p>x</p>
}
`
const CURVE = curve('export function')

/** Beside `Curve.jsx`, which trains when it is shown. */
const PROJECTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'component in a table that is mapped': {
    'routes.jsx':
      "import { Curve } from './Curve'\nexport const routes = [{ path: '/', component: Curve }]\n",
    'main.jsx':
      "import { createRoot } from 'react-dom/client'\nimport { App } from './App'\ncreateRoot(document.getElementById('root')).render(<App />)\n",
    'App.jsx':
      "import { routes } from './routes'\nimport { Route } from 'react-router-dom'\nexport function App() {\n  return <div>{routes.map(({ path, component: Component }) => <Route key={path} path={path} component={Component} />)}</div>\n}\n",
  },
  'element for createBrowserRouter': {
    'main.jsx':
      "import { createRoot } from 'react-dom/client'\nimport { createBrowserRouter, RouterProvider } from 'react-router-dom'\nimport { Curve } from './Curve'\nconst router = createBrowserRouter([{ path: '/', element: <Curve /> }])\ncreateRoot(document.getElementById('root')).render(<RouterProvider router={router} />)\n",
  },
  'Component for createBrowserRouter, and its children': {
    'main.jsx':
      "import { createRoot } from 'react-dom/client'\nimport { createBrowserRouter, RouterProvider } from 'react-router'\nimport { Curve } from './Curve'\nconst router = createBrowserRouter([{ path: '/', Component: Curve, children: [{ path: 'x', Component: Curve }] }])\ncreateRoot(document.getElementById('root')).render(<RouterProvider router={router} />)\n",
  },
  'useRoutes()': {
    'main.jsx':
      "import { createRoot } from 'react-dom/client'\nimport { useRoutes, BrowserRouter } from 'react-router-dom'\nimport { Curve } from './Curve'\nfunction App() {\n  return useRoutes([{ path: '/', element: <Curve /> }])\n}\ncreateRoot(document.getElementById('root')).render(<BrowserRouter><App /></BrowserRouter>)\n",
  },
  'component for renderRoutes': {
    'routes.jsx':
      "import { Curve } from './Curve'\nexport default [{ path: '/', component: Curve, exact: true }]\n",
    'main.jsx':
      "import { render } from 'react-dom'\nimport { renderRoutes } from 'react-router-config'\nimport { BrowserRouter } from 'react-router-dom'\nimport routes from './routes'\nrender(<BrowserRouter>{renderRoutes(routes)}</BrowserRouter>, document.getElementById('root'))\n",
  },
  createRoutesFromElements: {
    'main.jsx':
      "import { createRoot } from 'react-dom/client'\nimport { createBrowserRouter, createRoutesFromElements, Route, RouterProvider } from 'react-router-dom'\nimport { Curve } from './Curve'\nconst router = createBrowserRouter(createRoutesFromElements(<Route path='/' element={<Curve />} />))\ncreateRoot(document.getElementById('root')).render(<RouterProvider router={router} />)\n",
  },
  'lazy with then': {
    'main.jsx':
      "import { createRoot } from 'react-dom/client'\nimport { createBrowserRouter, RouterProvider } from 'react-router-dom'\nconst router = createBrowserRouter([{ path: '/', lazy: () => import('./Curve').then(({ Curve }) => ({ Component: Curve })) }])\ncreateRoot(document.getElementById('root')).render(<RouterProvider router={router} />)\n",
  },
  'a property of an element': {
    'main.jsx':
      "import { createRoot } from 'react-dom/client'\nimport { Router, Route } from 'wouter'\nimport { Curve } from './Curve'\ncreateRoot(document.getElementById('root')).render(<Router><Route path='/' component={Curve} /></Router>)\n",
  },
  'an import with then': {
    'main.jsx':
      "import { createRoot } from 'react-dom/client'\nimport('./Curve').then(({ Curve }) => createRoot(document.body).render(<Curve />))\n",
  },
  'lazy with await': {
    'main.jsx':
      "import { createBrowserRouter } from 'react-router-dom'\ncreateBrowserRouter([{ path: '/', lazy: async () => { const { Curve } = await import('./Curve'); return { Component: Curve } } }])\n",
  },
  'lazy() with then': {
    'main.jsx':
      "import { lazy } from 'react'\nconst Curve = lazy(() => import('./Curve').then((m) => ({ default: m.Curve })))\nimport { createRoot } from 'react-dom/client'\ncreateRoot(document.body).render(<Curve />)\n",
  },
}

describe('a component that trains', () => {
  it.each(Object.entries(PROJECTS))('is seen to be shown: %s', async (_, files) => {
    expect(await found({ 'Curve.jsx': CURVE, ...files })).toEqual(['reproducible/no-unseeded-random'])
  })

  it('is seen to be shown: lazy()', async () => {
    const main =
      "import { createRoot } from 'react-dom/client'\nimport { createBrowserRouter, RouterProvider } from 'react-router'\nimport { lazy } from 'react'\nconst Curve = lazy(() => import('./Curve'))\nconst router = createBrowserRouter([{ path: '/', element: <Curve /> }])\ncreateRoot(document.getElementById('root')).render(<RouterProvider router={router} />)\n"
    expect(await found({ 'Curve.jsx': curve('export default function'), 'main.jsx': main })).toHaveLength(1)
  })

  it.each([
    [
      'component of a row that is found',
      "const routes = [{ path: '/', component: Curve }]\nfunction App() {\n  const found = routes.find((each) => each.path === location.pathname)\n  const Component = found.component\n  return <Component />\n}\ncreateRoot(document.getElementById('root')).render(<App />)\n",
    ],
    [
      'a page by its name',
      'const pages = { curve: Curve }\nfunction App({ name }) {\n  const Page = pages[name]\n  return <Page />\n}\ncreateRoot(document.getElementById(\'root\')).render(<App name="curve" />)\n',
    ],
  ])('is seen to be shown: %s', async (_, rest) => {
    const text = `import { createRoot } from 'react-dom/client'\n${curve('function')}${rest}`
    expect(await found({ 'one.jsx': text })).toHaveLength(1)
  })

  it.each(Object.entries(PROJECTS))('is seeded where the program starts: %s', async (_, files) => {
    const enforce = "import { enforce } from 'eslint-plugin-reproducible/runtime'\nenforce({ seed: 42 })\n"
    expect(await found({ 'Curve.jsx': CURVE, ...files, 'main.jsx': enforce + files['main.jsx']! })).toEqual(
      [],
    )
  })
})
