package org.sparklavit.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.sparklavit.collective.Floats;
import org.sparklavit.config.ConfigException;

/** Ranks that are threads of Spark's local mode, connected over loopback. */
class BarrierRunnerTest {

    private static JavaSparkContext spark;

    private final RecordingSink console = new RecordingSink();

    @BeforeAll
    static void start() {
        SparkConf conf = SparkSessions.trainingConf("test", new SparkConf(false))
                .setMaster("local[4]")
                .set("spark.ui.enabled", "false");
        spark = new JavaSparkContext(
                SparkSession.builder().config(conf).getOrCreate().sparkContext());
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    private static BarrierJob job(int worldSize, int maxRestarts) {
        return new BarrierJob("job", worldSize, maxRestarts);
    }

    @Test
    void everyRankSumsAndTheResultOfRankZeroReturns() {
        String result = BarrierRunner.run(
                spark,
                job(3, 0),
                context -> {
                    ByteBuffer buffer = Floats.of(context.rank(), 1);
                    context.collective().allReduce(buffer);
                    return "rank " + context.rank() + " of " + context.worldSize() + " sums " + buffer.getFloat(0)
                            + " and " + buffer.getFloat(4) + ", gpu "
                            + context.gpu().isPresent();
                },
                console);
        assertThat(result).isEqualTo("rank 0 of 3 sums 3.0 and 3.0, gpu false");
    }

    @Test
    void aWorldOfOneNeedsNoRing() {
        Integer ranks = BarrierRunner.run(
                spark, job(1, 0), context -> context.collective().allGatherBytes(new byte[1]).length, console);
        assertThat(ranks).isEqualTo(1);
    }

    @Test
    void reportsOfAllRanksShowOnTheConsole() {
        BarrierRunner.run(
                spark,
                job(2, 0),
                context -> {
                    context.report("hello from " + context.rank());
                    if (context.rank() == 0) {
                        context.report(new Progress("job", "step", 1, 4));
                    }
                    return null;
                },
                console);
        assertThat(console.lines())
                .containsExactlyInAnyOrder("hello from 0", "[rank 1] hello from 1", "job  step 1/4 (25%)")
                .containsSubsequence("hello from 0", "job  step 1/4 (25%)");
    }

    @Test
    void aFailedAttemptStartsAgainAndTheConsoleTellsTheFirstCause() {
        Integer attempt = BarrierRunner.run(
                spark,
                job(3, 2),
                context -> {
                    if (context.attempt() < 2 && context.rank() == 1) {
                        throw new IllegalStateException("disk full");
                    }
                    context.collective().barrier();
                    return context.attempt();
                },
                console);
        assertThat(attempt).isEqualTo(2);
        assertThat(console.lines()).hasSize(4);
        assertThat(console.lines().get(0))
                .startsWith("job: attempt 1 of 3 failed after ")
                .contains("First cause: rank 1 (on ")
                .endsWith("executor driver): java.lang.IllegalStateException: disk full");
        assertThat(console.lines().get(1)).isEqualTo("job: starting again from the last checkpoint");
    }

    @Test
    void theLastFailureIsThrownWithItsFirstCause() {
        assertThatThrownBy(() -> BarrierRunner.run(
                        spark,
                        job(2, 0),
                        context -> {
                            if (context.rank() == 1) {
                                throw new IllegalStateException("disk full");
                            }
                            context.collective().barrier();
                            return null;
                        },
                        console))
                .isInstanceOf(BarrierJobException.class)
                .hasMessageContaining("job: attempt 1 of 1 failed")
                .hasMessageContaining("First cause: rank 1 (")
                .hasMessageContaining("java.lang.IllegalStateException: disk full")
                .hasMessageContaining("BarrierRunnerTest");
    }

    @Test
    void theUsersFaultIsNotTriedAgain() {
        AtomicInteger counter = ATTEMPTS;
        counter.set(0);
        assertThatThrownBy(() -> BarrierRunner.run(
                        spark,
                        job(2, 5),
                        context -> {
                            if (context.rank() == 0) {
                                ATTEMPTS.incrementAndGet();
                                throw new ConfigException("no such corpus");
                            }
                            return null;
                        },
                        console))
                .isInstanceOf(ConfigException.class)
                .hasMessage("no such corpus");
        assertThat(counter).hasValue(1);
    }

    /** Shared with the ranks, which are threads of this JVM here. */
    private static final AtomicInteger ATTEMPTS = new AtomicInteger();

    @Test
    void aWorldLargerThanTheClusterIsRefusedAtOnce() {
        long start = System.nanoTime();
        assertThatThrownBy(() -> BarrierRunner.run(spark, job(8, 3), context -> null, console))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("world size 8 but the cluster offers 4 slots (master local[4]")
                .hasMessageContaining("set the world size to at most 4, or give Spark more executors or cores");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aBodyThatCannotTravelFailsWithoutRestarts() {
        Object notSerializable = new Object();
        assertThatThrownBy(() -> BarrierRunner.run(spark, job(2, 3), context -> notSerializable.toString(), console))
                .isInstanceOf(BarrierJobException.class)
                .hasMessageContaining("job could not be run by Spark: Task not serializable");
        assertThat(console.lines()).isEmpty();
    }

    @Test
    void impossibleNumbersAreRefused() {
        assertThatThrownBy(() -> job(0, 0)).hasMessage("world size is 0 but must be at least 1");
        assertThatThrownBy(() -> job(1, -1)).hasMessage("max restarts is -1 but must be at least 0");
    }
}
