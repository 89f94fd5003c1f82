"""Trains the demo's text tokenizer: a byte-level BPE of 512 ids on the captions and lines of a generated corpus.

conf/demo/tokenizer.json was made from the repository root (tokenizers 0.23.3) with

    ./submit/generate-corpus.sh conf/generate-corpus-tiny.conf output=build/corpus
    python tools/tokenizer/train_bpe.py build/corpus conf/demo/tokenizer.json

Ids as LLaMA has them: <unk> 0, <s> 1, </s> 2, then the 256 bytes, then merges. Nothing is added around a text: where
a sequence begins and ends is the language model's business. Only the train split is read.
"""

import argparse
import json
import pathlib
import tarfile

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

SPECIAL_TOKENS = ["<unk>", "<s>", "</s>"]


def captions(corpus):
    for path in sorted((corpus / "train").glob("*.tar")):
        with tarfile.open(path) as tar:
            for entry in tar:
                if entry.name.endswith(".txt"):
                    yield tar.extractfile(entry).read().decode("utf-8")


def lines(corpus):
    with open(corpus / "text" / "train.jsonl", encoding="utf-8") as rows:
        for row in rows:
            yield json.loads(row)["text"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=pathlib.Path, help="folder that generate-corpus wrote")
    parser.add_argument("output", type=pathlib.Path, help="tokenizer.json to write")
    parser.add_argument("--vocabulary", type=int, default=512, help="ids in all (default: %(default)s)")
    arguments = parser.parse_args()
    texts = [*captions(arguments.corpus), *lines(arguments.corpus)]

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=arguments.vocabulary,
        special_tokens=SPECIAL_TOKENS,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(arguments.output))

    tokens = sum(len(tokenizer.encode(text).ids) for text in texts)
    assert all(tokenizer.decode(tokenizer.encode(text).ids) == text for text in texts)
    letters = sum(map(len, texts))
    print(f"{tokenizer.get_vocab_size()} ids; {len(texts)} texts round-trip; {letters / tokens:.2f} letters a token")


main()
