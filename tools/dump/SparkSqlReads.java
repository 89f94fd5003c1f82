import java.io.IOException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads a token dump with Spark SQL; prints what it sees of it. See read.sh, which runs this source as it is. */
final class SparkSqlReads {
    public static void main(String[] arguments) throws IOException {
        try (SparkSession spark = SparkSession.builder()
                .master("local[1]")
                .config("spark.ui.enabled", "false")
                .getOrCreate()) {
            Row row = spark.sql("select count(*), count(distinct source), sum(size(codes)),"
                            + " sum(aggregate(codes, 0L, (sum, code) -> sum + code)),"
                            + " sum(aggregate(positions, 0L, (sum, position) -> sum + position)),"
                            + " coalesce(sum(octet_length(features)), 0)"
                            + " from parquet.`" + arguments[0] + "/data`")
                    .first();
            System.out.printf(
                    "%-10s: rows %d, sources %d, tokens %d, sum of codes %d, sum of positions %d, vector bytes %d%n",
                    "Spark SQL",
                    row.getLong(0),
                    row.getLong(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5));
        }
    }
}
