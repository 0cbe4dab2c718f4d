export default (count) => Array.from({ length: count }, () => Math.random())
