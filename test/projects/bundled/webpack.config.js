module.exports = { entry: { train: './src/train.js' } }
