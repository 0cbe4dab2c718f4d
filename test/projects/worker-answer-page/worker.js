self.onmessage = ({ data }) => {
  postMessage({ rows: Array.from({ length: data }, () => Math.random()) })
}
