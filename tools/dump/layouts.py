"""Bytes of a visual code over its entropy in the layouts that Parquet has: the table in docs/token-format.md.

Usage: layouts.py [DUMP]     DUMP is a token dump, whose codes are measured too. Needs numpy and pyarrow.
"""

import os
import sys
import tempfile

import numpy
import pyarrow
import pyarrow.parquet

CODEBOOK = 16384
DRAWN = 1_000_000
LAYOUTS = {
    "dictionary": {"use_dictionary": True},
    "plain": {"use_dictionary": False},
    "delta": {"use_dictionary": False, "column_encoding": {"codes": "DELTA_BINARY_PACKED"}},
    "split": {"use_dictionary": False, "column_encoding": {"codes": "BYTE_STREAM_SPLIT"}},
}


def entropy_bytes(values):
    counts = numpy.bincount(values)
    shares = counts[counts > 0] / len(values)
    return -(shares * numpy.log2(shares)).sum() / 8


def file_bytes(codes, level, layout):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "codes.parquet")
        table = pyarrow.table({"codes": codes})
        pyarrow.parquet.write_table(table, path, compression="zstd", compression_level=level, **LAYOUTS[layout])
        groups = pyarrow.parquet.read_metadata(path)
        return sum(groups.row_group(g).column(0).total_compressed_size for g in range(groups.num_row_groups))


def by_frequency(codes):
    order = numpy.argsort(-numpy.bincount(codes), kind="stable")
    ranks = numpy.empty(len(order), numpy.int32)
    ranks[order] = numpy.arange(len(order))
    return ranks[codes]


def report(name, codes):
    entropy = entropy_bytes(codes)
    by_themselves = (entropy_bytes(codes & 255) + entropy_bytes(codes >> 8)) / entropy
    print(f"{name}: entropy {entropy:.3f} bytes, bytes by themselves {by_themselves:.2f}")
    for level in (3, 19):
        for order, values in (("as they are", codes), ("numbered by frequency", by_frequency(codes))):
            costs = [file_bytes(values, level, layout) / len(values) / entropy for layout in LAYOUTS]
            print(f"  level {level:2d}, {order:21s} " + "  ".join(f"{n} {c:.2f}" for n, c in zip(LAYOUTS, costs)))


def main():
    random = numpy.random.default_rng(1)
    ranks = numpy.arange(1, CODEBOOK + 1)
    frequencies = {
        "uniform": numpy.ones(CODEBOOK),
        "log-normal": numpy.exp(random.normal(size=CODEBOOK)),
        "Zipf, exponent 0.7": ranks**-0.7,
        "Zipf, exponent 1": 1 / ranks,
    }
    for name, frequency in frequencies.items():
        numbers = random.permutation(CODEBOOK)
        drawn = random.choice(CODEBOOK, DRAWN, p=frequency / frequency.sum())
        report(name, numbers[drawn].astype(numpy.int32))
    for dump in sys.argv[1:]:
        lists = pyarrow.parquet.read_table(os.path.join(dump, "data"), columns=["codes"])["codes"]
        report(dump, lists.combine_chunks().flatten().to_numpy().astype(numpy.int32))


main()
