package org.sparklavit.language;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.stream.Vocabulary;
import org.sparklavit.tensor.FrozenParameters;

/** Continues prompts greedily with a checkpoint, for {@code tools/golden/round_trip.py} to compare. */
public final class GreedyTokens {
    private static final ObjectMapper JSON = new ObjectMapper();

    private GreedyTokens() {}

    /**
     * Usage: {@code GreedyTokens MODEL PROMPTS MAX_TOKENS OUT}.
     *
     * @param args a folder in Hugging Face's layout, a JSON file with a list of lists of ids, the number of tokens, and
     *     the file that takes the new ids of each prompt, without the one that ended it
     */
    public static void main(String[] args) throws IOException {
        Storage storage = Storage.local();
        ModelFolder folder = ModelFolder.open(storage, args[0]);
        try (TextTokenizer text = folder.tokenizer(Optional.empty())) {
            Vocabulary vocabulary = folder.unified()
                    .map(ModelFolder.UnifiedInfo::vocabulary)
                    .orElse(new Vocabulary(folder.config().vocabularySize(), 0, text.endOfText()));
            // A checkpoint that transformers made gets two rows for [IMG] and [/IMG], which are never allowed.
            UnifiedModel model = new UnifiedModel(folder.config().config(), vocabulary, 0);
            try (FrozenParameters parameters = FrozenParameters.initialize(model.parameters(), 0)) {
                folder.readInto(model, 0);
                int[][] prompts = JSON.readValue(storage.readText(args[1]), int[][].class);
                List<Prompt> sequences = Stream.of(prompts)
                        .map(ids -> new Prompt("", ids, List.of()))
                        .toList();
                Limits limits = Limits.text(vocabulary, 0, Integer.parseInt(args[2]));
                List<int[]> tokens = new Generator(model)
                        .generate(sequences, new Generator.Request(new Sampler.Greedy(), limits)).stream()
                                .map(Continuation::ids)
                                .toList();
                storage.writeText(args[3], JSON.writeValueAsString(tokens));
            }
        }
    }
}
