package org.sparklavit.pretrain.generate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sparklavit.data.image.BadImageException;
import org.sparklavit.language.Prompt;
import org.sparklavit.pretrain.generate.ImageEmbedder.Embedded;

/** Makes prompts of rows: decodes and embeds their images, all of a batch at once, and puts them into the text. */
final class PromptMaker {
    private final Optional<ImageEmbedder> embedder;
    private final PromptComposer composer;
    private final Rules rules;

    /**
     * What a prompt must keep to.
     *
     * @param task what is asked
     * @param question how a question is put; {} is the text
     * @param maxPromptTokens what the model's positions leave beside what is generated
     */
    record Rules(Task task, String question, int maxPromptTokens) {}

    /** What became of a row: a prompt or a fault. */
    record Made(PromptRow row, Optional<Prompt> prompt, Optional<BadPromptException> fault) {
        private static Made bad(PromptRow row, BadPromptException fault) {
            return new Made(row, Optional.empty(), Optional.of(fault));
        }
    }

    /** Makes prompts; without an embedder those with images are refused. */
    PromptMaker(Optional<ImageEmbedder> embedder, PromptComposer composer, Rules rules) {
        this.embedder = embedder;
        this.composer = composer;
        this.rules = rules;
    }

    /** A row with its decoded images, or what is wrong with it. */
    private record Decoded(PromptRow row, List<float[]> pixels, Optional<BadPromptException> fault) {}

    /** One result for each of {@code rows}, in their order. */
    List<Made> make(List<PromptRow> rows) {
        List<Decoded> decoded = rows.stream().map(this::decode).toList();
        List<float[]> pixels =
                decoded.stream().flatMap(one -> one.pixels().stream()).toList();
        List<Embedded> embedded =
                embedder.isEmpty() ? List.of() : embedder.get().embed(pixels);
        List<Made> made = new ArrayList<>();
        int at = 0;
        for (Decoded one : decoded) {
            List<Embedded> own = embedded.subList(at, at + one.pixels().size());
            made.add(one.fault().isPresent() ? Made.bad(one.row(), one.fault().get()) : compose(one.row(), own));
            at += own.size();
        }
        return made;
    }

    private Decoded decode(PromptRow row) {
        try {
            return new Decoded(row, pixels(row), Optional.empty());
        } catch (BadPromptException e) {
            return new Decoded(row, List.of(), Optional.of(e));
        }
    }

    private List<float[]> pixels(PromptRow row) throws BadPromptException {
        check(row);
        List<float[]> pixels = new ArrayList<>();
        for (byte[] image : row.images()) {
            try {
                pixels.add(embedder.orElseThrow().pixels(image));
            } catch (BadImageException e) {
                throw new BadPromptException(e.reason().name(), e.getMessage());
            }
        }
        return pixels;
    }

    private void check(PromptRow row) throws BadPromptException {
        int places = PromptComposer.places(row.text());
        int images = row.images().size();
        if (places > 0 && places != images) {
            throw new BadPromptException(
                    "IMAGE_COUNT",
                    "the text has " + PromptComposer.IMAGE + " " + places + " times but there are " + images
                            + " images; give as many as the text has places for, or name no place");
        }
        if (images > 0 && embedder.isEmpty()) {
            throw new BadPromptException(
                    "NO_TOKENIZER", "the prompt has images but 'tokenizer' is not set; name its folder");
        }
        if (rules.task() == Task.CAPTION && images == 0) {
            throw new BadPromptException("MISSING_IMAGE", "a caption is asked for but there is no image");
        }
        if (row.text().isBlank() && (images == 0 || rules.task() == Task.ANSWER)) {
            throw new BadPromptException(
                    "EMPTY_PROMPT", "the prompt has no text; 'columns.prompt' names where the text is");
        }
    }

    private Made compose(PromptRow row, List<Embedded> images) {
        String text = rules.task() == Task.ANSWER ? rules.question().replace("{}", row.text()) : row.text();
        Prompt prompt = composer.compose(row.id(), text, images, rules.task().isDrawn());
        if (prompt.ids().length > rules.maxPromptTokens()) {
            return Made.bad(
                    row,
                    new BadPromptException(
                            "TOO_LONG",
                            "the prompt has " + prompt.ids().length + " tokens, but beside 'max-tokens' the model has"
                                    + " positions for " + rules.maxPromptTokens() + "; shorten it, or lower"
                                    + " 'max-tokens'"));
        }
        return new Made(row, Optional.of(prompt), Optional.empty());
    }
}
