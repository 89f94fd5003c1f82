package org.sparklavit.tokenizer.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.token.PatchGrid;

class PatchOverlayTest {
    private static final PatchGrid GRID = new PatchGrid(2, 4);
    private static final byte RED = (byte) 200;

    /** 8 x 4 pixels, all red. */
    private static RgbImage red() {
        byte[] pixels = new byte[8 * 4 * RgbImage.CHANNELS];
        for (int i = 0; i < pixels.length; i += RgbImage.CHANNELS) {
            pixels[i] = RED;
        }
        return new RgbImage(8, 4, pixels);
    }

    private static BufferedImage drawn(int... positions) {
        return PatchOverlay.draw(PatchOverlay.scaled(red(), GRID, 160), KeptPatches.of(GRID, positions));
    }

    @Test
    void smallImagesAreEnlargedAndKeepTheirShape() {
        BufferedImage drawn = drawn(0);
        assertThat(drawn.getWidth()).isEqualTo(160);
        assertThat(drawn.getHeight()).isEqualTo(80);
    }

    @Test
    void keptPatchesKeepTheirColoursAndDroppedOnesAreGreyAndDark() {
        BufferedImage drawn = drawn(1, 6);
        int red = new Color(200, 0, 0).getRGB();
        for (int position = 0; position < GRID.patches(); position++) {
            int inside = drawn.getRGB(20 + position % 4 * 40, 20 + position / 4 * 40);
            boolean isKept = position == 1 || position == 6;
            assertThat(inside).as("patch %d", position).isEqualTo(isKept ? red : PatchOverlay.dimmed(red));
        }
        Color dimmed = new Color(PatchOverlay.dimmed(red));
        assertThat(dimmed.getRed())
                .isEqualTo(dimmed.getGreen())
                .isEqualTo(dimmed.getBlue())
                .isLessThan(60);
    }

    @Test
    void theOutlineGoesAroundTheKeptPatchAndNotInTheDropped() {
        BufferedImage drawn = drawn(1);
        int outline = PatchOverlay.OUTLINE.getRGB();
        assertThat(drawn.getRGB(40, 20)).isEqualTo(outline);
        assertThat(drawn.getRGB(79, 20)).isEqualTo(outline);
        assertThat(drawn.getRGB(60, 0)).isEqualTo(outline);
        assertThat(drawn.getRGB(60, 39)).isEqualTo(outline);
        assertThat(drawn.getRGB(39, 20)).isNotEqualTo(outline);
        assertThat(drawn.getRGB(60, 40)).isNotEqualTo(outline);
    }

    @Test
    void withoutAnImageEachCodeIsAColour() {
        RgbImage colours = PatchOverlay.codesAsColours(TestRows.row("made-up", "key", 3, 4, 3));
        assertThat(colours.width()).isEqualTo(4);
        assertThat(colours.rgb(0, 0)).isEqualTo(colours.rgb(2, 0)).isNotEqualTo(colours.rgb(1, 0));
        assertThat(Arrays.copyOfRange(colours.pixels(), 9, 12)).containsOnly(0);
    }

    @Test
    void textGridShowsKeptAndDropped() {
        assertThat(PatchText.of(TestRows.row("made-up", "key", 1, 2, 3, 4, 5), " "))
                .isEqualTo(" # # # #\n # . . .\n . . . .\n . . . .\n");
    }
}
