package org.sparklavit.tokenizer.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.token.TokenRow;

class CodePatchesTest {
    @Test
    void thePatchesNearestToTheMeanOfTheirCodeComeFirst() {
        CodePatches patches = new CodePatches(Set.of(7));
        patches.add(withFeatures(TestRows.row("s", "far", 3, 7), 9, 9, -1, 0));
        patches.add(withFeatures(TestRows.row("s", "near", 7), 4, 0.5));
        patches.add(withFeatures(TestRows.row("s", "nearest", 7), 1, 0.25));
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
    void readsHalfPrecision() {
        assertThat(CodePatches.half((short) 0x3c00)).isEqualTo(1f);
        assertThat(CodePatches.half((short) 0xc100)).isEqualTo(-2.5f);
        assertThat(CodePatches.half((short) 0x0001)).isEqualTo((float) Math.pow(2, -24));
        assertThat(CodePatches.half((short) 0x7bff)).isEqualTo(65504f);
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

    /** Numbers that half precision has exactly. */
    private static TokenRow withFeatures(TokenRow row, double... features) {
        byte[] bytes = new byte[2 * features.length];
        for (int i = 0; i < features.length; i++) {
            int bits = Float.floatToIntBits((float) features[i]);
            int half = features[i] == 0
                    ? 0
                    : ((bits >>> 16) & 0x8000) | (((bits >>> 23) & 0xff) - 112) << 10 | ((bits >>> 13) & 0x3ff);
            bytes[2 * i] = (byte) half;
            bytes[2 * i + 1] = (byte) (half >> 8);
        }
        return new TokenRow(
                row.id(), row.source(), row.key(), "c", row.codes(), row.positions(), row.grid(), 1, 1, "{}", bytes);
    }
}
