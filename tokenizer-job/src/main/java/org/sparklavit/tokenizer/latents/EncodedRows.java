package org.sparklavit.tokenizer.latents;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sparklavit.data.image.RgbImage;
import org.sparklavit.data.latent.LatentMetadata;
import org.sparklavit.data.latent.LatentRow;
import org.sparklavit.data.parquet.RowWriter;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.diffusion.LatentSpace;
import org.sparklavit.diffusion.training.StoredMoments;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.tokenizer.part.DecodedBatches;
import org.sparklavit.tokenizer.part.PartFile;
import org.sparklavit.tokenizer.part.PartTally;

/**
 * A file of latents of the images that come.
 *
 * @param metadata of the file
 * @param writer closed with this
 */
record EncodedRows(LatentSpace space, LatentMetadata metadata, RowWriter<LatentRow> writer) implements PartFile {
    @Override
    public ComputedRows compute(DecodedBatches.Batch batch) {
        List<Sample> samples = batch.samples();
        Shape shape = new Shape(samples.size(), RgbImage.CHANNELS, metadata.imageSize(), metadata.imageSize());
        float[] pixels = Arrays.copyOf(batch.pixels(), Math.toIntExact(shape.size()));
        try (NDManager manager = Tensors.newManager()) {
            NDArray pixels_B3SS = manager.create(pixels, shape);
            List<String> ids = samples.stream().map(Sample::id).toList();
            List<LatentRow> rows = StoredMoments.rows(ids, space.moments(pixels_B3SS), metadata.precision());
            return tally -> write(samples, rows, tally);
        }
    }

    private void write(List<Sample> samples, List<LatentRow> rows, PartTally tally) throws IOException {
        for (LatentRow row : rows) {
            writer.write(row);
        }
        samples.forEach(sample -> tally.of(sample.source()).add());
    }

    @Override
    public void commit(Map<String, String> moreFooter) throws IOException {
        writer.commit(moreFooter);
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
