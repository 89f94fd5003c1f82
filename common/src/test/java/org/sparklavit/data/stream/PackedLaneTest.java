package org.sparklavit.data.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.order.Lane;

class PackedLaneTest {
    private static final int WINDOW = 48;
    private static final int LANES = 4;

    @Test
    void everyTargetIsTheNextIdOfTheSameDocument() {
        try (PackedLane lane = lane(0)) {
            for (int n = 0; n < 50; n++) {
                PackedRow row = lane.next();
                int supervised = 0;
                for (int i = 0; i < WINDOW; i++) {
                    if (row.targets()[i] != PackedRow.IGNORE) {
                        supervised++;
                        if (i + 1 < WINDOW && row.documents()[i + 1] == row.documents()[i]) {
                            assertThat(row.targets()[i]).isEqualTo(row.ids()[i + 1]);
                            assertThat(row.positions()[i + 1]).isEqualTo(row.positions()[i] + 1);
                        }
                    }
                }
                assertThat(supervised).isEqualTo(row.tokens());
            }
        }
    }

    @Test
    void aRestoredLaneMakesTheSameRowsAnywhereInAnyEpoch() {
        for (int stop : new int[] {1, 7, 40, 333}) {
            try (PackedLane whole = lane(1);
                    PackedLane resumed = lane(1)) {
                IntStream.range(0, stop).forEach(n -> whole.next());
                PackedLane.State state = whole.state();
                resumed.restore(state);
                assertThat(resumed.state()).isEqualTo(state);
                for (int n = 0; n < 30; n++) {
                    assertThat(Arrays.toString(resumed.next().ids()))
                            .isEqualTo(Arrays.toString(whole.next().ids()));
                }
            }
        }
    }

    @Test
    void anotherListOfSourcesIsRefused() {
        PackedLane.State state = lane(0).state();
        PackedLane other = new PackedLane(0, List.of(), new Mixture(List.of(1.0), 1), config(WINDOW));
        assertThatThrownBy(() -> other.restore(state))
                .isInstanceOf(ConfigException.class)
                .hasMessage("the checkpoint was made with 3 sources but 'sources' now has 0. Continue with the"
                        + " configuration of that run, or write to another 'output'.");
    }

    @Test
    void sourcesThatNeverFitAreReported() {
        SequenceFeed texts = SequenceFeed.of(
                new Lane<>(new MadeUpStreams.Numbers(8, 8), 0, 1, 1, 8), n -> SequenceBuilder.Built.DROPPED);
        PackedLane lane = new PackedLane(0, List.of(texts), new Mixture(List.of(1.0), 1), config(8));
        assertThatThrownBy(lane::next)
                .isInstanceOf(ConfigException.class)
                .hasMessage("'window' is set to 8 but 10000 samples in a row were longer or empty. Set a larger"
                        + " 'window' or 'long-samples = cut'.");
    }

    private static SequenceConfig config(int window) {
        return new SequenceConfig(window, SequenceConfig.LongSamples.CUT);
    }

    private static PackedLane lane(int lane) {
        return MadeUpStreams.lane(lane, LANES, 9, List.of(3.0, 2.0, 1.0), WINDOW);
    }
}
