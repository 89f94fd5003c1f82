package org.sparklavit.tokenizer.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.token.TokenRow;
import org.sparklavit.tensor.Bfloat16;

class CodePatchesTest {
    @Test
    void thePatchesNearestToTheMeanOfTheirCodeComeFirst() {
        CodePatches patches = new CodePatches(Set.of(7));
        patches.add(withFeatures(TestRows.row("s", "far", 3, 7), 9, 9, -1, 0));
        patches.add(withFeatures(TestRows.row("s", "near", 7), 4, 0.5f));
        patches.add(withFeatures(TestRows.row("s", "nearest", 7), 1, 0.25f));
        patches.add(withFeatures(TestRows.row("s", "other", 3), 1, 0));
        assertThat(patches.nearest(7, 2)).extracting(patch -> patch.row().key()).containsExactly("nearest", "near");
        assertThat(patches.nearest(7, 9))
                .extracting(CodePatches.Patch::position)
                .containsExactly(0, 0, 1);
        assertThat(patches.nearest(3, 9)).isEmpty();
    }

    @Test
    void withoutFeaturesTheyComeAsTheyLieAndOneAnImage() {
        CodePatches patches = new CodePatches(Set.of(7));
        patches.add(TestRows.row("s", "a", 7, 7, 7));
        patches.add(TestRows.row("s", "b", 1, 7));
        assertThat(patches.nearest(7, 9)).extracting(patch -> patch.row().key()).containsExactly("a", "b");
    }

    @Test
    void codesAreSpreadFromTheMostFrequentToTheRarest() {
        CodeUsage usage = new CodeUsage(10);
        usage.add(new int[] {5, 5, 5, 5, 2, 2, 2, 8, 8, 1});
        assertThat(CodeGallery.choose(List.of(), usage, 3)).containsExactly(5, 8, 1);
        assertThat(CodeGallery.choose(List.of(), usage, 9)).containsExactly(5, 2, 8, 1);
        assertThat(CodeGallery.choose(List.of(9, 0), usage, 1)).containsExactly(9, 0);
        assertThatThrownBy(() -> CodeGallery.choose(List.of(10), usage, 1))
                .isInstanceOf(ConfigException.class)
                .hasMessage("codes holds 10 but the codebook has the codes 0 to 9");
    }

    private static TokenRow withFeatures(TokenRow row, float... features) {
        ByteBuffer bytes = ByteBuffer.allocate(features.length * Bfloat16.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Bfloat16.encode(FloatBuffer.wrap(features), bytes);
        return new TokenRow(
                row.id(),
                row.source(),
                row.key(),
                "c",
                row.codes(),
                row.positions(),
                row.grid(),
                1,
                1,
                "{}",
                bytes.array());
    }
}
