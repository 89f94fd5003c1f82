package org.sparklavit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressTest {

    @Test
    void aLineShowsTheFiguresInTheirOrder() {
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("loss", 0.123456);
        figures.put("images/s", 214.27);
        figures.put("lr", 1.5e-5);
        assertThat(new Progress("train-tokenizer", "step", 30, 200, figures).line())
                .isEqualTo("train-tokenizer  step 30/200 (15%)  loss 0.1235  images/s 214.3  lr 1.50e-05");
        assertThat(new Progress("tokenize", "images", 30, 0).line()).isEqualTo("tokenize  images 30");
    }

    @Test
    void theTimeLeftDoesNotCountWhatWasDoneBeforeARestart() {
        AtomicLong clock = new AtomicLong();
        Pace pace = new Pace(clock::get);
        pace.at(1000);
        assertThat(pace.timeLeft(2000)).isEmpty();
        clock.addAndGet(10_000_000_000L);
        pace.at(1100);
        assertThat(pace.perSecond()).isEqualTo(10);
        assertThat(pace.timeLeft(2000)).isEqualTo("1m30s left");
        // Back to the checkpoint.
        pace.at(500);
        clock.addAndGet(10_000_000_000L);
        pace.at(510);
        assertThat(pace.perSecond()).isEqualTo(1);
    }

    @Test
    void durationsReadWell() {
        assertThat(Pace.readable(Duration.ofSeconds(7))).isEqualTo("7s");
        assertThat(Pace.readable(Duration.ofSeconds(200))).isEqualTo("3m20s");
        assertThat(Pace.readable(Duration.ofSeconds(3661))).isEqualTo("1h01m");
        assertThat(Pace.readable(Duration.ofHours(53))).isEqualTo("2d5h");
    }

    @Test
    void theConsolePrintsLinesAndSteps() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ConsoleSink console = new ConsoleSink(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        console.line("hello");
        console.progress(new Progress("t", "step", 1, 10));
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).containsExactly("hello", "t  step 1/10 (10%)");
    }
}
