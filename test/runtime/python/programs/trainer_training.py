"""Trains with the Trainer of transformers, into the folder `out`; validates, stops and resumes on request."""

import argparse
import hashlib
import json
import warnings

from reproducible_runs import enforce

run = enforce(seed=7)
warnings.simplefilter('ignore')

import torch
from transformers import Trainer, TrainingArguments, TrainerCallback

parser = argparse.ArgumentParser()
parser.add_argument('--validate', action='store_true')
parser.add_argument('--theirs', action='store_true')
parser.add_argument('--steps', type=int, default=12)
parser.add_argument('--resume')
o = parser.parse_args()


class Data(torch.utils.data.Dataset):
    def __init__(self):
        self.x = torch.randn(40, 6, generator=torch.Generator().manual_seed(1))

    def __len__(self):
        return 40

    def __getitem__(self, i):
        return {'x': self.x[i], 'labels': self.x[i].sum()}


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.net = torch.nn.Sequential(torch.nn.Linear(6, 12), torch.nn.Dropout(0.5), torch.nn.Linear(12, 1))

    def forward(self, x, labels):
        y = self.net(x + torch.randn(6))[:, 0]
        return {'loss': torch.nn.functional.mse_loss(y, labels), 'logits': y}


seed = 42 if o.theirs else run.seed_for('trainer')
args = TrainingArguments(
    'out',
    per_device_train_batch_size=8,
    max_steps=12,
    save_strategy='steps',
    save_steps=5,
    seed=seed,
    use_cpu=True,
    report_to=[],
    disable_tqdm=True,
    logging_strategy='no',
    eval_strategy='steps' if o.validate else 'no',
    eval_steps=3,
)


class Stop(TrainerCallback):
    def on_step_end(self, args, state, control, **k):
        if state.global_step == o.steps:
            control.should_training_stop = True


model = Model()
trainer = Trainer(model, args, train_dataset=Data(), eval_dataset=Data(), callbacks=[Stop()])
trainer.evaluate = run.scope('val')(trainer.evaluate)
trainer.train(resume_from_checkpoint=o.resume)
print(
    json.dumps(hashlib.sha256(b''.join(p.detach().numpy().tobytes() for p in model.parameters())).hexdigest())
)
