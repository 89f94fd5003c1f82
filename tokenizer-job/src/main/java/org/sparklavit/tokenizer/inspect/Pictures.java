package org.sparklavit.tokenizer.inspect;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparklavit.data.image.BadImageException;
import org.sparklavit.data.image.BicubicResize;
import org.sparklavit.data.image.ImageDecoder;
import org.sparklavit.data.image.PngEncoder;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.token.TokenRow;
import org.sparklavit.report.Card;

/**
 * Draws rows into PNG files: one for each row, the image beside its kept patches, and all of them on one sheet from
 * simplest to richest; where they were drawn again from their tokens, a sheet of these.
 */
final class Pictures {
    /** The sheet with all drawn samples. */
    static final String SHEET = "simplest-to-richest.png";

    /** The sheet with images beside what their tokens are drawn as. */
    static final String REDRAWN = "redrawn.png";

    /** The sheet with the patches of codes. */
    static final String CODES = "codes.png";

    private static final Logger LOG = LoggerFactory.getLogger(Pictures.class);
    private static final int LARGE_SIDE = 560;
    private static final int SMALL_SIDE = 280;
    private static final int COLUMNS = 4;
    private static final int CAPTION_LINES = 3;

    private final Storage storage;
    private final String output;
    private final Map<String, byte[]> images;

    /**
     * Draws below a folder.
     *
     * @param images image files by sample id; what is not in it is drawn as colours for codes
     */
    Pictures(Storage storage, String output, Map<String, byte[]> images) {
        this.storage = storage;
        this.output = output;
        this.images = images;
    }

    static String fileName(TokenRow row) {
        return "sample-" + row.id() + ".png";
    }

    /** Writes the picture of one row; returns where. */
    String writeSample(TokenRow row) throws IOException {
        BufferedImage image = PatchOverlay.scaled(image(row), row.grid(), LARGE_SIDE);
        BufferedImage overlay = PatchOverlay.draw(image, KeptPatches.of(row));
        String origin = row.source() + "/" + row.key() + "  " + row.id();
        return write(
                fileName(row),
                Card.sheet(
                        List.of(Card.of(
                                List.of(image, overlay), List.of(tokens(row), row.caption(), origin), CAPTION_LINES)),
                        1));
    }

    /** Writes the sheet of several rows in their order; returns where. */
    String writeSheet(List<TokenRow> rows) throws IOException {
        List<BufferedImage> cards = new ArrayList<>();
        for (TokenRow row : rows) {
            BufferedImage image = PatchOverlay.scaled(image(row), row.grid(), SMALL_SIDE);
            BufferedImage overlay = PatchOverlay.draw(image, KeptPatches.of(row));
            cards.add(Card.of(List.of(overlay), List.of(tokens(row), row.caption()), CAPTION_LINES));
        }
        return write(SHEET, Card.sheet(cards, COLUMNS));
    }

    /**
     * Writes the sheet "image, kept patches, drawn again from the tokens"; returns where.
     *
     * @param redrawn pictures by sample id; rows without one are left out
     */
    String writeRedrawn(List<TokenRow> rows, Map<String, RgbImage> redrawn) throws IOException {
        List<BufferedImage> cards = new ArrayList<>();
        for (TokenRow row : rows) {
            if (redrawn.containsKey(row.id())) {
                BufferedImage image = PatchOverlay.scaled(image(row), row.grid(), SMALL_SIDE);
                BufferedImage overlay = PatchOverlay.draw(image, KeptPatches.of(row));
                BufferedImage again = asLarge(redrawn.get(row.id()), image);
                cards.add(Card.of(List.of(image, overlay, again), List.of(tokens(row), row.caption()), 2));
            }
        }
        return write(REDRAWN, Card.sheet(cards, 2));
    }

    /** A drawn picture at the size, and in the shape, of the image that its tokens were made of. */
    static BufferedImage asLarge(RgbImage picture, BufferedImage original) {
        return BicubicResize.resize(picture, original.getWidth(), original.getHeight())
                .toBufferedImage();
    }

    /** Writes the sheet of codes; returns where. */
    String writeCodes(CodeGallery gallery) throws IOException {
        List<BufferedImage> cards = new ArrayList<>();
        for (CodeGallery.Strip strip : gallery.strips()) {
            String text =
                    String.format(Locale.ROOT, "code %d, %.2f%% of all tokens", strip.code(), 100 * strip.share());
            cards.add(Card.of(strip.patches(), List.of(text), 1));
        }
        return write(CODES, Card.sheet(cards, 2));
    }

    private static String tokens(TokenRow row) {
        return row.numTokens() + " of " + row.grid().patches() + " patches kept";
    }

    private RgbImage image(TokenRow row) {
        return image(row, images);
    }

    /** The image of a row; colours for its codes if it is not among the files or cannot be decoded. */
    static RgbImage image(TokenRow row, Map<String, byte[]> images) {
        byte[] file = images.get(row.id());
        if (file != null) {
            try {
                return new ImageDecoder(ImageDecoder.DEFAULT_MAX_PIXELS, true).decode(file);
            } catch (BadImageException e) {
                LOG.warn("sample {} is drawn without its image: {}", row.id(), e.getMessage());
            }
        }
        return PatchOverlay.codesAsColours(row);
    }

    private String write(String name, BufferedImage picture) throws IOException {
        byte[] png = PngEncoder.encode(picture);
        String uri = Storage.child(output, name);
        storage.writeAtomically(uri, out -> out.write(png));
        return uri;
    }
}
