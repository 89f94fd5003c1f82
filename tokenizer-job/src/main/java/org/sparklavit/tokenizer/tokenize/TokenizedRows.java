package org.sparklavit.tokenizer.tokenize;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.token.PatchGrid;
import org.sparklavit.data.token.TokenMetadata;
import org.sparklavit.data.token.TokenRow;
import org.sparklavit.data.token.TokenWriter;
import org.sparklavit.tensor.Autocast;
import org.sparklavit.tensor.Bfloat16;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.tokenizer.part.DecodedBatches;
import org.sparklavit.tokenizer.part.PartFile;
import org.sparklavit.tokenizer.part.PartTally;
import org.sparklavit.vision.TrainedTokenizer;
import org.sparklavit.vision.VisualTokens;

/**
 * A file of tokens of the images that come.
 *
 * @param metadata of the file
 * @param writer closed with this
 */
record TokenizedRows(TokenizeConfig config, TrainedTokenizer tokenizer, TokenMetadata metadata, TokenWriter writer)
        implements PartFile {
    private static final float[] NO_FEATURES = {};

    @Override
    public ComputedRows compute(DecodedBatches.Batch batch) {
        List<Sample> samples = batch.samples();
        int side = tokenizer.card().encoder().preprocessing().size();
        int values = samples.size() * 3 * side * side;
        try (NDManager manager = Tensors.newManager();
                Autocast cast = Autocast.to(config.precision())) {
            NDArray images =
                    manager.create(Arrays.copyOf(batch.pixels(), values), new Shape(samples.size(), 3, side, side));
            VisualTokens tokens = tokenizer
                    .tokenizer()
                    .tokenize(images, samples.stream().map(Sample::id).toList(), config.selection());
            int[][] codes = tokens.codes();
            int[][] positions = tokens.positions();
            float[] features = config.storeFeatures() ? tokens.merged().toFloatArray() : NO_FEATURES;
            return tally -> write(samples, codes, positions, FloatBuffer.wrap(features), tally);
        }
    }

    private void write(List<Sample> samples, int[][] codes, int[][] positions, FloatBuffer features, PartTally tally)
            throws IOException {
        for (int i = 0; i < samples.size(); i++) {
            TokenRow row = row(samples.get(i), codes[i], positions[i], features);
            writer.write(row);
            tally.of(row.source()).add(row.numTokens());
        }
    }

    /** Takes the row's features off the front of {@code features}. */
    private TokenRow row(Sample sample, int[] codes, int[] positions, FloatBuffer features) {
        ByteBuffer own = ByteBuffer.allocate(codes.length * metadata.featureWidth() * Bfloat16.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        Bfloat16.encode(features, own);
        int side = tokenizer.card().encoder().grid();
        return new TokenRow(
                sample.id(),
                sample.source(),
                sample.key(),
                sample.caption(),
                codes,
                positions,
                new PatchGrid(side, side),
                sample.width(),
                sample.height(),
                sample.metadataJson(),
                own.array());
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
