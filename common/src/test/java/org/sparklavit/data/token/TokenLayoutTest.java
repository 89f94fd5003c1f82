package org.sparklavit.data.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.parquet.ColumnSink;
import org.sparklavit.data.parquet.ColumnValues;
import org.sparklavit.data.parquet.Columns;
import org.sparklavit.data.parquet.RowFormat;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.parquet.WriteOptions;

/** What docs/token-format.md says about sizes, indexes and changes to come. */
class TokenLayoutTest {
    private static final int CODES = 1 << 14;
    private static final Size LARGE = new Size(20_000, 10, 160);
    private static final Size SMALL = new Size(3_000, 1, 41);
    private static final TokenMetadata METADATA =
            new TokenMetadata("f00d", CODES, 32, 0, "vit", 1.0 / 3, "test", "seed = 1");

    private final Storage storage = Storage.local();

    @TempDir
    Path folder;

    /** Some codes are many times as frequent as others, and 60% of the codebook would say as much. */
    @Test
    void aCodeCostsAtMostATenthMoreThanItsEntropy() throws IOException {
        Random random = new Random(1);
        CodeSource source = new CodeSource(CODES, rank -> Math.exp(random.nextGaussian()));
        double cost = costOfACode(source, LARGE);
        assertThat(source.perplexity()).isBetween(0.55 * CODES, 0.65 * CODES);
        assertThat(cost).isBetween(1.0, 1.10);
    }

    /** A small file, where the dictionary counts: codes, their frequencies and lengths like those of the quickstart. */
    @Test
    void neitherDoesACodeInASmallFile() throws IOException {
        int codes = 512;
        Random random = new Random(1);
        CodeSource source = new CodeSource(codes, rank -> Math.exp(0.4 * random.nextGaussian()));
        double cost = costOfACode(source, SMALL);
        assertThat(source.perplexity()).isBetween(0.9 * codes, 0.95 * codes);
        assertThat(cost).isBetween(1.0, 1.10);
    }

    /** The worst that a codebook in use may look like. */
    @Test
    void aCodeOfZipfsDistributionCostsThreeTenthsMoreThanItsEntropy() throws IOException {
        CodeSource source = new CodeSource(CODES, rank -> 1.0 / rank);
        double cost = costOfACode(source, LARGE);
        assertThat(source.perplexity()).isBetween(0.05 * CODES, 0.07 * CODES);
        assertThat(cost).isBetween(1.15, 1.35);
    }

    /** So many rows; as few and as many codes as one may have, so that lengths cost what they cost in a real dump. */
    private record Size(int rows, int fewest, int most) {}

    /** Bytes of the column of codes, over the entropy of the codes. */
    private double costOfACode(CodeSource source, Size size) throws IOException {
        String uri = folder.resolve("a.parquet").toString();
        Random lengths = new Random(3);
        try (TokenWriter writer = new TokenWriter(storage, uri, METADATA)) {
            for (int i = 0; i < size.rows(); i++) {
                writer.write(row(i, source.draw(lengths.nextInt(size.fewest(), size.most() + 1))));
            }
            writer.commit();
        }
        long bytes = columns(uri).stream()
                .filter(column -> column.getPath().toDotString().startsWith("codes"))
                .mapToLong(ColumnChunkMetaData::getTotalSize)
                .sum();
        double cost = bytes / (source.drawn * source.entropyBytes());
        System.out.printf(
                "%d codes of perplexity %.0f: one costs %.3f times its entropy%n",
                source.drawn, source.perplexity(), cost);
        return cost;
    }

    @Test
    void everyPageOfEveryColumnIsIndexed() throws IOException {
        String uri = folder.resolve("a.parquet").toString();
        try (TokenWriter writer = new TokenWriter(storage, uri, TokenRowsForTests.metadata(4))) {
            writer.write(TokenRowsForTests.row(0, 4));
            writer.commit();
        }
        assertThat(columns(uri)).hasSize(12).allSatisfy(column -> {
            assertThat(column.getOffsetIndexReference()).isNotNull();
            boolean isLarge = column.getPath().toDotString().equals("features");
            assertThat(column.getColumnIndexReference() == null)
                    .as(column.getPath().toDotString())
                    .isEqualTo(isLarge);
        });
    }

