/** How far the timeline goes before it settles for not knowing. */

export const DEEPEST_CALL = 24
/** A function is run again for every call, small ones often, large ones until they have cost this many steps. */
export const MOST_RUNS_OF_A_FUNCTION = 8
export const MOST_STEPS_OF_A_FUNCTION = 2500
export const MOST_STEPS = 60_000
