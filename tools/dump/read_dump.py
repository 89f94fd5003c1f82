"""Reads a token dump with pandas and with DuckDB; prints what each sees of it. See read.sh."""

import sys

import duckdb
import numpy
import pandas
import pyarrow.parquet

data = sys.argv[1] + "/data"


def show(reader, *figures):
    print(f"{reader:10}: rows %d, sources %d, tokens %d, sum of codes %d, sum of positions %d, vector bytes %d" % figures)


rows = pandas.read_parquet(data)
vectors = 0
if "features" in rows.columns and rows.features.notna().any():
    for row in rows.itertuples():
        halves = numpy.frombuffer(row.features, "<u2")
        features = (halves.astype("<u4") << 16).view("<f4").reshape(len(row.codes), -1)
        # Features leave a LayerNorm: of another type, or byte order, their squares would not have a mean of about one.
        assert 0.1 < numpy.square(features).mean() < 10, row.id
        vectors += halves.nbytes
show(
    "pandas",
    len(rows),
    rows.source.nunique(),
    rows.codes.map(len).sum(),
    rows.codes.map(numpy.sum).sum(),
    rows.positions.map(lambda each: each.astype("int64").sum()).sum(),
    vectors,
)

show(
    "DuckDB",
    *duckdb.sql(
        f"""select count(*), count(distinct source), sum(len(codes)), sum(list_sum(codes)), sum(list_sum(positions)),
                   coalesce(sum(octet_length(features)), 0)
            from '{data}/*.parquet'"""
    ).fetchall()[0],
)

# Each file names its tokenizer, and knows the smallest and largest value of each page: readers skip by it.
for file in sorted(pyarrow.parquet.ParquetDataset(data).files):
    footer = pyarrow.parquet.read_metadata(file)
    assert footer.metadata[b"sparklavit.token.format-version"] == b"2", file
    assert footer.metadata[b"sparklavit.token.tokenizer-fingerprint"], file
    assert footer.metadata[b"sparklavit.token.feature-width"] == b"0" or (
        footer.metadata[b"sparklavit.token.feature-type"] == b"bfloat16"), file
    for group in range(footer.num_row_groups):
        for column in range(footer.num_columns):
            assert footer.row_group(group).column(column).has_offset_index, (file, group, column)
