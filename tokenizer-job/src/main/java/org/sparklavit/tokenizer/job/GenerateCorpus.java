package org.sparklavit.tokenizer.job;

import java.io.IOException;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sparklavit.cluster.ProgressCounter;
import org.sparklavit.cluster.ProgressPrinter;
import org.sparklavit.cluster.SparkSessions;
import org.sparklavit.config.ConfigException;
import org.sparklavit.config.JobBody;
import org.sparklavit.config.JobCommand;
import org.sparklavit.config.Loaded;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.scene.SceneCorpus;
import org.sparklavit.data.scene.SceneCorpus.Part;

/**
 * Draws a corpus of scenes with captions, attributes and sentences: {@link SceneCorpus} says what and where. One Spark
 * task writes one file; the bytes depend on the configuration alone.
 */
public final class GenerateCorpus implements JobBody<GenerateCorpusConfig> {
    static final String SUMMARY =
            "Draws a corpus of scenes with captions as WebDataset tars, and sentences as JSON lines.";

    private static final String NAME = "generate-corpus";
    private static final Logger LOG = LoggerFactory.getLogger(GenerateCorpus.class);

    /** See {@code --help}. */
    public static void main(String[] args) {
        JobCommand.main(GenerateCorpusConfig.class, NAME, SUMMARY, args, new GenerateCorpus());
    }

    @Override
    public String plan(GenerateCorpusConfig config) {
        return String.format(
                "draw %d + %d held-out images of about %d px into tars of %d, and write %d + %d lines of text;%n"
                        + "%d files, one Spark task each, below %s",
                config.trainImages(),
                config.heldoutImages(),
                config.imageSize(),
                config.imagesPerTar(),
                config.textLines(),
                config.heldoutTextLines(),
                config.corpus().parts().size(),
                config.output());
    }

    @Override
    public void run(Loaded<GenerateCorpusConfig> loaded) throws IOException {
        GenerateCorpusConfig config = loaded.value();
        SceneCorpus corpus = config.corpus();
        try (SparkSession spark = SparkSessions.batch(NAME)) {
            Storage storage = new Storage(spark.sparkContext().hadoopConfiguration());
            refuseExisting(storage, config.output());
            String output = storage.qualify(config.output());
            write(spark, storage, corpus, output, corpus.parts().size());
            storage.writeText(Storage.child(output, NAME + ".conf"), loaded.effectiveHocon());
            LOG.info(
                    "{} + {} held-out images and {} + {} lines of text lie in {}",
                    config.trainImages(),
                    config.heldoutImages(),
                    config.textLines(),
                    config.heldoutTextLines(),
                    output);
        }
    }

    /** Writes every file of the corpus in {@code tasks} Spark tasks. */
    static void write(SparkSession spark, Storage storage, SceneCorpus corpus, String output, int tasks) {
        List<Part> parts = corpus.parts();
        long images = corpus.train().images() + corpus.heldout().images();
        try (ProgressPrinter progress = ProgressPrinter.start(spark.sparkContext(), NAME, "images", images)) {
            ProgressCounter drawn = progress.counter();
            JavaSparkContext.fromSparkContext(spark.sparkContext())
                    .parallelize(parts, tasks)
                    .foreach(part -> storage.writeAtomically(
                            Storage.child(output, part.path()), out -> corpus.write(part, out, () -> drawn.add(1))));
        }
    }

    private static void refuseExisting(Storage storage, String output) throws IOException {
        if (!storage.isEmpty(output)) {
            throw new ConfigException("'output' is " + output
                    + " but something is there already; name a folder that does not exist, or delete this one");
        }
    }
}
