package org.sparklavit.config;

import com.typesafe.config.ConfigOrigin;
import java.util.Arrays;

/** Where a value was written, as file and line. */
final class Locations {
    static final String COMMAND_LINE = "command line";
    private static final String MERGE = "merge of ";

    private Locations() {}

    static Problem problem(ConfigOrigin origin, String text) {
        String place = origin.description();
        if (place.startsWith(MERGE)) {
            place = writtenInFile(place.substring(MERGE.length()));
        }
        if (place.startsWith(COMMAND_LINE)) {
            return new Problem(COMMAND_LINE, 0, text);
        }
        int colon = place.lastIndexOf(": ");
        String line = colon < 0 ? "" : place.substring(colon + 2).replaceFirst("-\\d+$", "");
        return line.matches("\\d+")
                ? new Problem(place.substring(0, colon), Integer.parseInt(line), text)
                : new Problem(place, 0, text);
    }

    /** A block that both the file and the command line speak of lies in the file. */
    private static String writtenInFile(String parts) {
        return Arrays.stream(parts.split(",", -1))
                .filter(part -> !part.startsWith(COMMAND_LINE))
                .findFirst()
                .orElse(COMMAND_LINE);
    }
}
