package org.sparklavit.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** {@code tools/study.sh pretraining}: held-out losses of several trained models in one table. */
final class PretrainingStudy {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FIELDS = 4;
    private static final int ROWS = 400;

    private PretrainingStudy() {}

    /** Which losses a model can have. */
    private enum Kind {
        TEXT,
        IMAGE,
        BOTH
    }

    /** Losses in nats; empty where the model does not learn the modality. */
    private record Row(Kind kind, String name, OptionalDouble captions, OptionalDouble codes) {
        static Row of(Kind kind, String name, Path data, Path export) throws IOException {
            try (HeldOutLosses losses = new HeldOutLosses(data, export, ROWS)) {
                return switch (kind) {
                    case TEXT -> new Row(kind, name, OptionalDouble.of(losses.captionsAlone()), OptionalDouble.empty());
                    case IMAGE -> new Row(kind, name, OptionalDouble.empty(), OptionalDouble.of(losses.codesAlone()));
                    case BOTH ->
                        new Row(
                                kind,
                                name,
                                OptionalDouble.of(losses.captionsGivenImages()),
                                OptionalDouble.of(losses.codesGivenCaptions()));
                };
            }
        }

        String line() {
            return "| " + name + " | " + text(captions) + " | " + text(codes) + " |";
        }

        private static String text(OptionalDouble loss) {
            return loss.isPresent() ? String.format(Locale.ROOT, "%.3f", loss.getAsDouble()) : "";
        }

        boolean isBelow(List<Row> alone) {
            return alone.stream()
                    .allMatch(row -> (row.kind() != Kind.TEXT || captions.orElseThrow() < row.captions.orElseThrow())
                            && (row.kind() != Kind.IMAGE || codes.orElseThrow() < row.codes.orElseThrow()));
        }
    }

    /** Arguments: the file for the figures, the quickstart's folder, then kind, name, overrides and export of each. */
    public static void main(String[] args) throws IOException {
        List<Row> rows = new ArrayList<>();
        ArrayNode figures = JSON.createArrayNode();
        System.out.println("| training | a caption's id, nats | a code, nats |");
        System.out.println("|---|---|---|");
        for (int i = 2; i < args.length; i += FIELDS) {
            Row row = Row.of(Kind.valueOf(args[i]), args[i + 1], Path.of(args[1]), Path.of(args[i + 3]));
            rows.add(row);
            System.out.println(row.line());
            var figure = figures.addObject().put("training", row.name()).put("overrides", args[i + 2]);
            row.captions().ifPresent(loss -> figure.put("captionLoss", loss));
            row.codes().ifPresent(loss -> figure.put("codeLoss", loss));
        }
        JSON.writeValue(Path.of(args[0]).toFile(), JSON.createObjectNode().set("rows", figures));
        List<Row> alone = rows.stream().filter(row -> row.kind() != Kind.BOTH).toList();
        List<Row> missed = rows.stream()
                .filter(row -> row.kind() == Kind.BOTH && !row.isBelow(alone))
                .toList();
        if (!missed.isEmpty()) {
            System.out.println("goal missed: below both models of one modality; not so: "
                    + missed.stream().map(Row::name).toList());
        }
        System.out.println("unified models below those of one modality in both losses: "
                + (rows.size() - alone.size() - missed.size()) + " of " + (rows.size() - alone.size()));
        System.exit(missed.isEmpty() ? 0 : 1);
    }
}
