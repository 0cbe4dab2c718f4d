import hashlib

import pandas as pd

frame = pd.DataFrame({"x": range(32)})
shuffled = frame.sample(frac=1)
print("observed", hashlib.sha256(shuffled["x"].to_numpy().tobytes()).hexdigest())
