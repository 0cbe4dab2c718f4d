import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'

const { rules, recipes, guides } = JSON.parse(
  readFileSync(fileURLToPath(new URL('../.pages/sidebar.json', import.meta.url)), 'utf8'),
)
const TITLES = {
  evidence: 'Evidence',
  flow: 'What travels arrives',
  pytorch: 'PyTorch',
  faults: 'Faults',
  'trace-format': 'The format of a trace',
  'pytorch-divergence': 'A divergence, found',
  statistics: 'The generators',
}

export default defineConfig({
  title: 'eslint-plugin-reproducible',
  description: 'Finds what makes two training runs differ, and makes them repeat',
  lang: 'en',
  // Addresses are relative to where the site lies: BASE=/eslint-plugin-reproducible/ npm run site
  base: process.env.BASE ?? '/',
  srcDir: '.pages',
  outDir: 'dist',
  cleanUrls: false,
  lastUpdated: false,
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  vite: { publicDir: '../.public', build: { chunkSizeWarningLimit: 2000 } },
  markdown: { theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' } },
  themeConfig: {
    nav: [
      { text: 'Rules', link: '/rules/' },
      { text: 'Recipes', link: '/recipes/' },
      { text: 'Evidence', link: '/guide/evidence' },
      { text: 'Playground', link: '/playground/index.html', target: '_self', noIcon: true },
    ],
    sidebar: [
      {
        text: 'Begin',
        items: [
          { text: 'What it is', link: '/' },
          { text: 'Questions', link: '/faq' },
          { text: 'Glossary', link: '/glossary' },
        ],
      },
      {
        text: 'Recipes',
        items: recipes.map(({ name, title }) => ({ text: title, link: `/recipes/${name}` })),
      },
      { text: 'Rules', items: rules.map((name) => ({ text: name, link: `/rules/${name}` })) },
      {
        text: 'Guides',
        items: guides.map((name) => ({ text: TITLES[name] ?? name, link: `/guide/${name}` })),
      },
    ],
    search: { provider: 'local' },
    outline: [2, 3],
  },
})
