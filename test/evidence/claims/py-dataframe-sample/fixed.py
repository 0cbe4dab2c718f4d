import hashlib

import pandas as pd

frame = pd.DataFrame({"x": range(32)})
shuffled = frame.sample(frac=1, random_state=17)
print("observed", hashlib.sha256(shuffled["x"].to_numpy().tobytes()).hexdigest())
