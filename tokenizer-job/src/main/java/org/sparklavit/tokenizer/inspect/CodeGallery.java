package org.sparklavit.tokenizer.inspect;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.sparklavit.config.ConfigException;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.order.ShardSource;
import org.sparklavit.data.stream.TokenDump;
import org.sparklavit.data.token.TokenRow;

/** Finds which codes to show, the patches nearest to each, and cuts these out of their images. */
final class CodeGallery {
    private static final int SIDE = 448;

    private final List<Strip> strips;

    /**
     * A code with patches that stand for it.
     *
     * @param code index into the codebook
     * @param share of all tokens, 0 to 1
     * @param patches each cut out with half a patch around it
     */
    record Strip(int code, double share, List<BufferedImage> patches) {}

    private CodeGallery(List<Strip> strips) {
        this.strips = strips;
    }

    List<Strip> strips() {
        return strips;
    }

    /**
     * Reads the dump once more, and the images of the patches that are shown.
     *
     * @param dump with its features, if it has any
     * @param codes to show
     * @param each patches of a code
     */
    static CodeGallery of(TokenDump dump, CodeUsage usage, Set<Integer> codes, int each, ImageFinder images)
            throws IOException {
        CodePatches patches = new CodePatches(codes);
        for (int file = 0; file < dump.shards() && !patches.isFull(); file++) {
            try (ShardSource.Rows<TokenRow> rows = dump.open(file, 0)) {
                while (rows.hasNext() && !patches.isFull()) {
                    patches.add(rows.next());
                }
            }
        }
        Set<String> ids = new TreeSet<>();
        codes.forEach(code ->
                patches.nearest(code, each).forEach(patch -> ids.add(patch.row().id())));
        Map<String, byte[]> files = images.find(ids);
        List<Strip> strips = new ArrayList<>();
        for (int code : codes) {
            List<BufferedImage> cut = patches.nearest(code, each).stream()
                    .map(patch -> cut(patch, Pictures.image(patch.row(), files)))
                    .toList();
            strips.add(new Strip(code, usage.share(code), cut));
        }
        return new CodeGallery(strips);
    }

    /** Where the image files come from. */
    @FunctionalInterface
    interface ImageFinder {
        /** By id; an id that is nowhere is left out. */
        Map<String, byte[]> find(Set<String> ids) throws IOException;
    }

    private static BufferedImage cut(CodePatches.Patch patch, RgbImage image) {
        BufferedImage scaled = PatchOverlay.scaled(image, patch.row().grid(), SIDE);
        int width = scaled.getWidth() / patch.row().grid().width();
        int height = scaled.getHeight() / patch.row().grid().height();
        int x = patch.position() % patch.row().grid().width() * width - width / 2;
        int y = patch.position() / patch.row().grid().width() * height - height / 2;
        int left = Math.max(0, Math.min(x, scaled.getWidth() - 2 * width));
        int top = Math.max(0, Math.min(y, scaled.getHeight() - 2 * height));
        return scaled.getSubimage(
                left, top, Math.min(2 * width, scaled.getWidth()), Math.min(2 * height, scaled.getHeight()));
    }

    /**
     * The codes asked for; where none are, some in use, spread from the most frequent to the rarest.
     *
     * @throws ConfigException if the codebook has not one of them
     */
    static Set<Integer> choose(List<Integer> asked, CodeUsage usage, int limit) {
        for (int code : asked) {
            if (code < 0 || code >= usage.codebookSize()) {
                throw new ConfigException(
                        "codes holds " + code + " but the codebook has the codes 0 to " + (usage.codebookSize() - 1));
            }
        }
        if (!asked.isEmpty()) {
            return new LinkedHashSet<>(asked);
        }
        List<CodeUsage.Frequent> used = usage.mostFrequent(usage.codebookSize());
        int count = Math.min(limit, used.size());
        Set<Integer> chosen = new LinkedHashSet<>();
        IntStream.range(0, count)
                .map(i -> count == 1 ? 0 : (int) Math.round(i * (used.size() - 1.0) / (count - 1)))
                .forEach(rank -> chosen.add(used.get(rank).code()));
        return chosen;
    }
}
