# ruff: noqa: TID253 - a program of its own
"""Makes the sentence-transformers folders of the tests: python make_embedders.py OUT.

"bert" is a tiny network of random weights with prompts, "static" a table of random vectors. A
process of its own, because torch would stay in that of the tests.
"""

import sys
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Dense, Normalize, Transformer
from sentence_transformers.sentence_transformer.modules import Pooling, StaticEmbedding
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

WORDS = (
    "the deposit is paid when lease ends rent door key bicycle cost brakes query passage : 보증금"
)


def tokenizer() -> Tokenizer:
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS.split()]
    made = Tokenizer(models.WordLevel({word: n for n, word in enumerate(words)}, unk_token="[UNK]"))
    made.pre_tokenizer = pre_tokenizers.Whitespace()
    return made


def make_bert(folder: Path) -> None:
    base = folder.with_name("bare")
    size = tokenizer().get_vocab_size()
    config = BertConfig(
        vocab_size=size,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(base)
    names = {f"{name}_token": f"[{name.upper()}]" for name in ("pad", "unk", "cls", "sep", "mask")}
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer(), model_max_length=64, **names
    ).save_pretrained(base)
    modules = [Transformer(str(base)), Pooling(16, "mean"), Dense(16, 24), Normalize()]
    prompts = {"query": "query: ", "document": "passage: "}
    SentenceTransformer(modules=modules, prompts=prompts).save(str(folder))
    card = "---\nlanguage:\n- en\n- ko\nlicense: apache-2.0\ntags:\n- x\n---\n# A model\n"
    (folder / "README.md").write_text(card)


def make_static(folder: Path) -> None:
    model = SentenceTransformer(modules=[StaticEmbedding(tokenizer(), embedding_dim=32)])
    model.save(str(folder))


if __name__ == "__main__":
    torch.manual_seed(1)
    make_bert(Path(sys.argv[1]) / "bert")
    make_static(Path(sys.argv[1]) / "static")
