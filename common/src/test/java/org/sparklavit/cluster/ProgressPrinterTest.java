package org.sparklavit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ProgressPrinterTest {

    private static JavaSparkContext spark;

    /** Opened by the console once it has seen the progress of a task that still runs. */
    private static final CountDownLatch SEEN = new CountDownLatch(1);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @BeforeAll
    static void start() {
        SparkConf conf = SparkSessions.batchConf("test", new SparkConf(false))
                .setMaster("local[2]")
                .set("spark.ui.enabled", "false");
        spark = new JavaSparkContext(
                SparkSession.builder().config(conf).getOrCreate().sparkContext());
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private ProgressPrinter start(boolean terminal, Duration period) {
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8) {
            @Override
            public void println(String line) {
                super.println(line);
                if (line.startsWith("tokenize  images 3/4 (75%)")) {
                    SEEN.countDown();
                }
            }
        };
        return ProgressPrinter.start(
                spark.sc(), "tokenize", "images", 4, new ProgressPrinter.Style(out, terminal, period));
    }

    private List<String> printed() {
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void linesShowWhatRunningTasksHaveDone() {
        boolean seen;
        try (ProgressPrinter progress = start(false, Duration.ofMillis(20))) {
            ProgressCounter counter = progress.counter();
            seen = spark.parallelize(List.of(3), 1)
                    .map(units -> {
                        counter.add(units);
                        boolean inTime = SEEN.await(20, TimeUnit.SECONDS);
                        counter.add(1);
                        return inTime;
                    })
                    .first();
        }
        assertThat(seen)
                .describedAs("the console saw 3 of 4 before the task ended")
                .isTrue();
        assertThat(printed()).anyMatch(line -> line.startsWith("tokenize  images 3/4 (75%)  "));
        assertThat(printed().get(printed().size() - 1)).matches("tokenize  4 images in \\d+s, [\\d.]+ images/s");
    }

    @Test
    void onATerminalTheLineIsRewritten() {
        try (ProgressPrinter progress = start(true, Duration.ofMinutes(1))) {
            ProgressCounter counter = progress.counter();
            spark.parallelize(List.of(1, 1), 2).foreach(counter::add);
            assertThat(progress.done()).isEqualTo(2);
        }
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .matches("\rtokenize  2 images in \\d+s, [\\d.]+ images/s\033\\[K\\R");
    }
}
