"""Training programs as people write them, each with the places at which a defect can be planted."""

import contextlib
import os
import random

import models
import numpy
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, TensorDataset, default_collate


class Augmented(Dataset):
    """Images that NumPy and `random` change a little whenever they are read."""

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        x = self.x[i]
        if random.random() < 0.5:
            x = x.flip(-1)
        return x + float(numpy.random.rand()) * 0.1, self.y[i]


def images(options, collate=None):
    x, y = torch.randn(options['samples'], 1, 12, 12), torch.randint(0, 4, (options['samples'],))
    dataset = Augmented(x, y) if options.get('augment') else TensorDataset(x, y)
    return DataLoader(dataset, options['batch'], shuffle=True, num_workers=options.get('workers', 0), collate_fn=collate)


def optimizer_for(parameters, options):
    if options.get('optimizer') == 'sgd':
        return torch.optim.SGD(parameters, 0.05, momentum=0.9)
    return torch.optim.Adam(parameters, 1e-2)


def supervised(model, batches, plant, options, criterion):
    """One loop for classification and for next tokens, with what people add to it."""
    rank = int(os.environ.get('RANK', '0'))
    plant.prepare(rank, model)
    trained = model
    if options.get('ranks'):
        trained = nn.parallel.DistributedDataParallel(model)
    if options.get('compile'):
        trained = torch.compile(model, backend='aot_eager')
    optimizer = optimizer_for(model.parameters(), options)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 3, 0.5)
    scaler = torch.amp.GradScaler('cpu', init_scale=1024.0) if options.get('amp') else None
    parts = options.get('accumulate', 1)
    batches = iter(batches)
    for iteration in range(options['steps']):
        plant.begin(iteration, model, optimizer)
        optimizer.zero_grad()
        for part in range(parts):
            plant.part_begins(part)
            x, y = plant.batch(*next(batches))
            amp = torch.autocast('cpu', dtype=torch.bfloat16) if scaler else contextlib.nullcontext()
            with amp:
                out = trained(x)
                loss = plant.loss(criterion(out.flatten(0, -2), y.flatten())) / parts
            (scaler.scale(loss) if scaler else loss).backward()
        plant.part_begins(0)
        plant.gradients(model)
        if scaler:
            scaler.step(optimizer)
            scaler.update()
        else:
            optimizer.step()
        scheduler.step()
    return model


def counted(plant):
    """A `collate_fn` through which the data go that belong to an iteration: a loader may be ahead of the training."""
    count = iter(range(10**6))
    return lambda samples: plant.batch(*default_collate(samples), iteration=next(count))


def forever(loader):
    while True:
        yield from loader


def cnn(plant, options):
    model = models.Cnn(options['width'])
    plant.sample = torch.zeros(2, 1, 12, 12)
    return supervised(model, forever(images(options)), plant, options, nn.CrossEntropyLoss())


def transformer(plant, options):
    """Windows of one long text, taken at random without a loader; the loss is a function."""
    model = models.Transformer(options['width'], options.get('checkpointing', False))
    text = torch.randint(0, 20, (400,))
    plant.sample = torch.zeros(2, 12, dtype=torch.long)

    def windows():
        while True:
            starts = torch.randint(0, len(text) - 13, (options['batch'],))
            yield torch.stack([text[i : i + 12] for i in starts]), torch.stack([text[i + 1 : i + 13] for i in starts])

    return supervised(model, windows(), plant, options, nn.functional.cross_entropy)


def recurrent(plant, options):
    model = models.Recurrent(options['width'])
    plant.sample = torch.zeros(2, 6, dtype=torch.long)
    tokens = torch.randint(0, 16, (options['samples'], 7))
    loader = DataLoader(TensorDataset(tokens[:, :-1], tokens[:, 1:]), batch_size=options['batch'], shuffle=True)
    return supervised(model, forever(loader), plant, options, nn.CrossEntropyLoss())


def gan(plant, options):
    """Two models, two optimizers, in turn: the discriminator's step is the even one."""
    generator, discriminator = models.Generator(options['width']), models.Discriminator(options['width'])
    both = nn.ModuleDict({'generator': generator, 'discriminator': discriminator})
    plant.prepare(0, both)
    optimizers = [torch.optim.Adam(model.parameters(), 1e-2) for model in (discriminator, generator)]
    criterion = nn.BCEWithLogitsLoss()
    loader = forever(DataLoader(TensorDataset(torch.randn(options['samples'], 8)), batch_size=options['batch'], shuffle=True))
    for iteration in range(options['steps']):
        plant.begin(iteration, both, optimizers[0])
        (real,) = next(loader)
        ones, zeros = torch.ones(len(real), 1), torch.zeros(len(real), 1)
        real, _ = plant.batch(real, ones)
        optimizers[0].zero_grad()
        plant.loss(criterion(discriminator(real), ones)).backward()
        fake = generator(plant.noise(torch.randn(len(real), 6)))
        criterion(discriminator(fake.detach()), zeros).backward()
        plant.gradients(discriminator)
        optimizers[0].step()
        plant.part_begins(1)
        optimizers[1].zero_grad()
        criterion(discriminator(fake), ones).backward()
        optimizers[1].step()
    return both


