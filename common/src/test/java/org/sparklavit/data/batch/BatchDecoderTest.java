package org.sparklavit.data.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sparklavit.data.image.BadImageException;
import org.sparklavit.data.image.ImagePreprocessor;
import org.sparklavit.data.image.JpegEncoder;
import org.sparklavit.data.image.Preprocessing;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.sample.Sample;

class BatchDecoderTest {
    private static final int SIDE = 8;
    private static final int IMAGES = 20;
    private static final int THREADS = 4;

    @ParameterizedTest
    @ValueSource(ints = {1, THREADS})
    void everyImageIsDecodedOnce(int threads) throws InterruptedException {
        AtomicIntegerArray times = new AtomicIntegerArray(IMAGES);
        try (DecodingThreads decoding = new DecodingThreads(threads)) {
            decoding.run(0, times::incrementAndGet);
            decoding.run(IMAGES, times::incrementAndGet);
        }
        assertThat(IntStream.range(0, IMAGES).map(times::get)).containsOnly(1);
    }

    @Test
    void severalAreDecodedAtTheSameTime() throws InterruptedException {
        CyclicBarrier all = new CyclicBarrier(THREADS);
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        try (DecodingThreads decoding = new DecodingThreads(THREADS)) {
            decoding.run(THREADS, image -> {
                seen.add(Thread.currentThread());
                await(all);
            });
        }
        assertThat(seen).hasSize(THREADS);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, THREADS})
    void whatWentWrongIsThrown(int threads) {
        try (DecodingThreads decoding = new DecodingThreads(threads)) {
            assertThatThrownBy(() -> decoding.run(IMAGES, image -> {
                        throw new IllegalStateException("no memory");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("no memory");
        }
    }

    @Test
    void threadsChangeNothing() throws Exception {
        List<Sample> samples = samples();
        assertThat(decode(samples, THREADS).pixels())
                .isEqualTo(decode(samples, 1).pixels());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, THREADS})
    void theFirstBrokenSampleIsNamed(int threads) {
        List<Sample> samples = samples();
        for (int broken : new int[] {7, 3, 15}) {
            samples.set(broken, sample(broken, new byte[] {1, 2, 3}));
        }
        assertThatThrownBy(() -> decode(samples, threads))
                .isInstanceOf(BadImageException.class)
                .hasMessageStartingWith("sample id-3 (drawn, key-3): ")
                .hasMessageEndingWith(
                        ". Shard the corpus with 'verify-images = true', which moves such images to the errors.");
    }

    private static ImageBatch decode(List<Sample> samples, int threads) throws Exception {
        ImageViews views = new ImageViews(List.of(new ImagePreprocessor(Preprocessing.clip(SIDE))), threads);
        try (BatchDecoder decoder = new BatchDecoder(views)) {
            return decoder.decode(1, samples);
        }
    }

    private static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
            byte[] pixels = new byte[3 * SIDE * SIDE];
            for (int k = 0; k < pixels.length; k++) {
                pixels[k] = (byte) (7 * i + k);
            }
            samples.add(sample(i, JpegEncoder.encode(new RgbImage(SIDE, SIDE, pixels), 0.9)));
        }
        return samples;
    }

    private static Sample sample(int number, byte[] file) {
        return new Sample("id-" + number, "drawn", "key-" + number, file, "", SIDE, SIDE, "{}");
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
