package org.sparklavit.pretrain.generate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.sparklavit.data.io.Storage;
import org.sparklavit.data.io.StoredFile;
import org.sparklavit.data.parquet.RowReader;

/** What generate has written. */
public final class AnswerFiles {
    private AnswerFiles() {}

    /** All answers, in their order. */
    public static List<Answer> all(Path output) throws IOException {
        Storage storage = Storage.local();
        List<Answer> answers = new ArrayList<>();
        for (StoredFile file : storage.list(output + "/data")) {
            try (RowReader<Answer> rows = AnswerPictures.reader(storage, file.uri())) {
                rows.forEachRemaining(answers::add);
            }
        }
        return answers;
    }

    /** The texts by the prompts' ids. */
    public static Map<String, String> texts(Path output) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        all(output).forEach(answer -> texts.put(answer.id(), answer.text()));
        return texts;
    }
}