def policy(plant, options):
    """REINFORCE with a baseline in a world that draws from NumPy; an episode is a step."""
    model = models.Policy(options['width'])
    plant.prepare(0, model)
    optimizer = optimizer_for(model.parameters(), options)
    for iteration in range(options['steps']):
        plant.begin(iteration, model, optimizer)
        state = numpy.random.uniform(-1, 1, 4).astype('float32')
        chosen, values, rewards = [], [], []
        for moment in range(6):
            plant.part_begins(moment)
            observed, _ = plant.batch(torch.from_numpy(state), torch.zeros(1))
            logits, value = model(observed)
            distribution = torch.distributions.Categorical(logits=logits)
            action = distribution.sample()
            chosen.append(distribution.log_prob(action))
            values.append(value)
            push = 0.3 if action.item() else -0.3
            state = (0.9 * state + push + numpy.random.normal(0, 0.1, 4)).astype('float32')
            rewards.append(-float(numpy.abs(state).sum()))
        plant.part_begins(0)
        returns = torch.tensor(numpy.cumsum(rewards[::-1])[::-1].copy(), dtype=torch.float32)
        advantage = returns - torch.stack(values)
        loss = plant.loss(-(torch.stack(chosen) * advantage.detach()).mean() + advantage.square().mean())
        optimizer.zero_grad()
        loss.backward()
        plant.gradients(model)
        optimizer.step()
    return model


def lightning(plant, options):
    """The loop is Lightning's: the step is called with a closure, and the loader is one batch ahead."""
    import lightning
    import logging

    logging.getLogger('lightning.pytorch').setLevel(logging.ERROR)

    class Module(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.net = models.Cnn(options['width'])

        def training_step(self, batch, index):
            x, y = batch
            return plant.loss(nn.functional.cross_entropy(self.net(x), y))

        def on_train_batch_start(self, batch, index):
            plant.begin(self.global_step, self.net, self.optimizers().optimizer)

        def configure_optimizers(self):
            return optimizer_for(self.parameters(), options)

    module = Module()
    plant.prepare(0, module)
    trainer = lightning.Trainer(
        max_steps=options['steps'], accelerator='cpu', logger=False, enable_checkpointing=False,
        enable_progress_bar=False, enable_model_summary=False,
    )  # fmt: skip
    trainer.fit(module, images(options, counted(plant)))
    return module


def trainer(plant, options):
    """The loop is that of Transformers' Trainer, and the model computes its loss itself."""
    import tempfile

    import transformers

    transformers.logging.set_verbosity_error()

    class Model(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = models.Transformer(options['width'])

        def forward(self, tokens, labels):
            out = self.net(tokens)
            return {'loss': plant.loss(nn.functional.cross_entropy(out.flatten(0, 1), labels.flatten())), 'logits': out}

    class Callback(transformers.TrainerCallback):
        def on_step_begin(self, arguments, state, control, model=None, optimizer=None, **_):
            plant.begin(state.global_step, model, getattr(optimizer, 'optimizer', optimizer))

    model = Model()
    plant.prepare(0, model)
    tokens = torch.randint(0, 20, (options['samples'], 13))
    rows = [(row[:-1], row[1:]) for row in tokens]
    collate = counted(plant)
    with tempfile.TemporaryDirectory() as folder:
        transformers.Trainer(
            model,
            transformers.TrainingArguments(
                folder, max_steps=options['steps'], per_device_train_batch_size=options['batch'], use_cpu=True,
                report_to=[], save_strategy='no', disable_tqdm=True, logging_strategy='no', seed=7,
                gradient_accumulation_steps=options.get('accumulate', 1),
            ),
            data_collator=lambda samples: dict(zip(('tokens', 'labels'), collate(samples))),
            train_dataset=rows,
            callbacks=[Callback()],
        ).train()  # fmt: skip
    return model


def accelerate(plant, options):
    """A loop of one's own around what Accelerate has prepared."""
    import accelerate as library

    accelerator = library.Accelerator(cpu=True)
    model = models.Cnn(options['width'])
    plant.prepare(0, model)
    wrapped, optimizer, loader = accelerator.prepare(model, optimizer_for(model.parameters(), options), images(options))
    batches = forever(loader)
    for iteration in range(options['steps']):
        plant.begin(iteration, model, optimizer.optimizer)
        x, y = plant.batch(*next(batches))
        optimizer.zero_grad()
        accelerator.backward(plant.loss(nn.functional.cross_entropy(wrapped(x), y)))
        optimizer.step()
    return model


PROGRAMS = {
    program.__name__: program
    for program in (cnn, transformer, recurrent, gan, policy, lightning, trainer, accelerate)
}
