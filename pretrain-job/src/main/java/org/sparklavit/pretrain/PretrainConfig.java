package org.sparklavit.pretrain;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.sparklavit.config.Setting;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.stream.Objective;
import org.sparklavit.data.stream.SequenceConfig;
import org.sparklavit.language.LlamaConfig;
import org.sparklavit.train.TrainingConfig;

/** Configuration of the pretrain job. */
public record PretrainConfig(
        @Setting(help = "Folder that relative paths of the sources start from; the working directory if left out.")
        Optional<String> input,

        @Setting(help = "Folder for checkpoints, logs and the exported model; a run found there is resumed.")
        String output,

        @Setting(help = "Ranks; each takes one executor slot.", range = ">= 1", defaultsTo = "1")
        int worldSize,

        @Setting(help = "How often a failed attempt is started again.", range = ">= 0", defaultsTo = "3")
        int maxRestarts,

        @Setting(
                help =
                        "What is learned: a list of { type = image-text | text-image | text, path = ..., weight = ... }.")
        List<SourceConfig> sources,

        @Setting(help = "What is only measured, each source by itself; its weights do not matter.", defaultsTo = "[]")
        List<SourceConfig> heldOut,

        @Setting(
                help = "Packed rows of each held-out source that an evaluation reads.",
                unit = "rows",
                range = ">= 1",
                defaultsTo = "64")
        int evaluationRows,

        @Setting(
                help =
                        "Lanes of the data order, a divisor of training.global-batch: a step takes as many rows from each."
                                + " The number of ranks must divide it and does not change the order. 0 for one lane per row"
                                + " of the batch; fewer take less memory, as each holds a shuffle block of every source.",
                range = ">= 0",
                defaultsTo = "0")
        int lanes,

        @Setting(
                help = "Samples of a source that a lane holds and shuffles at a time.",
                unit = "samples",
                range = ">= 1",
                defaultsTo = "1024")
        int shuffleBlock,

        @Setting(
                help = "Folder of a LLaMA checkpoint in Hugging Face's layout, or of a model exported by this job, to"
                        + " start from; its vocabulary is extended by [IMG], [/IMG] and the codes.")
        Optional<String> initFrom,

        @Setting(help = "Sizes of a model that starts at random; not with init-from.")
        Optional<LlamaConfig> model,

        @Setting(help = "A Hugging Face tokenizer.json; that of init-from if left out.")
        Optional<String> textTokenizer,

        @Setting(help = "Token that ends a text; the usual ones (</s>, <|end_of_text|>, ...) are tried if left out.")
        Optional<String> endOfText,

        @Setting(
                help = "What is learned from images: as LaVIT (unified), as a prompt for text alone (adapter), or by"
                        + " predicting features (emu).",
                defaultsTo = "{ type = unified }")
        Objective objective,

        @Setting(
                help = "Images that enter as features are encoded while training instead of read from the dump, of the"
                        + " files in the sources' images: { tokenizer = ..., merger = frozen | trained }.")
        Optional<OnlineFeaturesConfig> onlineFeatures,

        @Setting(help = "How samples become sequences.", defaultsTo = "{}")
        SequenceConfig sequences,

        @Setting(
                help = "Whether blocks are computed again for their gradients: a third more work, and activations take"
                        + " the memory of one block and of what enters each.",
                defaultsTo = "false")
        boolean activationCheckpointing,

        @Setting(
                help = "What one rank's device computes at its best, from its data sheet and in the type that is"
                        + " computed in. The log then tells modelFlopsUtilisation.",
                unit = "TFLOP/s",
                range = "> 0")
        Optional<Double> peakTeraflops,

        @Setting(
                help = "Packed rows of the first step that --dry-run shows: raw text, ids, decoded, loss mask.",
                unit = "rows",
                range = "[0, 1000]",
                defaultsTo = "0")
        int showRows,

        @Setting(
                help =
                        "Sizes that --dry-run counts with where init-from, the text tokenizer or a source cannot be read.")
        Optional<PaperSizes> onPaper,

        @Setting(help = "Length of the run and the optimiser; its samples are packed rows.")
        TrainingConfig training) {
    /** Checks what belongs together. */
    public PretrainConfig {
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("'sources' is empty but must name at least one source");
        }
        if (initFrom.isPresent() == model.isPresent()) {
            throw new IllegalArgumentException("'model' and 'init-from' are " + (model.isPresent() ? "both" : "neither")
                    + " set: give one, sizes or a checkpoint");
        }
        if (initFrom.isEmpty() && textTokenizer.isEmpty()) {
            throw new IllegalArgumentException(
                    "'text-tokenizer' is not set but a model that starts at random needs one: give a tokenizer.json");
        }
        sources = List.copyOf(sources);
        heldOut = List.copyOf(heldOut);
        checkLearned("sources", sources, objective);
        checkLearned("held-out", heldOut, objective);
        if (onlineFeatures.isPresent()) {
            checkImages("sources", sources, objective);
            checkImages("held-out", heldOut, objective);
            if (objective instanceof Objective.Emu && onlineFeatures.get().trainsMerger()) {
                throw new IllegalArgumentException("'online-features.merger' is set to trained, but with"
                        + " 'objective.type = emu' features are predicted too, and a merger could learn to make them"
                        + " all alike: set it to frozen");
            }
        }
    }

    private static void checkImages(String key, List<SourceConfig> sources, Objective objective) {
        for (SourceConfig source : sources) {
            if (objective.readsFeatures(source.stream()) && source.images().isEmpty()) {
                throw new IllegalArgumentException("'" + key + "' has the "
                        + source.stream().metric() + " source " + source.path()
                        + " without 'images', but with 'online-features' its features are computed of them: name the"
                        + " output folder of shard that tokenize has read");
            }
        }
    }

    private static void checkLearned(String key, List<SourceConfig> sources, Objective objective) {
        for (SourceConfig source : sources) {
            if (!objective.learns(source.stream())) {
                throw new IllegalArgumentException("'" + key + "' has the "
                        + source.stream().metric() + " source "
                        + source.path() + ", but with 'objective.type = adapter' images are only read: leave the"
                        + " source out, or choose unified or emu");
            }
        }
    }

    /** The folder that relative paths start from; empty for the working directory. */
    public String root() {
        return input.orElse("");
    }

    /** The same with absolute paths: executors run in other folders than the driver. */
    public PretrainConfig qualified(Storage storage) throws IOException {
        return new PretrainConfig(
                Optional.of(storage.qualify(input.orElse("."))),
                storage.qualify(output),
                worldSize,
                maxRestarts,
                sources,
                heldOut,
                evaluationRows,
                lanes,
                shuffleBlock,
                initFrom.isPresent() ? Optional.of(storage.qualify(initFrom.get())) : initFrom,
                model,
                textTokenizer,
                endOfText,
                objective,
                onlineFeatures,
                sequences,
                activationCheckpointing,
                peakTeraflops,
                showRows,
                onPaper,
                training);
    }
}
