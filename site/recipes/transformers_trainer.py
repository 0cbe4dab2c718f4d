import tempfile

import torch
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments, enable_full_determinism

enable_full_determinism(42)


class Sentences(torch.utils.data.Dataset):
    """Sentences of made-up words: the label says which kind there are more of."""

    def __init__(self, size: int) -> None:
        self.words = torch.randint(1, 50, (size, 12))

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, i: int) -> dict[str, torch.Tensor]:
        words = self.words[i]
        return {'input_ids': words, 'labels': ((words > 25).sum() > 6).long()}


config = BertConfig(
    vocab_size=50, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
)
model = BertForSequenceClassification(config)
with tempfile.TemporaryDirectory() as folder:
    arguments = TrainingArguments(
        output_dir=folder,
        seed=42,
        data_seed=42,
        full_determinism=True,
        max_steps=6,
        per_device_train_batch_size=8,
        use_cpu=True,
        report_to=[],
        save_strategy='no',
        logging_strategy='no',
        disable_tqdm=True,
    )
    Trainer(model=model, args=arguments, train_dataset=Sentences(64)).train()
print('weights', sum(weights.double().sum().item() for weights in model.parameters()).hex())
