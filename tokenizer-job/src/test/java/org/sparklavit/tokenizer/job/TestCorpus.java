package org.sparklavit.tokenizer.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.sparklavit.data.image.JpegEncoder;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.webdataset.TestTar;

/**
 * A small corpus with known faults: 65 good samples, and one each of a cut image, an image that is none, a missing
 * caption, a second use of a key, and a cut tar.
 */
final class TestCorpus {
    static final int GOOD = 65;
    static final int BAD = 5;

    private TestCorpus() {}

    static void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        TestTar first = new TestTar();
        for (int i = 0; i < 40; i++) {
            first.add("a" + i + ".jpg", jpeg(i)).add("a" + i + ".txt", "caption " + i);
        }
        byte[] whole = jpeg(40);
        first.add("cut.jpg", Arrays.copyOf(whole, whole.length / 2)).add("cut.txt", "cut");
        first.add("none.jpg", "no image at all").add("none.txt", "none");
        first.add("mute.jpg", whole);
        Files.write(folder.resolve("0.tar"), first.plain());
        TestTar second = new TestTar().add("a7.jpg", jpeg(100)).add("a7.txt", "the second a7");
        for (int i = 0; i < 20; i++) {
            second.add("b" + i + ".jpg", jpeg(200 + i)).add("b" + i + ".txt", "caption b" + i);
        }
        Files.write(folder.resolve("1.tar.gz"), second.gzipped());
        TestTar third = new TestTar();
        for (int i = 0; i < 6; i++) {
            third.add("c" + i + ".jpg", jpeg(300 + i)).add("c" + i + ".txt", "c");
        }
        Files.write(folder.resolve("2.tar"), cutInLastImage(third.plain()));
    }

    /** The last image of the tar lies before one header, one block of text and the end. */
    private static byte[] cutInLastImage(byte[] tar) {
        String marker = "c5.jpg";
        int header = new String(tar, StandardCharsets.ISO_8859_1).indexOf(marker);
        return Arrays.copyOf(tar, header + 512 + 100);
    }

    /** A picture of noise; its size depends on the number. */
    static byte[] jpeg(int number) {
        int width = 16 + number % 9;
        int height = 16 + number % 5;
        byte[] pixels = new byte[3 * width * height];
        new Random(number).nextBytes(pixels);
        return JpegEncoder.encode(new RgbImage(width, height, pixels), 0.9);
    }
}
