package org.sparklavit.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;
import org.sparklavit.data.token.TokenReader;
import org.sparklavit.data.token.TokenReader.Skip;
import org.sparklavit.data.token.TokenRow;
import org.sparklavit.data.token.TokenWriter;

/** Copies a token dump without its captions: what a model of images alone learns from. */
final class CaptionlessDump {
    private CaptionlessDump() {}

    /** Arguments: the dump and the folder of the copy. */
    public static void main(String[] args) throws IOException {
        Storage storage = Storage.local();
        for (StoredFile file : storage.list(Path.of(args[0], "data").toString())) {
            String copy = Path.of(args[1], "data", file.name()).toString();
            try (TokenReader rows = new TokenReader(storage, file.uri(), EnumSet.noneOf(Skip.class));
                    TokenWriter writer = new TokenWriter(storage, copy, rows.metadata())) {
                while (rows.hasNext()) {
                    writer.write(withoutCaption(rows.next()));
                }
                writer.commit();
            }
        }
    }

    /** The same tokens with an empty caption. */
    static TokenRow withoutCaption(TokenRow row) {
        return new TokenRow(
                row.id(),
                row.source(),
                row.key(),
                "",
                row.codes(),
                row.positions(),
                row.grid(),
                row.width(),
                row.height(),
                row.metadataJson(),
                row.features());
    }
}
