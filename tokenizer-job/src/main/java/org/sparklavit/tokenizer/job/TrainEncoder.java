package org.sparklavit.tokenizer.job;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.sparklavit.cluster.BarrierJob;
import org.sparklavit.cluster.BarrierRunner;
import org.sparklavit.cluster.RankContext;
import org.sparklavit.cluster.SparkSessions;
import org.sparklavit.config.JobBody;
import org.sparklavit.config.JobCommand;
import org.sparklavit.config.Loaded;
import org.sparklavit.data.batch.ImageBatches;
import org.sparklavit.data.batch.ImageStream;
import org.sparklavit.data.batch.ImageViews;
import org.sparklavit.data.image.ImagePreprocessor;
import org.sparklavit.data.image.Preprocessing;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.order.Lanes;
import org.sparklavit.data.order.TableShards;
import org.sparklavit.data.parquet.Table;
import org.sparklavit.data.sample.Sample;
import org.sparklavit.data.sample.SampleTable;
import org.sparklavit.language.TextTokenizer;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.tensor.SafeTensorsWriter;
import org.sparklavit.tensor.Tensors;
import org.sparklavit.tokenizer.encoder.ContrastiveLearner;
import org.sparklavit.tokenizer.encoder.TrainEncoderConfig;
import org.sparklavit.tokenizer.shard.ShardFolder;
import org.sparklavit.train.TrainingLoop;

/** {@code submit/train-encoder.sh}: trains the demo's vision encoder, contrastively with captions. */
public final class TrainEncoder implements JobBody<TrainEncoderConfig> {
    private TrainEncoder() {}

    /** See {@code --help}. */
    public static void main(String[] args) {
        JobCommand.main(
                TrainEncoderConfig.class,
                "train-encoder",
                "Trains a small vision encoder from scratch on a sharded corpus, contrastively with its captions.",
                args,
                new TrainEncoder());
    }

    @Override
    public String plan(TrainEncoderConfig config) {
        return "read     " + config.input() + "\ntrain    " + config.training().steps() + " steps of "
                + config.training().globalBatch() + " image-caption pairs on " + config.worldSize()
                + " ranks\nwrite    " + Storage.child(config.output(), "encoder.safetensors");
    }

    @Override
    public void run(Loaded<TrainEncoderConfig> loaded) throws Exception {
        try (SparkSession spark = SparkSessions.training("train-encoder")) {
            Storage storage = new Storage(spark.sparkContext().hadoopConfiguration());
            TrainEncoderConfig config = loaded.value().qualified(storage);
            Table table = ShardFolder.open(storage, config.input());
            Lanes.count(
                    config.lanes(),
                    table.files().size(),
                    config.training().globalBatch(),
                    config.worldSize(),
                    config.input());
            TextTokenizer.load(storage, config.textTokenizer(), Optional.empty())
                    .close();
            String vocabulary = storage.readText(config.textTokenizer());
            storage.writeText(Storage.child(config.output(), "config.conf"), loaded.effectiveHocon());
            BarrierRunner.run(
                    JavaSparkContext.fromSparkContext(spark.sparkContext()),
                    new BarrierJob("train-encoder", config.worldSize(), config.maxRestarts()),
                    rank -> {
                        Tensors.useGpu(rank.gpu());
                        return train(config, vocabulary, storage, table, rank);
                    });
        }
    }

    private static String train(
            TrainEncoderConfig config, String vocabulary, Storage storage, Table table, RankContext rank)
            throws IOException {
        try (TextTokenizer tokenizer = TextTokenizer.parse(vocabulary, config.textTokenizer(), Optional.empty());
                ContrastiveLearner learner = new ContrastiveLearner(
                        config.encoder(),
                        config.captions(),
                        tokenizer.size(),
                        config.training().seed(),
                        caption -> Arrays.stream(tokenizer.encode(caption))
                                .asLongStream()
                                .toArray(),
                        step -> batches(config, storage, table, rank, step))) {
            TrainingLoop.run(learner, rank.collective(), config.training(), storage, config.output(), rank::report);
            if (rank.rank() == 0) {
                write(learner, config, storage);
            }
            return config.output();
        }
    }

    private static ImageStream batches(
            TrainEncoderConfig config, Storage storage, Table table, RankContext rank, long step) {
        int globalBatch = config.training().globalBatch();
        int lanes = Lanes.count(config.lanes(), table.files().size(), globalBatch, rank.worldSize(), config.input());
        TableShards<Sample> shards = new TableShards<>(table, uri -> SampleTable.reader(storage, uri));
        ImagePreprocessor preprocessor =
                new ImagePreprocessor(Preprocessing.clip(config.encoder().imageSize()));
        return ImageBatches.of(
                shards,
                new ImageViews(List.of(preprocessor), 1),
                new ImageBatches.Dealing(
                        rank.rank(),
                        rank.worldSize(),
                        lanes,
                        globalBatch,
                        config.training().microBatch(),
                        config.training().seed(),
                        config.shuffleBlock()),
                step);
    }

    private static void write(ContrastiveLearner learner, TrainEncoderConfig config, Storage storage)
            throws IOException {
        SafeTensorsWriter file =
                new SafeTensorsWriter().metadata("encoder", config.encoder().toString());
        for (Parameter p : learner.encoderParameters()) {
            file.add(p.name(), p.value(), SafeTensorsWriter.FloatFormat.F16);
        }
        storage.writeAtomically(Storage.child(config.output(), "encoder.safetensors"), file::write);
    }
}
