/** Which of several equal processes this one is. */
export interface Rank {
  /** 0 … `worldSize - 1`; 0 when nothing says otherwise. */
  readonly rank: number
  /** How many processes there are, where the launcher says so. */
  readonly worldSize?: number
  /** Where the rank comes from: a variable's name, `option`, or `none`. */
  readonly source: string
}

/** Every launcher's own pair of variables. */
const LAUNCHERS: readonly { rank: string; worldSize?: string }[] = [
  { rank: 'RANK', worldSize: 'WORLD_SIZE' },
  { rank: 'SLURM_PROCID', worldSize: 'SLURM_NTASKS' },
  { rank: 'OMPI_COMM_WORLD_RANK', worldSize: 'OMPI_COMM_WORLD_SIZE' },
  { rank: 'PMI_RANK', worldSize: 'PMI_SIZE' },
  { rank: 'JOB_COMPLETION_INDEX' },
]

function readInteger(name: string, value: string | undefined): number | undefined {
  if (value === undefined || value === '') return undefined
  if (!/^\d{1,15}$/.test(value))
    throw new TypeError(
      `enforce(): ${name}=${value} is not a rank: it must be an integer from 0 on. Correct the variable, or pass enforce({ rank: 0 }).`,
    )
  return Number(value)
}

/**
 * The rank of this process: `option` where it is a number, else what the launcher's variables say.
 *
 * @throws TypeError when `option` is neither `'auto'` nor an integer from 0 on, when a variable is no integer, or
 * when two variables name different ranks
 */
export function readRank(option: unknown, env: Readonly<Record<string, string | undefined>>): Rank {
  if (option !== 'auto' && !(Number.isSafeInteger(option) && (option as number) >= 0))
    throw new TypeError(
      `enforce(): the option rank is ${String(option)}; it must be 'auto' or an integer from 0 on.`,
    )
  const found = (option === 'auto' ? LAUNCHERS : []).flatMap((launcher) => {
    const rank = readInteger(launcher.rank, env[launcher.rank])
    if (rank === undefined) return []
    const size = launcher.worldSize && readInteger(launcher.worldSize, env[launcher.worldSize])
    return [{ rank, source: launcher.rank, ...(typeof size === 'number' ? { worldSize: size } : {}) }]
  })
  const first = found[0]
  const other = found.find((candidate) => candidate.rank !== first?.rank)
  if (first && other)
    throw new TypeError(
      `enforce(): two launchers disagree about this process: ${first.source}=${first.rank} and ${other.source}=${other.rank}. Two processes would share a rank's streams. Say which one counts: enforce({ rank: Number(process.env.${first.source}) }).`,
    )
  if (first) return found.find((candidate) => candidate.worldSize !== undefined) ?? first
  return option === 'auto' ? { rank: 0, source: 'none' } : { rank: option as number, source: 'option' }
}
