package org.sparklavit.data.scene;

import java.util.List;

/** Small matters of English. */
final class Words {
    private static final List<String> NUMBERS = List.of(
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen");

    private Words() {}

    /** 0 to 16 in letters. */
    static String number(int value) {
        return NUMBERS.get(value);
    }

    /** The phrase behind "a" or "an". */
    static String withArticle(String phrase) {
        return ("aeiou".indexOf(phrase.charAt(0)) >= 0 ? "an " : "a ") + phrase;
    }

    /** "x", "x and y", "x, y and z". */
    static String list(List<String> parts) {
        int last = parts.size() - 1;
        return last == 0 ? parts.get(0) : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
    }

    /** The sentence with a capital first letter and a full stop. */
    static String sentence(String words) {
        return Character.toUpperCase(words.charAt(0)) + words.substring(1) + ".";
    }
}
