/** How far the timeline goes before it settles for not knowing. */

export const MAX_CALL_DEPTH = 24
/** A function is run again for every call, small ones often, large ones until they have cost this many steps. */
export const MAX_RUNS_OF_FUNCTION = 8
export const MAX_STEPS_OF_FUNCTION = 2500
export const MAX_STEPS = 60_000
