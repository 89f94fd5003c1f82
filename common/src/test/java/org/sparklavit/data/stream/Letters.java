package org.sparklavit.data.stream;

/** A text tokenizer for tests: one id for each lower-case letter and the space, and one for the end. */
public final class Letters implements TextCodec {
    private static final String ALPHABET = " abcdefghijklmnopqrstuvwxyz";

    @Override
    public int size() {
        return ALPHABET.length() + 1;
    }

    @Override
    public int endOfText() {
        return ALPHABET.length();
    }

    @Override
    public int[] encode(String text) {
        return text.chars().map(ALPHABET::indexOf).toArray();
    }

    @Override
    public String decode(int[] ids) {
        StringBuilder text = new StringBuilder();
        for (int id : ids) {
            if (id < ALPHABET.length()) {
                text.append(ALPHABET.charAt(id));
            }
        }
        return text.toString();
    }
}
