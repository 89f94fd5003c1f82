package org.sparklavit.pretrain.generate;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sparklavit.config.Setting;
import org.sparklavit.data.io.Storage;
import org.sparklavit.diffusion.DrawingConfig;

/** Configuration of the generate job. */
public record GenerateConfig(
        @Setting(
                help = "What to make of a prompt: caption (describe its image), answer (a question, about an image if"
                        + " there is one), draw (a picture) or complete (go on with the text).")
        Task task,

        @Setting(help = "Folder of a model exported by pretrain (OUT/export).")
        String model,

        @Setting(help = "Folder of the visual tokenizer; needed where prompts have images, and with detokenizer.")
        Optional<String> tokenizer,

        @Setting(help = "Output folder of train-detokenizer; left out, draw gives codes alone.")
        Optional<String> detokenizer,

        @Setting(help = "One prompt; <image> stands for an image, and where it stands nowhere images come first.")
        Optional<String> prompt,

        @Setting(help = "The image of the one prompt: a file.")
        Optional<String> image,

        @Setting(help = "Several images of the one prompt: files.", defaultsTo = "[]")
        List<String> images,

        @Setting(
                help = "How many continuations of the one prompt, each with draws of its own.",
                defaultsTo = "1",
                range = "[1, 1024]")
        int samples,

        @Setting(
                help = "Many prompts, in place of one: a .jsonl file (also .gz or .zst) or a .parquet file, a folder of"
                        + " such files, or a glob.")
        Optional<String> input,

        @Setting(help = "The parts of many prompts.", defaultsTo = "{}")
        PromptColumns columns,

        @Setting(help = "Folder for the results: empty, not there yet, or an unfinished one of the same run on input.")
        Optional<String> output,

        @Setting(
                help = "How a question is put to the model; {} is the prompt's text.",
                defaultsTo = "\"Question: {} Answer:\"")
        String question,

        @Setting(help = "Generated text.", defaultsTo = "{}")
        TextConfig text,

        @Setting(help = "Generated images, as tokens.", defaultsTo = "{}")
        ImageConfig imageTokens,

        @Setting(help = "From tokens to pixels.", defaultsTo = "{}")
        DrawingConfig drawing,

        @Setting(help = "Prompts that the model computes at once.", unit = "prompts", defaultsTo = "16", range = ">= 1")
        int batch,

        @Setting(
                help = "Prompts of one Spark task and of one output file.",
                unit = "prompts",
                defaultsTo = "1000",
                range = ">= 1")
        int promptsPerPart,

        @Setting(help = "Pictures that also become PNG files and a sheet.", defaultsTo = "16", range = "[0, 400]")
        int sheet) {
    /** Checks what belongs together. */
    public GenerateConfig {
        boolean isOne = prompt.isPresent() || image.isPresent() || !images.isEmpty();
        if (isOne == input.isPresent()) {
            throw new IllegalArgumentException("'input' is " + (isOne ? "set beside" : "missing, and so is")
                    + " a prompt: give either 'input' or one prompt by 'prompt', 'image' or 'images'");
        }
        if (input.isPresent() && output.isEmpty()) {
            throw new IllegalArgumentException("'output' is missing but 'input' is set: name a folder for the results");
        }
        if (tokenizer.isEmpty() && (detokenizer.isPresent() || image.isPresent() || !images.isEmpty())) {
            throw new IllegalArgumentException("'tokenizer' is missing but images are to be read or drawn: name the"
                    + " output folder of train-tokenizer");
        }
    }

    /** All images of the one prompt. */
    List<String> allImages() {
        return Stream.concat(image.stream(), images.stream()).toList();
    }

    /** The same with absolute paths: executors run in other folders than the driver. */
    public GenerateConfig qualified(Storage storage) throws IOException {
        return new GenerateConfig(
                task,
                storage.qualify(model),
                qualified(storage, tokenizer),
                qualified(storage, detokenizer),
                prompt,
                image,
                images,
                samples,
                qualified(storage, input),
                columns,
                qualified(storage, output),
                question,
                text,
                imageTokens,
                drawing,
                batch,
                promptsPerPart,
                sheet);
    }

    private static Optional<String> qualified(Storage storage, Optional<String> path) throws IOException {
        return path.isPresent() ? Optional.of(storage.qualify(path.get())) : path;
    }
}
