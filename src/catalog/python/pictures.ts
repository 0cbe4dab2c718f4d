import type { Api, Library } from '../schema.ts'

const shows = (upstream: string): Api => ({ upstream, shows: true })

/** Libraries that draw pictures and show tables: what goes into them is looked at, and comes back nowhere. */
export const pictures: Library = {
  name: 'pictures',
  language: 'python',
  ml: false,
  modules: {
    matplotlib: { path: 'matplotlib' },
    seaborn: { path: 'seaborn' },
    plotly: { path: 'plotly' },
    IPython: { path: 'IPython' },
  },
  /** Jupyter gives it to every notebook. */
  globals: { display: 'IPython.display.display' },
  families: [
    {
      paths: /^matplotlib\.(?:pyplot|pylab)\.\w+$/u,
      api: shows('https://matplotlib.org/stable/api/pyplot_summary.html'),
    },
    { paths: /^seaborn\.\w+$/u, api: shows('https://seaborn.pydata.org/api.html') },
    {
      paths: /^plotly\.(?:express|graph_objects)\.\w+$/u,
      api: shows('https://plotly.com/python-api-reference/'),
    },
    {
      paths: /^IPython\.display\.\w+$/u,
      api: shows('https://ipython.readthedocs.io/en/stable/api/generated/IPython.display.html'),
    },
  ],
  api: {},
}
