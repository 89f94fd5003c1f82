package org.sparklavit.tokenizer.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.sparklavit.data.batch.ImageBatch;
import org.sparklavit.data.image.BadImageException;
import org.sparklavit.data.image.ImageDecoder;
import org.sparklavit.data.image.ImagePreprocessor;
import org.sparklavit.data.image.JpegEncoder;
import org.sparklavit.data.image.PixelConfig;
import org.sparklavit.data.image.Preprocessing;
import org.sparklavit.data.image.Resize;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.parquet.WriteOptions;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.sample.SampleTable;
import org.sparklavit.data.scene.Scene;
import org.sparklavit.data.scene.SceneCaption;
import org.sparklavit.data.scene.SceneGenerator;
import org.sparklavit.data.scene.ScenePainter;
import org.sparklavit.tensor.SafeTensorsWriter;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.vision.GumbelNoise;

/** Drawn scenes: as JPEG files in a shard, and as batches of pixels with the noise of step 1. */
final class Images {
    /** As large as the pictures of usual web corpora after their download. */
    private static final int SIDE = 256;

    private static final double QUALITY = 0.9;
    private static final long SEED = 1;
    private static final int CLASSES = 2;

    private Images() {}

    static List<Sample> samples(int count) {
        SceneGenerator scenes = new SceneGenerator(SIDE, 1.5);
        return LongStream.range(0, count)
                .mapToObj(i -> {
                    Scene scene = scenes.scene(SEED, i);
                    byte[] jpeg = JpegEncoder.encode(ScenePainter.paint(scene), QUALITY);
                    return new Sample("scene-" + i, "scenes", "" + i, jpeg, SceneCaption.of(scene), SIDE, SIDE, "{}");
                })
                .toList();
    }

    /** Writes a shard, as the shard job does. */
    static void writeShard(List<Sample> samples, Path file) throws IOException {
        WriteOptions options =
                WriteOptions.defaults().withFooter(Map.of(SampleTable.FORMAT_VERSION_KEY, SampleTable.FORMAT_VERSION));
        try (RowWriter<Sample> writer = SampleTable.writer(Storage.local(), file.toString(), options)) {
            for (Sample sample : samples) {
                writer.write(sample);
            }
            writer.commit();
        }
    }

    static ImageBatch decode(List<Sample> samples, int side) {
        ImagePreprocessor preprocessor =
                new ImagePreprocessor(new Preprocessing(side, PixelConfig.clip(Resize.SQUARE)));
        float[] pixels = new float[samples.size() * preprocessor.length()];
        for (int i = 0; i < samples.size(); i++) {
            try {
                preprocessor.toChw(
                        ImageDecoder.strict().decode(samples.get(i).image()), pixels, i * preprocessor.length());
            } catch (BadImageException e) {
                throw new IllegalStateException(e);
            }
        }
        return new ImageBatch(1, pixels, samples);
    }

    static NDArray images(NDManager manager, ImageBatch batch, int side) {
        return manager.create(batch.pixels(), new Shape(batch.size(), 3, side, side));
    }

    /** The noise that the learner draws for {@code batch} in step 1 with seed 1. */
    static NDArray noise(NDManager manager, ImageBatch batch, int patches) {
        int values = patches * CLASSES;
        float[] noise = new float[batch.size() * values];
        for (int b = 0; b < batch.size(); b++) {
            long key = GumbelNoise.keyOf(batch.samples().get(b).id());
            GumbelNoise.fill(noise, b * values, values, 1, GumbelNoise.random(SEED, 1, key));
        }
        return manager.create(noise, new Shape(batch.size(), patches, CLASSES));
    }

    /** Writes what the peer computes on. */
    static void writeBatch(ImageBatch batch, Size size, Path file) throws IOException {
        try (NDManager manager = Tensors.newManager()) {
            SafeTensorsWriter writer = new SafeTensorsWriter()
                    .add("images", images(manager, batch, size.encoder().imageSize()))
                    .add("noise", noise(manager, batch, size.encoder().patches()));
            Storage.local().writeAtomically(file.toString(), writer::write);
        }
    }
}
