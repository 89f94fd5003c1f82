package org.sparklavit.tokenizer.job;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.sparklavit.data.webdataset.TestTar;

/**
 * A corpus of bad and odd input: one sample of each kind. {@link #expected} says for each whether it is a row or which
 * reason its error row has.
 */
final class TortureCorpus {
    /** What {@link #expected} has for a sample that is a row. */
    static final String ROW = "ROW";

    private static final int WIDTH = 32;
    private static final int HEIGHT = 20;

    private final Map<String, String> expected = new TreeMap<>();
    private final TestTar tar = new TestTar();
    private final Path folder;

    private TortureCorpus(Path folder) {
        this.folder = folder;
    }

    /** Writes the tars of the corpus to {@code folder}; returns what must become of each key. */
    static Map<String, String> write(Path folder) throws IOException {
        TortureCorpus corpus = new TortureCorpus(folder);
        Files.createDirectories(folder);
        corpus.oddImages();
        corpus.badImages();
        corpus.captionsAndMembers();
        Files.write(folder.resolve("0-samples.tar"), corpus.tar.plain());
        corpus.brokenTars();
        return corpus.expected;
    }

    private void add(String reason, String key, byte[] image) {
        add(reason, key, "jpg", image);
    }

    private void add(String reason, String key, String extension, byte[] image) {
        tar.add(key + "." + extension, image).add(key + ".txt", "caption of " + key);
        expected.put(key, reason);
    }

