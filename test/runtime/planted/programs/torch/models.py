"""The models that are trained: small, and of the kinds that people train.

`between` stands for what a model computes between its layers, in its own code.
"""

import torch
from torch import nn
from torch.nn import functional
from torch.utils.checkpoint import checkpoint


def nothing(x):
    return x


class Cnn(nn.Module):
    between = staticmethod(nothing)

    def __init__(self, width=6):
        super().__init__()
        self.conv1 = nn.Conv2d(1, width, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(width)
        self.act = nn.ReLU(inplace=True)
        self.stage = nn.Sequential(nn.Conv2d(width, width, 3, padding=1), nn.ReLU(inplace=True))
        self.drop = nn.Dropout(0.1)
        self.fc = nn.Linear(width * 9, 4)

    def forward(self, x):
        x = self.between(functional.max_pool2d(self.act(self.bn1(self.conv1(x))), 2))
        x = x + self.stage(x)
        return self.fc(self.drop(functional.adaptive_avg_pool2d(x, 3).flatten(1)))


class Attention(nn.Module):
    between = staticmethod(nothing)

    def __init__(self, width):
        super().__init__()
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.output = nn.Linear(width, width)

    def forward(self, x):
        scores = self.query(x) @ self.key(x).transpose(1, 2) / x.shape[-1] ** 0.5
        return self.output(self.between(scores.softmax(-1) @ self.value(x)))


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = Attention(width)
        self.norm2 = nn.LayerNorm(width)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))
        self.gain = nn.Parameter(torch.ones(width))

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.gain * self.mlp(self.norm2(x))


class Transformer(nn.Module):
    def __init__(self, width=16, checkpointing=False):
        super().__init__()
        self.tokens = nn.Embedding(20, width)
        self.positions = nn.Parameter(0.02 * torch.randn(12, width))
        self.drop = nn.Dropout(0.1)
        self.blocks = nn.ModuleList(Block(width) for _ in range(2))
        self.head = nn.Linear(width, 20)
        self.checkpointing = checkpointing

    def forward(self, tokens):
        x = self.drop(self.tokens(tokens) + self.positions)
        for block in self.blocks:
            x = checkpoint(block, x, use_reentrant=False) if self.checkpointing else block(x)
        return self.head(x)


class Generator(nn.Module):
    def __init__(self, width=12):
        super().__init__()
        self.hidden = nn.Linear(6, width)
        self.out = nn.Linear(width, 8)

    def forward(self, z):
        return torch.tanh(self.out(functional.leaky_relu(self.hidden(z), 0.2)))


class Discriminator(nn.Module):
    def __init__(self, width=12):
        super().__init__()
        self.hidden = nn.Linear(8, width)
        self.score = nn.Linear(width, 1)

    def forward(self, x):
        return self.score(functional.leaky_relu(self.hidden(x), 0.2))


class Recurrent(nn.Module):
    """An LSTM of torch, and a cell that is called again and again."""

    def __init__(self, width=10):
        super().__init__()
        self.tokens = nn.Embedding(16, width)
        self.lstm = nn.LSTM(width, width, batch_first=True)
        self.cell = nn.GRUCell(width, width)
        self.head = nn.Linear(width, 16)

    def forward(self, tokens):
        x, _ = self.lstm(self.tokens(tokens))
        state = torch.zeros_like(x[:, 0])
        outs = []
        for t in range(x.shape[1]):
            state = self.cell(x[:, t], state)
            outs.append(state)
        return self.head(torch.stack(outs, 1))


class Policy(nn.Module):
    def __init__(self, width=16):
        super().__init__()
        self.body = nn.Linear(4, width)
        self.actor = nn.Linear(width, 2)
        self.critic = nn.Linear(width, 1)

    def forward(self, state):
        x = torch.tanh(self.body(state))
        return self.actor(x), self.critic(x).squeeze(-1)
