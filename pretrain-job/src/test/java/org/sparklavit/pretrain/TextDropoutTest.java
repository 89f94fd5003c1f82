package org.sparklavit.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.stream.Letters;
import org.sparklavit.data.stream.Objective;
import org.sparklavit.data.stream.Objective.Condition;
import org.sparklavit.data.stream.PackedLane;
import org.sparklavit.data.stream.SequenceBuilder;
import org.sparklavit.data.stream.SequenceConfig;
import org.sparklavit.data.stream.SequenceConfig.LongSamples;
import org.sparklavit.data.stream.TokenSequence;
import org.sparklavit.data.stream.Vocabulary;

class TextDropoutTest {
    private static final Vocabulary IDS = new Vocabulary(28, 64, 27);
    private static final SequenceConfig SEQUENCES = new SequenceConfig(64, LongSamples.CUT);
    private static final Objective OBJECTIVE = new Objective.Unified(Condition.DISCRETE, true);
    private static final int SAMPLES = 400;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeDump() throws IOException {
        SceneDump.write(folder.resolve("tokens"), "f00d", 1, SAMPLES, false);
    }

    @Test
    void theShareAskedForHasNoText() throws IOException {
        assertThat(textless(0.3, 1).values().stream().filter(none -> none).count() / (double) SAMPLES)
                // Two standard deviations of a share of 0.3 among 400.
                .isCloseTo(0.3, within(0.046));
        assertThat(textless(0, 1)).doesNotContainValue(true);
    }

    @Test
    void whichOnesDependsOnTheSampleAlone() throws IOException {
        assertThat(textless(0.3, 2)).isEqualTo(textless(0.3, 1));
    }

    /** Whether the sequence of each sample begins with its image. */
    private Map<String, Boolean> textless(double share, long seed) throws IOException {
        SourceConfig source =
                new SourceConfig.TextImage(folder.resolve("tokens").toString(), 1, Optional.empty(), share);
        OpenSources sources =
                new OpenSources(Storage.local(), new OpenSources.Settings("", OBJECTIVE, false), List.of(source));
        SequenceBuilder builder = new SequenceBuilder(IDS, new Letters(), SEQUENCES, OBJECTIVE);
        Map<String, Boolean> found = new HashMap<>();
        try (PackedLane lane = sources.alone(builder, new OpenSources.Reading(0, 1, seed, 64), SEQUENCES)
                .get(0)) {
            while (found.size() < SAMPLES) {
                for (TokenSequence sequence : lane.next().sequences()) {
                    found.put(sequence.sample(), sequence.ids()[0] == IDS.imageStart());
                }
            }
        }
        return found;
    }
}
