import { useEffect } from 'react'
import { shuffled } from '../lib/rows.js'

export default function Train() {
  useEffect(() => {
    shuffled([1, 2, 3]).print()
  }, [])
  return <p>Training</p>
}
