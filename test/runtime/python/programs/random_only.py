from reproducible_runs import enforce

run = enforce(seed=42)

import json
import os
import random

print(
    json.dumps(
        {
            'random': [random.random() for _ in range(3)],
            'order': list({'a', 'b', 'c', 'd', 'e', 'f', 'g'}),
            'stream': [run.stream('init').next() for _ in range(3)],
            'at': run.at('augment', 3, 17).next(),
            'restarted': 'REPRODUCIBLE_RESTARTED' in os.environ,
            'receipt': run.receipt,
        }
    )
)
