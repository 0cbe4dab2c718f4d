"""Checks every published test vector; prints how many values it compared."""

import json
import struct
import sys

from reproducible_runs import SCHEME, Stream, derive_key

vectors = json.load(open(sys.argv[1], encoding='utf-8'))
assert vectors['scheme'] == SCHEME
compared = 0


def bits(value):
    return struct.pack('>d', value).hex()


def same(actual, expected, what):
    global compared
    assert actual == expected, f'{what}: {actual!r}, not {expected!r}'
    compared += 1


for case in vectors['cases']:
    seed, path = case['seed'], case['path']
    where = f'{seed!r} {path!r}'

    def fresh():
        return Stream(seed, path)

    same(derive_key(seed, path).hex(), case['key'], f'{where} key')
    stream = fresh()
    for value in case['next']:
        same(bits(stream.next()), value, f'{where} next')
    for row in case['int']:
        stream = fresh()
        for value in row['values']:
            same(stream.int(row['n']), value, f'{where} int({row["n"]})')
    stream = fresh()
    for value in case['normal']:
        same(bits(stream.normal()), value, f'{where} normal')
    same(stream.save(), case['saved'], f'{where} saved')
    continued = fresh().load(case['saved'])
    same([stream.next() for _ in range(5)], [continued.next() for _ in range(5)], f'{where} load')
    stream = fresh()
    for value in case['tfSeed']:
        same(stream.tf_seed(), value, f'{where} tfSeed')
    same(fresh().shuffle(list(range(12))), case['shuffle'], f'{where} shuffle')
stream = Stream(vectors['cases'][0]['seed'], vectors['cases'][0]['path'])
for _ in range(100_000):
    last = stream.next()
same(bits(last), vectors['cases'][0]['next100000th'], 'the 100000th')
print(compared)
