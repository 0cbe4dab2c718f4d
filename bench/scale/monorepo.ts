/**
 * A repository of any size, as large companies have them: packages of twenty files, half Python and half TypeScript. In
 * each language three programs train with what a helper of their package gives them, and the rest has nothing to do
 * with machine learning. Of the three one seeds, one does not, and one seeds too late.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const FILES_OF_A_PACKAGE = 20

/** Of a package: both helpers, for the program that seeds too late, and the Python program that seeds never. */
export const FILES_REPORTED_IN_A_PACKAGE = 3

const pythonHelpers = `import random

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(8, width), nn.ReLU(), nn.Linear(width, 1))

    def forward(self, batch):
        return self.layers(batch)


def set_seed(seed):
    random.seed(seed)
    torch.manual_seed(seed)


def batch(rows):
    return torch.linspace(-1, 1, rows * 8).reshape(rows, 8)
`

const pythonTraining = (seeding: 'first' | 'late' | 'never', width: number): string => `import torch
from torch import nn

from .helpers import Net, batch, set_seed


def main(epochs=5):
${seeding === 'first' ? '    set_seed(42)\n' : ''}    model = Net(${width})
${seeding === 'late' ? '    set_seed(42)\n' : ''}    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    for _ in range(epochs):
        data = batch(16)
        optimizer.zero_grad()
        loss = nn.functional.mse_loss(model(data), data.sum(1, keepdim=True))
        loss.backward()
        optimizer.step()
    torch.save(model.state_dict(), "model.pt")


if __name__ == "__main__":
    main()
`

const pythonUnrelated = (n: number): string => `"""Reads orders of warehouse ${n}."""
import csv
from collections import defaultdict
from dataclasses import dataclass


@dataclass
class Order:
    number: int
    customer: str
    total: float = 0.0

    def with_tax(self, rate=0.${10 + (n % 15)}):
        return self.total * (1 + rate)


def read(path):
    with open(path, newline="") as file:
        return [Order(int(row["number"]), row["customer"], float(row["total"])) for row in csv.DictReader(file)]


def by_customer(orders):
    found = defaultdict(list)
    for order in orders:
        found[order.customer].append(order)
    return {name: sum(order.with_tax() for order in theirs) for name, theirs in sorted(found.items())}


def report(path, limit=${n}):
    totals = by_customer(read(path))
    lines = [f"{name}: {total:.2f}" for name, total in totals.items() if total > limit]
    return "\\n".join(lines)
`

const typescriptHelpers = `import * as tf from '@tensorflow/tfjs'
import seedrandom from 'seedrandom'

export function createModel(units: number): tf.Sequential {
  const kernelInitializer = tf.initializers.ones()
  const model = tf.sequential({ layers: [tf.layers.dense({ units, inputShape: [4], kernelInitializer })] })
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })
  return model
}

export function setSeed(seed: string): void {
  seedrandom(seed, { global: true })
}

export function batch(rows: number): tf.Tensor2D {
  return tf.tensor2d(Array.from({ length: rows }, () => [Math.random(), Math.random(), Math.random(), 1]))
}
`

const typescriptTraining = (seeding: 'first' | 'late' | 'never', units: number): string =>
  `import { batch, createModel, setSeed } from './helpers'

${seeding === 'first' ? "setSeed('42')\n" : ''}const model = createModel(${units})
const xs = batch(32)
${seeding === 'late' ? "setSeed('42')\n" : ''}await model.fit(xs, xs.mean(1, true), { epochs: 3, shuffle: false })
await model.save('file://model')
`

const typescriptUnrelated = (n: number): string => `export interface Task {
  readonly id: number
  readonly title: string
  readonly due?: Date
}

export class Queue {
  readonly #tasks: Task[] = []

  add(task: Task): void {
    this.#tasks.push(task)
    this.#tasks.sort((a, b) => (a.due?.getTime() ?? Infinity) - (b.due?.getTime() ?? Infinity))
  }

  take(most = ${1 + (n % 9)}): Task[] {
    return this.#tasks.splice(0, most)
  }
}

export function titles(queue: Queue): string {
  const groups = new Map<string, string[]>()
  for (const { title } of queue.take()) {
    const key = title.slice(0, 1).toUpperCase()
    groups.set(key, [...(groups.get(key) ?? []), title])
  }
  return [...groups].map(([key, list]) => \`\${key}: \${list.join(', ')}\`).join('\\n')
}
`

const SEEDINGS = ['first', 'late', 'never'] as const

function filesOfPackage(number: number): ReadonlyMap<string, string> {
  const files = new Map([
    ['__init__.py', ''],
    ['helpers.py', pythonHelpers],
    ['helpers.ts', typescriptHelpers],
  ])
  SEEDINGS.forEach((seeding, at) => {
    files.set(`train_${at}.py`, pythonTraining(seeding, 4 + (number % 5)))
    files.set(`train-${at}.ts`, typescriptTraining(seeding, 1 + (number % 3)))
  })
  for (let n = 0; n < 5; n++) files.set(`orders_${n}.py`, pythonUnrelated(number * 10 + n))
  for (let n = 0; files.size < FILES_OF_A_PACKAGE; n++)
    files.set(`tasks-${n}.ts`, typescriptUnrelated(number * 10 + n))
  return files
}

/**
 * Writes a repository into an empty folder.
 *
 * @param size of how many files it is; a multiple of twenty
 */
export function writeMonorepo(folder: string, size: number): void {
  mkdirSync(join(folder, '.git'), { recursive: true })
  for (let number = 0; number < size / FILES_OF_A_PACKAGE; number++) {
    const home = join(folder, `group_${Math.floor(number / 50)}`, `package_${number}`)
    mkdirSync(home, { recursive: true })
    for (const [name, text] of filesOfPackage(number)) writeFileSync(join(home, name), text)
  }
}
