const { createModel } = require('./model')

createModel().summary()
