package org.sparklavit.data.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.sparklavit.data.stream.Objective.Condition;
import org.sparklavit.data.stream.SequenceBuilder.Built;
import org.sparklavit.data.stream.SequenceBuilder.Fate;
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
        assertThat(sequence.image().input()).isEqualTo(new ImageInput.Stored(row.features()));
        assertThat(sequence.firstSupervised()).isEqualTo(1);
    }

    @Test
    void theConditionMayBeDiscreteOrUnsupervised() {
        TokenSequence sequence = only(builder(16, Condition.DISCRETE, false).build(Stream.IMAGE_TEXT, row));
        assertThat(sequence.image().input().isFeatures()).isFalse();
        assertThat(targets(sequence)).containsExactly(-100, -100, -100, 1, 2, 27, -100, -100);
    }

    @Test
    void aPictureTakesThePlaceOfFeaturesWhereTheseAreRead() {
        SequenceBuilder builder = builder(16, Condition.CONTINUOUS, true);
        ImagedRow imaged = new ImagedRow(row, new byte[] {1, 2, 3});
        ImageInput online = new ImageInput.Online("test/k", imaged.file(), row.positions());
        TokenSequence imageText = only(builder.build(Stream.IMAGE_TEXT, imaged));
        assertThat(imageText.image().input()).isEqualTo(online);
        assertThat(imageText.ids())
                .isEqualTo(only(builder.build(Stream.IMAGE_TEXT, row)).ids());
        assertThat(builder.imagePrompt(imaged).image().input()).isEqualTo(online);
        assertThat(only(builder.build(Stream.TEXT_IMAGE, imaged))
                        .image()
                        .input()
                        .isFeatures())
                .isFalse();
    }

    @Test
    void aTextIsTheConditionOfItsImage() {
        TokenSequence sequence = only(builder(16, Condition.CONTINUOUS, true).build(Stream.TEXT_IMAGE, row));
        assertThat(sequence.ids()).containsExactly(1, 2, 28, 35, 30, 29);
        assertThat(sequence.image().input().isFeatures()).isFalse();
    }

    @Test
    void anAdapterReadsFeaturesAndPredictsTextAlone() {
        Objective adapter = new Objective.Adapter();
        TokenSequence sequence = only(builder(16, adapter).build(Stream.IMAGE_TEXT, row));
        assertThat(sequence.image().input()).isEqualTo(new ImageInput.Stored(row.features()));
        assertThat(targets(sequence)).containsExactly(-100, -100, -100, 1, 2, 27, -100, -100);
        assertThat(adapter.learns(Stream.TEXT_IMAGE)).isFalse();
    }

    @Test
    void emuPredictsTextAndMarksAsIdsAndImagesAsFeatures() {
        SequenceBuilder builder = builder(16, new Objective.Emu(1));
        TokenSequence imageText = only(builder.build(Stream.IMAGE_TEXT, row));
        assertThat(targets(imageText)).containsExactly(-100, -100, 29, 1, 2, 27, -100, -100);
        TokenSequence textImage = only(builder.build(Stream.TEXT_IMAGE, row));
        assertThat(targets(textImage)).containsExactly(2, 28, -100, -100, 29, -100, -100, -100);
        for (TokenSequence sequence : List.of(imageText, textImage)) {
            assertThat(sequence.image().input()).isEqualTo(new ImageInput.Stored(row.features()));
            assertThat(sequence.image().isPredicted()).isTrue();
        }
    }

    @Test
    void aSequenceSaysWhereItCameFrom() {
        SequenceBuilder builder = builder(16, Condition.DISCRETE, true);
        assertThat(only(builder.build(Stream.TEXT_IMAGE, row)).sample()).isEqualTo("test/k");
        assertThat(only(text(builder, "c")).sample()).isEqualTo("file:1");
    }

    @Test
    void plainTextEnds() {
        SequenceBuilder builder = builder(16, Condition.CONTINUOUS, true);
        assertThat(only(text(builder, "c")).ids()).containsExactly(3, 27);
        assertThat(text(builder, "").fate()).isEqualTo(Fate.DROPPED);
    }

    @Test
    void aLongTextGoesOnInTheNextPieceSoThatEveryIdIsATargetOnce() {
        Built built = text(builder(8, Condition.DISCRETE, true), "abcdefghijk");
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
        SequenceBuilder builder = new SequenceBuilder(
                new Vocabulary(28, 16, 27),
                new Letters(),
                new SequenceConfig(8, LongSamples.DROP),
                new Objective.Unified(Condition.DISCRETE, true));
        assertThat(text(builder, "abcdefghijk").fate()).isEqualTo(Fate.DROPPED);
        assertThat(builder.build(Stream.IMAGE_TEXT, TokenRowsOf.row("k", "abcdefgh", 0, 5))
                        .fate())
                .isEqualTo(Fate.DROPPED);
    }

    @Test
    void aContinuousConditionNeedsFeatures() {
        assertThatThrownBy(() -> builder(16, Condition.CONTINUOUS, true)
                        .build(Stream.IMAGE_TEXT, TokenRowsOf.row("k7", "a", 0, 1)))
                .hasMessage("token row 'k7' of source 'test' has no features, which the objective needs");
    }

    private static TokenSequence only(Built built) {
        assertThat(built.sequences()).hasSize(1);
        return built.sequences().get(0);
    }

    private static Built text(SequenceBuilder builder, String text) {
        return builder.text(new TextSample("file:1", text));
    }

    private static int[] targets(TokenSequence sequence) {
        return PackedRow.of(8, List.of(sequence)).targets();
    }

    private static SequenceBuilder builder(int window, Condition condition, boolean supervised) {
        return builder(window, new Objective.Unified(condition, supervised));
    }

    private static SequenceBuilder builder(int window, Objective objective) {
        return new SequenceBuilder(
                new Vocabulary(28, 16, 27), new Letters(), new SequenceConfig(window, LongSamples.CUT), objective);
    }
}