    /** Valid, if not always usual. The extension of most is wrong: the first bytes count. */
    private void oddImages() throws IOException {
        add(ROW, "baseline-jpeg", jpeg(false));
        add(ROW, "progressive-jpeg", jpeg(true));
        add(ROW, "grey-jpeg", encoded(drawn(BufferedImage.TYPE_BYTE_GRAY), "jpg"));
        add(ROW, "rgb-png", encoded(drawn(BufferedImage.TYPE_INT_RGB), "png"));
        add(ROW, "alpha-png", encoded(drawn(BufferedImage.TYPE_INT_ARGB), "png"));
        add(ROW, "palette-png", encoded(drawn(BufferedImage.TYPE_BYTE_INDEXED), "png"));
        add(ROW, "one-bit-png", encoded(drawn(BufferedImage.TYPE_BYTE_BINARY), "png"));
        add(ROW, "sixteen-bit-png", encoded(drawn(BufferedImage.TYPE_USHORT_GRAY), "png"));
        add(ROW, "gif", encoded(drawn(BufferedImage.TYPE_BYTE_INDEXED), "gif"));
        add(ROW, "bmp", encoded(drawn(BufferedImage.TYPE_3BYTE_BGR), "bmp"));
        add(ROW, "one-pixel", encoded(new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB), "png"));
        add(ROW, "one-row", encoded(new BufferedImage(2000, 1, BufferedImage.TYPE_INT_RGB), "png"));
        add(ROW, "jpeg-with-bytes-behind-it", joined(jpeg(false), "trailing".getBytes(StandardCharsets.US_ASCII)));
        add(ROW, "upside-down-by-exif", withExif(jpeg(false), 3));
        add(ROW, "turned-by-exif", withExif(jpeg(false), 6));
        add(ROW, "nonsense-in-exif", withExif(jpeg(false), 77));
        add(ROW, "extension-in-capitals", "JPG", jpeg(false));
    }

    private void badImages() throws IOException {
        byte[] jpeg = jpeg(false);
        byte[] png = encoded(drawn(BufferedImage.TYPE_INT_RGB), "png");
        byte[] gif = encoded(drawn(BufferedImage.TYPE_BYTE_INDEXED), "gif");
        byte[] bmp = encoded(drawn(BufferedImage.TYPE_3BYTE_BGR), "bmp");
        add("EMPTY", "no-bytes", new byte[0]);
        add("UNKNOWN_FORMAT", "html-instead", "<html>404</html>".getBytes(StandardCharsets.US_ASCII));
        add("UNKNOWN_FORMAT", "tiff", new byte[] {'I', 'I', 42, 0, 8, 0, 0, 0});
        add("UNKNOWN_FORMAT", "zeros", new byte[1000]);
        add("UNKNOWN_FORMAT", "two-bytes-of-a-jpeg", Arrays.copyOf(jpeg, 2));
        add("TRUNCATED", "cut-jpeg", Arrays.copyOf(jpeg, jpeg.length * 2 / 3));
        add("TRUNCATED", "cut-png", Arrays.copyOf(png, png.length * 2 / 3));
        add("TRUNCATED", "cut-gif", Arrays.copyOf(gif, gif.length * 2 / 3));
        add("TRUNCATED", "cut-bmp", Arrays.copyOf(bmp, bmp.length * 2 / 3));
        add("TRUNCATED", "jpeg-header-only", Arrays.copyOf(jpeg, 20));
        add("CORRUPT", "png-of-no-width", pngOfSize(png, 0, HEIGHT));
        add("TOO_LARGE", "png-bomb", pngOfSize(png, 2_000_000_000, 2_000_000_000));
        add("TOO_LARGE", "more-pixels-than-allowed", pngOfSize(png, 1100, 1000));
    }

    private void captionsAndMembers() throws IOException {
        byte[] jpeg = jpeg(false);
        member("MISSING_CAPTION", "no-caption", "jpg", jpeg);
        member("MISSING_CAPTION", "blank-caption", "jpg", jpeg, "txt", " \n\t".getBytes(StandardCharsets.UTF_8));
        member("BAD_CAPTION", "latin-1-caption", "jpg", jpeg, "txt", new byte[] {'c', 'a', 'f', (byte) 0xe9});
        member("MISSING_IMAGE", "no-image", "txt", "only words".getBytes(StandardCharsets.UTF_8));
        member("MISSING_IMAGE", "another-extension", "jp2", jpeg, "txt", new byte[] {'x'});
        member("BAD_METADATA", "json-is-a-list", "jpg", jpeg, "txt", new byte[] {'x'}, "json", new byte[] {'[', ']'});
        member("BAD_METADATA", "json-is-cut", "jpg", jpeg, "txt", new byte[] {'x'}, "json", new byte[] {'{', '"'});
        byte[] caption = "{\"caption\": \"from json\"}".getBytes(StandardCharsets.UTF_8);
        member(ROW, "caption-in-json", "jpg", jpeg, "json", caption);
        member(ROW, "caption-with-a-mark", "jpg", jpeg, "txt", "\uFEFFmark".getBytes(StandardCharsets.UTF_8));
        member(ROW, "caption-of-emoji", "jpg", jpeg, "txt", "\uD83E\uDD8A".getBytes(StandardCharsets.UTF_8));
        member(ROW, "two-extensions", "seg.png", new byte[] {1}, "jpg", jpeg, "txt", new byte[] {'x'});
        member(ROW, "folder/with an ünusual name", "jpg", jpeg, "txt", new byte[] {'x'});
        member("TOO_MANY_BYTES", "large-member", "jpg", new byte[(1 << 20) + 1], "txt", new byte[] {'x'});
        member(ROW, "twice", "jpg", jpeg, "txt", "first".getBytes(StandardCharsets.UTF_8));
        tar.add("twice.jpg", jpeg).add("twice.txt", "second");
        expected.put("twice (again)", "DUPLICATE_ID");
    }

    private void member(String reason, String key, Object... extensionsAndBytes) {
        for (int i = 0; i < extensionsAndBytes.length; i += 2) {
            tar.add(key + "." + extensionsAndBytes[i], (byte[]) extensionsAndBytes[i + 1]);
        }
        expected.put(key, reason);
    }

    private void brokenTars() throws IOException {
        byte[] whole = new TestTar()
                .add("in-a-broken-tar.jpg", jpeg(false))
                .add("in-a-broken-tar.txt", "x")
                .plain();
        Files.write(folder.resolve("1-empty.tar"), new byte[0]);
        Files.write(folder.resolve("2-cut.tar"), Arrays.copyOf(whole, 700));
        byte[] damaged = whole.clone();
        damaged[150] ^= 1;
        Files.write(folder.resolve("3-header.tar"), damaged);
        byte[] zipped = new TestTar()
                .add("zipped.jpg", jpeg(false))
                .add("zipped.txt", "x")
                .gzipped();
        Files.write(folder.resolve("4-whole.tar.gz"), zipped);
        Files.write(folder.resolve("5-cut.tgz"), Arrays.copyOf(zipped, zipped.length / 2));
        Files.write(folder.resolve("6-no.tar.gz"), "no gzip".getBytes(StandardCharsets.US_ASCII));
        expected.put("zipped", ROW);
        for (String name : new String[] {"1-empty.tar", "2-cut.tar", "3-header.tar", "5-cut.tgz", "6-no.tar.gz"}) {
            expected.put(name, "BROKEN_TAR");
        }
    }

    private static BufferedImage drawn(int type) {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
        Graphics2D pen = image.createGraphics();
        for (int x = 0; x < WIDTH; x++) {
            pen.setColor(new Color(255 * x / WIDTH, 97 * x % 256, 255 - 8 * x, 255 - 4 * x));
            pen.drawLine(x, 0, WIDTH - x, HEIGHT);
        }
        pen.dispose();
        return image;
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, file)) {
            throw new IllegalStateException("Java writes no " + format + " of this kind");
        }
        return file.toByteArray();
    }

    private static byte[] jpeg(boolean progressive) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(file)) {
            ImageWriteParam parameters = writer.getDefaultWriteParam();
            parameters.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            writer.setOutput(out);
            writer.write(null, new IIOImage(drawn(BufferedImage.TYPE_INT_RGB), null, null), parameters);
        } finally {
            writer.dispose();
        }
        return file.toByteArray();
    }

    /** The orientation tag in a block behind the first marker. */
    private static byte[] withExif(byte[] jpeg, int orientation) {
        ByteBuffer exif = ByteBuffer.allocate(36);
        exif.putShort((short) 0xffe1).putShort((short) 34).put("Exif\0\0MM\0*".getBytes(StandardCharsets.US_ASCII));
        exif.putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1);
        exif.putShort((short) orientation).putShort((short) 0).putInt(0);
        return joined(Arrays.copyOf(jpeg, 2), exif.array(), Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    private static byte[] pngOfSize(byte[] png, int width, int height) {
        byte[] changed = png.clone();
        CRC32 checksum = new CRC32();
        ByteBuffer.wrap(changed).putInt(16, width).putInt(20, height);
        checksum.update(changed, 12, 17);
        ByteBuffer.wrap(changed).putInt(29, (int) checksum.getValue());
        return changed;
    }

    private static byte[] joined(byte[]... pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }
}
