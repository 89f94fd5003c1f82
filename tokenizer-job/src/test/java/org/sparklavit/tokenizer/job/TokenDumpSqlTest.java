package org.sparklavit.tokenizer.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.cluster.LocalSpark;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.token.TokenRow;
import org.sparklavit.data.token.TokenRowsForTests;
import org.sparklavit.data.token.TokenWriter;

/** The dump is for everybody: Spark SQL reads it without our code. */
class TokenDumpSqlTest {
    @RegisterExtension
    static final LocalSpark SPARK = new LocalSpark();

    @TempDir
    Path folder;

    @Test
    void sparkSqlReadsTheDump() throws IOException {
        String uri = folder.resolve("part-00000.parquet").toString();
        try (TokenWriter writer = new TokenWriter(Storage.local(), uri, TokenRowsForTests.metadata(4))) {
            for (int i = 0; i < 100; i++) {
                writer.write(TokenRowsForTests.row(i, 4));
            }
            writer.commit();
        }
        check(SPARK.session().read().parquet(folder.toString()));
    }

    private static void check(Dataset<Row> dump) {
        assertThat(dump.schema().simpleString())
                .isEqualTo("struct<id:string,source:string,key:string,caption:string,codes:array<int>,"
                        + "positions:array<smallint>,grid_height:smallint,grid_width:smallint,width:int,height:int,"
                        + "metadata:string,features:binary>");
        TokenRow expected = TokenRowsForTests.row(42, 4);
        Row row = dump.where("key = 'key42'")
                .select("codes", "positions", "features")
                .first();
        List<Integer> codes = row.getList(0);
        List<Short> positions = row.getList(1);
        assertThat(codes.stream().mapToInt(Integer::intValue)).containsExactly(box(expected.codes()));
        assertThat(positions.stream().mapToInt(Short::intValue)).containsExactly(box(expected.positions()));
        assertThat((byte[]) row.get(2)).isEqualTo(expected.features());
        assertThat(dump.where("size(codes) <> size(positions)").count()).isZero();
    }

    private static Integer[] box(int[] values) {
        return Arrays.stream(values).boxed().toArray(Integer[]::new);
    }
}
