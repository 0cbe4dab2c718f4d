import type { Api, Library } from '../schema.ts'

const looks = (upstream: string): Api => ({ upstream, inspects: true })

const torchinfo = looks('https://github.com/TylerYep/torchinfo#documentation')
const torchsummary = looks('https://github.com/sksq96/pytorch-summary#usage')
const thop = looks('https://github.com/ultralytics/thop#-how-to-use')
const ptflops = looks('https://github.com/sovrasov/flops-counter.pytorch#example')
const fvcore = looks('https://github.com/facebookresearch/fvcore/blob/main/docs/flop_count.md')
const torchviz = looks('https://github.com/szagoruyko/pytorchviz#usage')

/** Tools that look at a model: its layers, its graph, its cost. The numbers in it are all one to them. */
export const inspection: Library = {
  name: 'model inspection',
  language: 'python',
  ml: false,
  modules: {
    torchinfo: { path: 'torchinfo' },
    torchsummary: { path: 'torchsummary' },
    thop: { path: 'thop' },
    ptflops: { path: 'ptflops' },
    fvcore: { path: 'fvcore' },
    torchviz: { path: 'torchviz' },
  },
  api: {
    'torchinfo.summary': torchinfo,
    'torchsummary.summary': torchsummary,
    'thop.profile': thop,
    'ptflops.get_model_complexity_info': ptflops,
    'fvcore.nn.FlopCountAnalysis': fvcore,
    'fvcore.nn.parameter_count': fvcore,
    'torchviz.make_dot': torchviz,
  },
}
