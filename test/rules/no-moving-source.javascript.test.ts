import rule from '../../rules/no-moving-source.ts'
import { judge, withTf } from './lists.ts'

judge(rule, {
  valid: withTf(
    "await tf.loadLayersModel('https://storage.googleapis.com/tfjs-models/tfjs/mobilenet_v1_0.25_224/model.json')",
    "await tf.loadLayersModel('https://cdn.jsdelivr.net/gh/o/r@1.2.3/model.json')",
    "await tf.loadLayersModel('file://model.json')",
    "await fetch('https://api.example.org/main/rows')",
    "await fetch('https://huggingface.co/o/r/resolve/0123456789abcdef0123456789abcdef01234567/rows.json')",
    'await tf.loadGraphModel(process.argv[2])',
  ),
  invalid: withTf(
    "const model = await tf.loadLayersModel('https://raw.githubusercontent.com/o/r/master/model.json')\nawait model.fit(tf.ones([1]), tf.ones([1]))",
    "const model = await tf.loadGraphModel('https://cdn.jsdelivr.net/gh/o/r/model.json')\ntf.train.sgd(1).minimize(() => model.predict(tf.ones([1])))",
    "tf.data.csv('https://huggingface.co/datasets/o/r/resolve/main/rows.csv')",
    "await fetch('https://unpkg.com/some-data/rows.json')",
  ),
})
