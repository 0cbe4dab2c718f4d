import torch
from torch import nn

torch.manual_seed(5)
sentences = ["the cat sat", "the dog ran", "a bird sang to the cat", "a fish swam past the dog"]
vocabulary = list({word for sentence in sentences for word in sentence.split()})
index = {word: number for number, word in enumerate(vocabulary)}
embedding = nn.EmbeddingBag(len(vocabulary), 6)
head = nn.Linear(6, 1)
optimizer = torch.optim.SGD([*embedding.parameters(), *head.parameters()], lr=0.2)
for _ in range(8):
    for length, sentence in enumerate(sentences):
        optimizer.zero_grad()
        ids = torch.tensor([[index[word] for word in sentence.split()]])
        (head(embedding(ids)) - length).pow(2).sum().backward()
        optimizer.step()
print(head.weight.tolist())
