package org.sparklavit.data.folder;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts delimited text into records. With quotes (CSV, RFC 4180) a field may be quoted and then hold delimiters,
 * line breaks and doubled quotes; without (TSV) every character stands for itself.
 */
final class CsvRecords {
    private final String text;
    private final char delimiter;
    private final boolean quotes;
    private final StringBuilder field = new StringBuilder();
    private int at;
    private int line = 1;

    CsvRecords(String text, char delimiter, boolean quotes) {
        this.text = text;
        this.delimiter = delimiter;
        this.quotes = quotes;
    }

    /**
     * Fields of one record.
     *
     * @param line on which it starts, from 1
     * @param fields its fields
     */
    record Line(int line, List<String> fields) {}

    /** All records; blank lines are left out. */
    List<Line> all() {
        List<Line> lines = new ArrayList<>();
        while (at < text.length()) {
            Line next = next();
            if (!next.fields().equals(List.of(""))) {
                lines.add(next);
            }
        }
        return lines;
    }

    private Line next() {
        int start = line;
        List<String> fields = new ArrayList<>();
        boolean more = true;
        while (more) {
            field.setLength(0);
            if (quotes && at < text.length() && text.charAt(at) == '"') {
                quoted();
            }
            more = plain();
            fields.add(field.toString());
        }
        return new Line(start, fields);
    }

    /** Takes what lies between quotes; a quote that is never closed takes the rest of the text. */
    private void quoted() {
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"' && (at == text.length() || text.charAt(at) != '"')) {
                return;
            }
            at += c == '"' ? 1 : 0;
            line += c == '\n' ? 1 : 0;
            field.append(c);
        }
    }

    /** Takes the rest of a field; whether another one follows on the line. */
    private boolean plain() {
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == delimiter) {
                return true;
            }
            if (c == '\n') {
                line++;
                dropCarriageReturn();
                return false;
            }
            field.append(c);
        }
        dropCarriageReturn();
        return false;
    }

    private void dropCarriageReturn() {
        int last = field.length() - 1;
        if (last >= 0 && field.charAt(last) == '\r') {
            field.setLength(last);
        }
    }
}