    @Test
    void aColumnAndAFooterKeyOfALaterVersionAreReadOver() throws IOException {
        Map<String, String> footer = new TreeMap<>(TokenRowsForTests.metadata(0).toFooter());
        footer.put("sparklavit.token.mood", "sunny");
        String uri = folder.resolve("later.parquet").toString();
        WriteOptions options = WriteOptions.defaults().withFooter(footer);
        try (RowWriter<TokenRow> writer = new RowWriter<>(storage, uri, new LaterFormat(), options)) {
            writer.write(TokenRowsForTests.row(0, 0));
            writer.commit();
        }
        try (TokenReader rows = TokenReader.withoutFeatures(storage, uri)) {
            assertThat(rows.metadata()).isEqualTo(TokenRowsForTests.metadata(0));
            assertThat(rows.next()).usingRecursiveComparison().isEqualTo(TokenRowsForTests.row(0, 0));
        }
    }

    private static List<ColumnChunkMetaData> columns(String uri) throws IOException {
        HadoopInputFile file = HadoopInputFile.fromPath(new org.apache.hadoop.fs.Path(uri), new Configuration());
        try (ParquetFileReader reader = ParquetFileReader.open(file)) {
            return reader.getRowGroups().stream()
                    .map(BlockMetaData::getColumns)
                    .flatMap(List::stream)
                    .toList();
        }
    }

    private static TokenRow row(int i, int[] codes) {
        int[] positions = IntStream.range(0, codes.length).toArray();
        return new TokenRow("id" + i, "s", "k", "c", codes, positions, new PatchGrid(16, 16), 1, 1, "{}", new byte[0]);
    }

    /** Codes of given frequencies, independent of each other. */
    private static final class CodeSource {
        private final Random random = new Random(2);
        private final List<Integer> codeOfRank;
        private final double[] upTo;
        private final long[] counts;
        private long drawn;

        /** {@code frequency} of a rank from 1 on; which code has it is drawn. */
        private CodeSource(int codes, IntToDoubleFunction frequency) {
            codeOfRank = IntStream.range(0, codes).boxed().collect(Collectors.toCollection(ArrayList::new));
            upTo = new double[codes];
            counts = new long[codes];
            double sum = 0;
            for (int rank = 1; rank <= codes; rank++) {
                sum += frequency.applyAsDouble(rank);
                upTo[rank - 1] = sum;
            }
            Collections.shuffle(codeOfRank, random);
        }

        int[] draw(int count) {
            int[] codes = new int[count];
            for (int i = 0; i < count; i++) {
                int found = Arrays.binarySearch(upTo, random.nextDouble() * upTo[upTo.length - 1]);
                codes[i] = codeOfRank.get(found < 0 ? -found - 1 : found);
                counts[codes[i]]++;
            }
            drawn += count;
            return codes;
        }

        double entropyBytes() {
            return Arrays.stream(counts)
                            .filter(count -> count > 0)
                            .mapToDouble(count -> count / (double) drawn)
                            .map(p -> -p * Math.log(p))
                            .sum()
                    / Math.log(2)
                    / Byte.SIZE;
        }

        double perplexity() {
            return Math.pow(2, Byte.SIZE * entropyBytes());
        }
    }

    /** The columns of today and one more. */
    private static final class LaterFormat implements RowFormat<TokenRow> {
        @Override
        public MessageType schema() {
            List<Type> columns = new ArrayList<>(TokenRows.INSTANCE.schema().getFields());
            columns.add(Columns.optionalBytes("later"));
            return new MessageType("image_tokens", columns);
        }

        @Override
        public void write(TokenRow row, ColumnSink to) {
            TokenRows.INSTANCE.write(row, to);
            to.bytes("later", new byte[] {1});
        }

        @Override
        public TokenRow read(ColumnValues from) {
            return TokenRows.INSTANCE.read(from);
        }

        @Override
        public Set<String> largeColumns() {
            return Set.of();
        }
    }
}
