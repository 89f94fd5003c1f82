package org.sparklavit.tokenizer.job;

import java.io.IOException;
import org.sparklavit.config.JobBody;
import org.sparklavit.config.JobCommand;
import org.sparklavit.config.Loaded;
import org.sparklavit.tokenizer.imports.ImportTokenizerConfig;
import org.sparklavit.tokenizer.imports.TokenizerImport;
import org.sparklavit.vision.TokenizerCard;

/** Makes a tokenizer's folder of weights that were trained elsewhere. Runs in the driver alone. */
public final class ImportTokenizer implements JobBody<ImportTokenizerConfig> {
    private static final String NAME = "import-tokenizer";

    /** See {@code --help}. */
    public static void main(String[] args) {
        JobCommand.main(
                ImportTokenizerConfig.class,
                NAME,
                "Makes a tokenizer of LaVIT's official weights, or of others with their names.",
                args,
                new ImportTokenizer());
    }

    @Override
    public String plan(ImportTokenizerConfig config) {
        return String.format(
                "read     %s%n         %s%n         %s%nwrite    %s",
                config.encoder().weights(), config.tokenizerWeights(), config.decoderWeights(), config.output());
    }

    @Override
    public void run(Loaded<ImportTokenizerConfig> loaded) throws IOException {
        ImportTokenizerConfig config = loaded.value();
        TokenizerCard card = new TokenizerImport(Inspect.storage(), config).run();
        System.out.printf(
                "%s holds the tokenizer with the fingerprint %s, on %s%n",
                config.output(), card.fingerprint(), card.encoder().description());
    }
}
