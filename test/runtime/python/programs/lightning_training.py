"""Trains with Lightning; with a validation in a scope, stopped or resumed, on request."""

import argparse
import hashlib
import json
import logging
import warnings

from reproducible_runs import enforce

run = enforce(seed=42)
warnings.simplefilter('ignore')

import lightning
import torch
from torch.utils.data import DataLoader, TensorDataset

logging.getLogger('lightning.pytorch').setLevel(logging.ERROR)
parser = argparse.ArgumentParser()
parser.add_argument('--validate', action='store_true')
parser.add_argument('--epochs', type=int, default=4)
parser.add_argument('--save')
parser.add_argument('--resume')
o = parser.parse_args()


class Model(lightning.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = torch.nn.Sequential(torch.nn.Linear(6, 12), torch.nn.Dropout(0.5), torch.nn.Linear(12, 1))

    def training_step(self, batch, _):
        return torch.nn.functional.mse_loss(self.net(batch[0] + torch.randn(6)), batch[1])

    def on_validation_start(self):
        self.scope = run.scope('val')
        self.scope.__enter__()

    def on_validation_end(self):
        self.scope.__exit__(None, None, None)

    def validation_step(self, batch, _):
        torch.randn(9)
        self.net(batch[0])

    def configure_optimizers(self):
        return torch.optim.Adam(self.parameters())

    def on_save_checkpoint(self, checkpoint):
        checkpoint['run'] = run.state()

    def on_load_checkpoint(self, checkpoint):
        run.resume(checkpoint['run'])


x = torch.randn(40, 6)
data = TensorDataset(x, x.sum(1, keepdim=True))
model = Model()
train = DataLoader(data, batch_size=8, shuffle=True)
with run.scope('val'):
    val = DataLoader(data, batch_size=8)
trainer = lightning.Trainer(
    max_epochs=o.epochs,
    accelerator='cpu',
    logger=False,
    enable_checkpointing=bool(o.save),
    enable_progress_bar=False,
    enable_model_summary=False,
    num_sanity_val_steps=0 if not o.validate else 2,
    default_root_dir='.',
)
trainer.fit(model, train, val if o.validate else None, ckpt_path=o.resume)
if o.save:
    trainer.save_checkpoint(o.save)
print(
    json.dumps(hashlib.sha256(b''.join(p.detach().numpy().tobytes() for p in model.parameters())).hexdigest())
)
