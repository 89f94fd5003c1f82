package org.sparklavit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatWatchTest {
    private final RecordingSink console = new RecordingSink();
    private long nanos;
    private final HeartbeatWatch watch = new HeartbeatWatch(Duration.ofSeconds(60), console, () -> nanos);

    @AfterEach
    void close() {
        watch.close();
    }

    @Test
    void aSilentProcessIsNamedOnce() {
        for (int second = 0; second <= 130; second += 10) {
            at(second);
            beat(0, 7 + second, false);
            if (second <= 40) {
                beat(1, 7 + second, false);
            }
            watch.check();
            watch.check();
        }
        assertThat(console.lines())
                .containsExactly(
                        "rank 1 (on host1, executor 1) holds up the others: its process has said nothing for 60 s");
    }

    @Test
    void aRankThatComputesForLongWhileAllOthersWaitIsNamed() {
        for (int second = 0; second <= 90; second += 10) {
            at(second);
            beat(0, 8, true);
            beat(1, 7, false);
            beat(2, 8, true);
            watch.check();
        }
        assertThat(console.lines())
                .containsExactly("rank 1 (on host1, executor 1) holds up the others: it has computed for 60 s while all"
                        + " others wait for it");
    }

    @Test
    void nobodyIsNamedWhileOneOtherComputesTooOrTheRankGoesOn() {
        for (int second = 0; second <= 200; second += 10) {
            at(second);
            beat(0, 8, true);
            beat(1, 7, false);
            beat(2, 7, false);
            watch.check();
        }
        watch.forget();
        for (int second = 300; second <= 500; second += 10) {
            at(second);
            beat(0, second, true);
            beat(1, second, false);
            watch.check();
        }
        assertThat(console.lines()).isEmpty();
    }

    @Test
    void ranksThatHaveEndedAndEarlierAttemptsAreNotMissed() {
        beat(0, 1, true);
        beat(1, 1, false);
        watch.hear(new Report.Beat("desk", 1, "on host1, executor 1", 1, false, true));
        watch.forget();
        at(500);
        watch.check();
        assertThat(console.lines()).isEmpty();
    }

    @Test
    void aRankThatWentOnIsNamedAgainWhenItStopsAgain() {
        for (int second : new int[] {0, 60, 70, 140}) {
            at(second);
            beat(0, second < 70 ? 8 : 9, true);
            beat(1, second < 70 ? 7 : 8, false);
            watch.check();
        }
        assertThat(console.lines()).hasSize(2);
    }

    private void at(long second) {
        nanos = second * 1_000_000_000L;
    }

    private void beat(int rank, long operations, boolean isWaiting) {
        String place = "on host" + rank + ", executor " + rank;
        watch.hear(new Report.Beat("desk", rank, place, operations, isWaiting, false));
    }
}
