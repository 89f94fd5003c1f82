package org.sparklavit.measure;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A caption as words: lower case, without punctuation. COCO's own evaluation cuts texts by Stanford's tokenizer, which
 * does the same to plain captions but treats abbreviations and the like in its own ways.
 */
final class CaptionWords {
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}']+");

    private CaptionWords() {}

    static List<String> of(String caption) {
        return Arrays.stream(BETWEEN.split(caption.toLowerCase(Locale.ROOT)))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** How often each run of {@code length} words comes. */
    static Map<List<String>, Integer> runs(List<String> words, int length) {
        Map<List<String>, Integer> counts = new HashMap<>();
        for (int i = 0; i + length <= words.size(); i++) {
            counts.merge(words.subList(i, i + length), 1, Integer::sum);
        }
        return counts;
    }
}
