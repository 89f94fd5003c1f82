package org.sparklavit.data.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.sparklavit.data.stream.SequenceBuilder.Built;
import org.sparklavit.data.stream.SequenceBuilder.Fate;
import org.sparklavit.data.stream.SequenceConfig.Condition;
import org.sparklavit.data.stream.SequenceConfig.LongSamples;
import org.sparklavit.data.token.TokenRow;

/** With 28 text ids (27 ends a text), [IMG] is 28, [/IMG] is 29, and code c is 30 + c. */
class SequenceBuilderTest {
    private final TokenRow row = TokenRowsOf.row("k", "ab", 3, 5, 0);

    @Test
    void anImageIsTheConditionOfItsText() {
        TokenSequence sequence = only(builder(16, Condition.CONTINUOUS, true).build(Stream.IMAGE_TEXT, row));
        assertThat(sequence.ids()).containsExactly(28, 35, 30, 29, 1, 2, 27);
        assertThat(sequence.image().start()).isEqualTo(1);
        assertThat(sequence.image().featureWidth()).isEqualTo(3);
        assertThat(sequence.firstSupervised()).isEqualTo(1);
    }

    @Test
    void theConditionMayBeDiscreteOrUnsupervised() {
        TokenSequence sequence = only(builder(16, Condition.DISCRETE, false).build(Stream.IMAGE_TEXT, row));
        assertThat(sequence.image().features()).isEmpty();
        assertThat(PackedRow.of(8, java.util.List.of(sequence)).targets())
                .containsExactly(-100, -100, -100, 1, 2, 27, -100, -100);
    }

    @Test
    void aTextIsTheConditionOfItsImage() {
        TokenSequence sequence = only(builder(16, Condition.CONTINUOUS, true).build(Stream.TEXT_IMAGE, row));
        assertThat(sequence.ids()).containsExactly(1, 2, 28, 35, 30, 29);
        assertThat(sequence.image().features()).isEmpty();
    }

    @Test
    void plainTextEnds() {
        assertThat(only(builder(16, Condition.CONTINUOUS, true).text("c")).ids())
                .containsExactly(3, 27);
        assertThat(builder(16, Condition.CONTINUOUS, true).text("").fate()).isEqualTo(Fate.DROPPED);
    }

    @Test
    void aLongTextGoesOnInTheNextPieceSoThatEveryIdIsATargetOnce() {
        Built built = builder(8, Condition.DISCRETE, true).text("abcdefghijk");
        assertThat(built.fate()).isEqualTo(Fate.CUT);
        assertThat(built.sequences().get(0).ids()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(built.sequences().get(1).ids()).containsExactly(9, 10, 11, 27);
    }

    @Test
    void theTextBesideAnImageIsCutToFit() {
        SequenceBuilder builder = builder(8, Condition.DISCRETE, true);
        TokenRow longer = TokenRowsOf.row("k", "abcdefgh", 0, 5, 0);
        Built imageText = builder.build(Stream.IMAGE_TEXT, longer);
        assertThat(imageText.fate()).isEqualTo(Fate.CUT);
        assertThat(only(imageText).ids()).containsExactly(28, 35, 30, 29, 1, 2, 3, 4, 5);
        assertThat(only(builder.build(Stream.TEXT_IMAGE, longer)).ids()).containsExactly(1, 2, 3, 4, 5, 28, 35, 30, 29);
    }

    @Test
    void anImageThatFitsNoWindowIsDropped() {
        SequenceBuilder builder = builder(8, Condition.DISCRETE, true);
        TokenRow large = TokenRowsOf.row("k", "a", 0, 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(builder.build(Stream.IMAGE_TEXT, large).fate()).isEqualTo(Fate.DROPPED);
        assertThat(builder.build(Stream.TEXT_IMAGE, large).fate()).isEqualTo(Fate.DROPPED);
    }

    @Test
    void longSamplesAreDroppedIfSoConfigured() {
        SequenceConfig config = new SequenceConfig(8, Condition.DISCRETE, true, LongSamples.DROP);
        SequenceBuilder builder = new SequenceBuilder(new Vocabulary(28, 16, 27), new Letters(), config);
        assertThat(builder.text("abcdefghijk").fate()).isEqualTo(Fate.DROPPED);
        assertThat(builder.build(Stream.IMAGE_TEXT, TokenRowsOf.row("k", "abcdefgh", 0, 5))
                        .fate())
                .isEqualTo(Fate.DROPPED);
    }

    @Test
    void aContinuousConditionNeedsFeatures() {
        assertThatThrownBy(() -> builder(16, Condition.CONTINUOUS, true)
                        .build(Stream.IMAGE_TEXT, TokenRowsOf.row("k7", "a", 0, 1)))
                .hasMessage("token row 'k7' of source 'test' has no features, which a continuous condition needs");
    }

    private static TokenSequence only(Built built) {
        assertThat(built.sequences()).hasSize(1);
        return built.sequences().get(0);
    }

    private static SequenceBuilder builder(int window, Condition condition, boolean supervised) {
        return new SequenceBuilder(
                new Vocabulary(28, 16, 27),
                new Letters(),
                new SequenceConfig(window, condition, supervised, LongSamples.CUT));
    }
}
