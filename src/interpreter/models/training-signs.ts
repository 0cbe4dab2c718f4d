/**
 * Signs that a program which loads weights trains all the same: a training that nothing is known about, an optimizer, a
 * model that was prepared for training before its weights were loaded, a replay memory that is filled.
 */
import type { SyntaxNode } from '../../program.ts'
import type { EvaluatedArguments } from '../execute/arguments.ts'
import type { Interpreter } from '../interpreter.ts'
import { itemsOf, type Value } from '../values/value.ts'

/** What trains where it is called, whatever it is called on: `fit_generator`, `trainOnBatch`, `train_one_epoch`. */
const TRAINER = /^(?:fit|train|learn|fine_?tune)(?:$|_(?!test_split|transform)|[A-Z])/u

/** Where an agent keeps what it has seen, to learn from it later. */
const MEMORY = /memor|replay|experience|transition|trajector|rollout/iu
const KEEPS = /^(?:append|push|add|put|store|remember|memorize|save|insert|cache)/u
/** State, action, reward and the state after it. */
const TRANSITION = 4

/** A call of the program shows that it trains. */
export function noteSigns(
  interpreter: Interpreter,
  target: Value,
  {
    text,
    node,
    args,
  }: { readonly text: string; readonly node: SyntaxNode; readonly args: EvaluatedArguments },
): void {
  if (interpreter.context.phase === 'uncalled') return
  const name = text.split('.').at(-1)!
  // `engine.step(batch)` for its own sake; what an environment gives is looked at, and `slider.step(1)` sets something.
  const steps =
    name === 'step' &&
    target.kind === 'unknown' &&
    interpreter.discarded?.call === node &&
    args.all.every(({ value }) => value.kind !== 'constant')
  if (TRAINER.test(name) || steps || (KEEPS.test(name) && keepsTransition(text, args)))
    interpreter.trainsAnyhow = true
}

function keepsTransition(text: string, { positional }: EvaluatedArguments): boolean {
  const [first] = positional
  if (!first) return false
  const { value } = first
  if (value.kind === 'record') return [...value.fields.keys()].some((key) => /reward/iu.test(key))
  const count = value.kind === 'list' ? (itemsOf(value)?.length ?? 0) : positional.length
  return count >= TRANSITION && MEMORY.test(text)
}
