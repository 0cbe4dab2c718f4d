"""What is planted: something that one run does and the other does not, once, at a place that is known.

A real defect takes what differs from the clock, the operating system, or the order in which threads finish. Here it is
the second run that has it, so that the place is certain.
"""

import random

import numpy
import torch


def _nudge(tensor, at=0):
    """The tensor with one element a little larger: little, and more than bfloat16 rounds away."""
    out = tensor.clone(memory_format=torch.contiguous_format)
    out.view(-1)[at] += out.view(-1)[at].abs() * 2e-2 + 1e-3
    return out


class _NoisyBackward(torch.autograd.Function):
    @staticmethod
    def forward(context, x, active):
        context.active = active
        return x.view_as(x)

    @staticmethod
    def backward(context, gradient):
        return (_nudge(gradient) if context.active() else gradient), None


class _NoisyLoss(torch.autograd.Function):
    @staticmethod
    def forward(context, x, noisy):
        return _nudge(x) if noisy else x.view_as(x)

    @staticmethod
    def backward(context, gradient):
        return gradient, None


def noisy_backward(x, active):
    """Gives `x` as it is; the gradient that flows back through it is nudged where `active()`."""
    return _NoisyBackward.apply(x, active)


class Plant:
    """One defect; `kind`, the iteration `at` which it shows, the `layer` it is in, the `rank` that has it.

    :param on: whether this run has the defect
    """

    def __init__(self, on, kind=None, at=0, layer=None, rank=0, part=0):
        self.on = on
        self.kind = kind
        self.at = at
        self.layer = layer
        self.rank = rank
        self.part = part
        self.iteration = -1
        self._part_now = 0
        self._calls = 0

    def now(self, *kinds):
        return self.on and self.kind in kinds and self.iteration == self.at and self._part_now == self.part

    def prepare(self, rank, model):
        """Takes its place inside the model, before the training."""
        self.on = self.on and rank == self.rank
        if self.on and self.kind == 'initialisation':
            with torch.no_grad():
                first = next(model.parameters())
                first.copy_(_nudge(first))
        if self.kind is not None and self.kind.startswith('own code'):
            model.get_submodule(self.layer).between = self.code
        elif self.layer is not None and self.kind in ('forward', 'input gradient', 'weight gradient'):
            self._into(model.get_submodule(self.layer))

    def _into(self, module):
        inner = module.forward

        def forward(*inputs, **named):
            active = lambda: self.now('input gradient')  # noqa: E731
            if self.kind == 'input gradient' and inputs[0].requires_grad:
                inputs = (noisy_backward(inputs[0], active), *inputs[1:])
            out = inner(*inputs, **named)
            if self.now('forward'):
                whole = out[0] if isinstance(out, tuple) else out
                noisy = whole + (_nudge(whole.detach()) - whole.detach())
                out = (noisy, *out[1:]) if isinstance(out, tuple) else noisy
            return out

        module.forward = forward
        if self.kind == 'weight gradient':
            parameter = next(iter(module.parameters(recurse=False)))
            parameter.register_hook(lambda grad: _nudge(grad) if self.now('weight gradient') else grad)

    def begin(self, iteration, model=None, optimizer=None):
        """The iteration begins: its data are not read yet."""
        self.iteration, self._part_now = iteration, 0
        self._calls = 0
        if self.now('torch draw', 'torch draw, unused'):
            torch.rand(1)
        if self.now('numpy draw'):
            numpy.random.rand()
        if self.now('random draw'):
            random.random()
        if self.now('validation'):
            # Somebody looks at the model in passing, and forgets eval().
            with torch.no_grad():
                model(self.sample)
        if self.now('write to weights'):
            with torch.no_grad():
                next(model.parameters()).mul_(1.0001)
        if self.now('write to data'):
            for parameter in model.parameters():
                parameter.data.mul_(1.0001)
        if self.now('learning rate'):
            optimizer.param_groups[0]['lr'] *= 1.01
        if self.now('optimizer state'):
            for state in optimizer.state.values():
                for name in ('exp_avg', 'momentum_buffer'):
                    if name in state:
                        state[name].zero_()

    def part_begins(self, part):
        """The part of an iteration: of gradient accumulation, or of a GAN's two."""
        self._part_now = part

    def batch(self, x, y, iteration=None):
        """What the data have become of the iteration that is going on, or of another."""
        if iteration is not None:
            self.iteration, before = iteration, self.iteration
            try:
                return self.batch(x, y)
            finally:
                self.iteration = before
        if self.kind == 'label':
            y = y.clone()
        if self.now('order'):
            return x.flip(0), y.flip(0)
        if self.now('doubled sample'):
            x, y = x.clone(), y.clone()
            x[1], y[1] = x[0], y[0]
        if self.now('pixel'):
            x = _nudge(x) if x.is_floating_point() else (x + 1) % 5
        if self.now('label'):
            y.view(-1)[0] = (y.view(-1)[0] + 1) % 3
        return x, y

    def noise(self, z):
        """Numbers that were drawn for the iteration."""
        return torch.randn(z.shape, generator=torch.Generator().manual_seed(5)) if self.now('noise') else z

    def loss(self, loss):
        """The loss, and what its kernel made of it."""
        return _NoisyLoss.apply(loss, self.now('loss'))

    def gradients(self, model):
        """After the backward pass: what adding up several ranks may do."""
        if self.now('reduced gradient'):
            last = [parameter for parameter in model.parameters() if parameter.grad is not None][-1]
            last.grad.copy_(_nudge(last.grad))

    def code(self, x):
        """What a model's own code, between its layers, computes."""
        if self.now('own code, forward'):
            return x + (_nudge(x.detach()) - x.detach())
        return noisy_backward(x, lambda: self.now('own code, backward'))
