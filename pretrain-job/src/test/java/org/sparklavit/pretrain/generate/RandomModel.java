package org.sparklavit.pretrain.generate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.language.LlamaConfig;
import org.sparklavit.language.ModelExport;
import org.sparklavit.language.RopeConfig;
import org.sparklavit.language.TextTokenizer;
import org.sparklavit.language.UnifiedModel;
import org.sparklavit.language.training.OnlineFeatures;
import org.sparklavit.tensor.FrozenParameters;
import org.sparklavit.tensor.Parameter;
import org.sparklavit.vision.TokenizerCard;
import org.sparklavit.vision.TokenizerFolder;

/** The export of a model with large random weights, so that its choices are sharp and differ from place to place. */
public final class RandomModel {
    /** The model's window. */
    public static final int POSITIONS = 64;

    private static final Path WORDS = Path.of("src/test/resources/words.json");

    private RandomModel() {}

    /**
     * Writes one that knows the codes of the tokenizer in {@code tokenizer}.
     *
     * @param hasMerger whether it comes with a merger of its own
     */
    public static void write(Path folder, Path tokenizer, boolean hasMerger) throws IOException {
        Storage storage = Storage.local();
        TokenizerCard card = new TokenizerFolder(storage, tokenizer.toString()).card();
        String words = Files.readString(WORDS);
        try (TextTokenizer text = TextTokenizer.parse(words, "words", Optional.empty())) {
            Vocabulary ids = new Vocabulary(text.size(), card.tokenizer().codebookSize(), text.endOfText());
            int width = card.encoder().width();
            RopeConfig rope = new RopeConfig(100, new RopeConfig.None());
            UnifiedModel model =
                    new UnifiedModel(new LlamaConfig(16, 2, 4, 2, 24, POSITIONS, rope, 1e-5, false), ids, width);
            if (hasMerger) {
                OnlineFeatures.declareMerger(model, card.tokenizer(), width);
            }
            try (FrozenParameters weights = FrozenParameters.initialize(model.parameters(), 6)) {
                model.parameters().stream().filter(Parameter::decays).forEach(p -> p.value()
                        .muli(8));
                ModelExport.write(storage, folder.toString(), model, words, card.fingerprint());
            }
        }
    }
}
